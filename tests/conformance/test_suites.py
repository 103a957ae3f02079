"""The public suites come out as expected; their files stay outside the project."""

import os
import re
from collections.abc import Mapping

import pytest

from engine.bpmn.rules import STANDARD
from tests.architecture.sources import ROOT, tracked_files
from tests.conformance import betsy
from tests.conformance.betsy_models import tokens
from tests.conformance.constraints import RULES
from tests.conformance.dmn_tck import VALUED
from tests.conformance.page import PAGE, page
from tests.conformance.suite import Failure, Group, home
from tests.conformance.suites import run_suites

Results = Mapping[str, Mapping[str, Group]]
WORD = re.compile(r"[\w/#]+")
WITHOUT_A_RULE = {"schema"}
"""What finds a violation without being a rule of the catalogue."""


@pytest.fixture(scope="module")
def results() -> Results:
    """A run of all suites; where they are not, nothing is run, which CI does not accept."""
    found = {name: groups for name, groups in run_suites(home()) if groups is not None}
    if len(found) < 4:
        missing = f"not run: the suites are not all in {home()} (set CONFORMANCE to their folder)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


def failures(groups: Mapping[str, Group]) -> list[Failure]:
    return [failure for group in groups.values() for failure in group.failed]


def passed(groups: Mapping[str, Group]) -> int:
    return sum(group.passed for group in groups.values())


def test_betsy_ends_with_trace_and_outcome_but_where_the_published_file_can_not(results: Results) -> None:
    groups = {name: group for name, group in results["betsy"].items() if name != "bpmn_constraints"}

    assert [failure for failure in failures(groups) if not failure.reason] == []
    assert (passed(groups), len(failures(groups))) == (149, 2)


def test_every_constraint_file_is_refused_by_the_rule_that_it_breaks(results: Results) -> None:
    group = results["betsy"]["bpmn_constraints"]

    assert (group.failed, group.passed) == ([], 193)


def test_invalid_models_are_refused_and_no_valid_one_is_called_invalid(results: Results) -> None:
    groups = results["bpmnspector"]

    assert failures(groups) == []
    assert {name: group.passed for name, group in groups.items()} == {"invalid": 192, "valid": 109, "other": 10}


def test_reference_models_are_read_drawn_and_written_back_without_loss(results: Results) -> None:
    assert {name: group.passed for name, group in results["miwg"].items()} == dict.fromkeys(
        ("read", "rendered", "written"), 14
    )


def level(results: Results, number: int) -> dict[str, Group]:
    return {name: group for name, group in results["dmn-tck"].items() if f"compliance-level-{number}/" in name}


def test_dmn_level_2_is_complete(results: Results) -> None:
    groups = level(results, 2)

    assert failures(groups) == []
    assert passed(groups) == 53


def test_of_dmn_level_3_only_calls_into_java_fail(results: Results) -> None:
    groups = level(results, 3)

    assert [failure for failure in failures(groups) if "Java" not in failure.reason] == []
    assert passed(groups) >= 0.99 * sum(group.total for group in groups.values())
    assert sum(group.measured[VALUED][0] for group in groups.values()) == 1133


def test_the_page_tells_of_this_run(results: Results) -> None:
    assert PAGE.read_text("utf-8") == page(results), "run `make conformance`"


def test_constraints_stand_for_rules_that_exist() -> None:
    codes = {rule.code for rule in STANDARD} | WITHOUT_A_RULE

    assert {code for rules in RULES.values() for code in rules} <= codes


def test_no_case_and_no_token_of_a_suite_is_known_outside_the_runner() -> None:
    folder = home() / "betsy"
    if not folder.is_dir():
        pytest.skip("not run: betsy is not there")
    known = {case.id for case in betsy.cases(folder)} | {case.content["process"] for case in betsy.cases(folder)}
    known |= set().union(*(tokens(file) for file in sorted(folder.glob("[a-z]*/*.bpmn"))))
    told = PAGE.relative_to(ROOT).as_posix()  # written by the runner: it lists what failed
    ours = [name for name in tracked_files() if not name.startswith("tests/conformance/") and name != told]
    words = set().union(*(WORD.findall((ROOT / name).read_text("utf-8", "ignore")) for name in ours))

    assert {word for word in known if "_" in word} & words == set()
    assert {word for word in known if "/" in word} & words == set()
