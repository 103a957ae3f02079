"""DMN conformance level 2 is complete, as the DMN TCK (subset beside the repository) measures it."""

import pytest

from tests.conformance.dmn_tck import Count, kit_folder, run_level


def test_conformance_level_2_is_complete() -> None:
    kit = kit_folder()
    if not kit.is_dir():
        pytest.skip("not run: the DMN TCK is not beside the repository")

    total = Count()
    for count in run_level(kit, 2).values():
        total.add(count)

    assert total.failures == []
    assert total.valued > 0


def test_without_the_kit_the_runner_says_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.conformance.dmn_tck import main

    assert main(["/nowhere/at-all"]) == 0
    assert capsys.readouterr().out.startswith("not run")
