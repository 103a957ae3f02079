"""The executable cases of betsy run as the suite says; its files stay outside the project."""

import pytest

from tests.conformance import betsy
from tests.conformance.suite import main, suite_folder


def test_every_case_ends_with_the_trace_and_the_outcome_that_are_expected() -> None:
    folder = suite_folder(betsy.NAME)
    if not folder.is_dir():
        pytest.skip("not run: betsy is not beside the repository (../shared/conformance/betsy)")

    groups = betsy.run(folder)

    assert [failure for group in groups.values() for failure in group.failed] == []
    assert sum(group.passed for group in groups.values()) > 0


def test_without_the_suite_the_runner_says_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(betsy.NAME, betsy.run, ["/nowhere/at-all"]) == 0
    assert capsys.readouterr().out.startswith("not run")
