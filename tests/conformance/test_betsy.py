"""The executable cases of betsy run as the suite says, as far as it is beside the repository."""

import pytest

from tests.conformance.betsy import MISPRINTS, Group, main, run_suite, suite_folder


def groups() -> dict[str, Group]:
    """All groups; skipped where the suite is not."""
    folder = suite_folder()
    if not (folder / "manifest.json").is_file():
        pytest.skip("not run: betsy is not beside the repository")
    return run_suite(folder)


def test_every_case_runs_as_expected_but_for_misprints() -> None:
    failed = {case_id: wrong for group in groups().values() for case_id, wrong in group.failed.items()}

    assert {case_id: wrong for case_id, wrong in failed.items() if case_id not in MISPRINTS} == {}


def test_without_the_suite_the_runner_says_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at-all"]) == 0
    assert capsys.readouterr().out.startswith("not run")
