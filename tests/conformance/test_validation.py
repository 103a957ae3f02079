"""The validator agrees with the public suites; the files stay outside the project."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.bpmn import check_model
from engine.bpmn.rules import STANDARD
from tests.conformance import betsy_constraints, bpmnspector, miwg
from tests.conformance.constraints import RULES, expected_rules, refused_rightly
from tests.conformance.suite import Group, Run, main, suite_folder
from tests.factories.bpmn_xml import a_model, around, end, flow, path, start, user_task

WITHOUT_A_RULE = {"schema"}
"""What finds a violation without being a rule of the catalogue."""


def groups_of(name: str, run: Run) -> Mapping[str, Group]:
    """The result of a suite; skipped where it is not."""
    folder = suite_folder(name)
    if not folder.is_dir():
        pytest.skip(f"not run: {name} is not beside the repository (../shared/conformance/{name})")
    return run(folder)


@pytest.mark.parametrize(
    "name, run, least",
    [
        (bpmnspector.NAME, bpmnspector.run, {"invalid": 190, "valid": 100, "other": 8}),
        (betsy_constraints.NAME, betsy_constraints.run, {"bpmn_constraints": 190}),
        (miwg.NAME, miwg.run, {"read": 14, "rendered": 14, "written": 14}),
    ],
)
def test_every_file_of_the_suite_is_judged_as_its_name_says(name: str, run: Run, least: dict[str, int]) -> None:
    groups = groups_of(name, run)

    assert [failure for group in groups.values() for failure in group.failed] == []
    assert all(groups[group].total >= count for group, count in least.items())


def test_constraints_stand_for_rules_that_exist() -> None:
    codes = {rule.code for rule in STANDARD} | WITHOUT_A_RULE

    assert {code for rules in RULES.values() for code in rules} <= codes


def test_a_file_refused_for_another_reason_is_not_refused_rightly() -> None:
    model = a_model(start(), user_task(), end(), path("start", "task", "end"), flow("task", "nobody"))

    checked = check_model(model)

    assert refused_rightly(checked, None)
    assert refused_rightly(checked, {"flow_target_unknown"})
    assert not refused_rightly(checked, expected_rules("076"))


@pytest.mark.parametrize("name, run", [(bpmnspector.NAME, bpmnspector.run), (miwg.NAME, miwg.run)])
def test_without_the_suite_the_runner_says_not_run(name: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(name, run, ["/nowhere/at-all"]) == 0
    assert capsys.readouterr().out.startswith("not run")


def test_a_failure_is_told_with_what_was_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "098").mkdir()
    (tmp_path / "098" / "fail.bpmn").write_bytes(around(user_task()))

    assert main(bpmnspector.NAME, bpmnspector.run, [str(tmp_path)]) == 1

    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "bpmnspector/invalid: 0/1",
        "    098/fail.bpmn: expected to be refused by start_event_trigger, got nothing",
    ]
