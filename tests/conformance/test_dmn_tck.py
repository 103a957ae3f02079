"""DMN conformance levels 2 and 3 are complete but for Java, as the subset of the DMN TCK measures it."""

import pytest

from tests.conformance.dmn_tck import NOT_WANTED, Count, kit_folder, main, run_level


def total_of(level: int) -> Count:
    """The counts of a whole level; skipped where the kit is not."""
    kit = kit_folder()
    if not kit.is_dir():
        pytest.skip("not run: the DMN TCK is not beside the repository")
    total = Count()
    for count in run_level(kit, level).values():
        total.add(count)
    return total


def test_conformance_level_2_is_complete() -> None:
    total = total_of(2)

    assert total.failures == []
    assert total.valued > 0


def test_of_level_3_only_what_is_not_wanted_fails() -> None:
    kit = kit_folder()
    if not kit.is_dir():
        pytest.skip("not run: the DMN TCK is not beside the repository")

    counts = run_level(kit, 3)

    assert {name for name, count in counts.items() if count.failures} == set(NOT_WANTED)
    assert sum(count.passed for count in counts.values()) >= 0.99 * sum(count.total for count in counts.values())


def test_without_the_kit_the_runner_says_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at-all"]) == 0
    assert capsys.readouterr().out.startswith("not run")
