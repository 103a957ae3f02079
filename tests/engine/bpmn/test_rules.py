"""Every rule refuses what breaks it, there where it is broken, and lets its neighbour pass."""

import pytest

from engine.bpmn.advice import ADVICE
from engine.bpmn.check import DIALECT
from engine.bpmn.profile import PROFILE
from engine.bpmn.rules import EXECUTION, STANDARD
from tests.engine.bpmn import advice_cases, edge_cases, rule_cases, standard_cases
from tests.engine.bpmn.rule_cases import Case
from tests.factories.bpmn_xml import lines_with

CASES = [*rule_cases.CASES, *standard_cases.CASES, *advice_cases.CASES, *edge_cases.CASES]
RULES = (*STANDARD, *EXECUTION, *DIALECT, *PROFILE, *ADVICE)


def name_of(case: Case) -> str:
    return case.code


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_model_that_breaks_the_rule_is_pointed_at(case: Case) -> None:
    findings = [finding for finding in case.check(case.bad).findings if finding.code == case.code]

    assert [f.element_id for f in findings if f.line in lines_with(case.bad, case.at)].count(case.element_id) == 1


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_neighbour_that_keeps_the_rule_passes(case: Case) -> None:
    checked = case.check(case.good)

    assert case.code not in {finding.code for finding in checked.findings}
    assert checked.ok or not case.deployable, checked.findings


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_message_can_be_filled(case: Case) -> None:
    for finding in case.check(case.bad).findings:
        assert "%(" not in str(finding.text)


def test_every_rule_has_a_case() -> None:
    codes = {rule.code for rule in RULES}

    assert codes - {case.code for case in CASES} == {"advice_no_diagram"}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]

    assert len(codes) == len(set(codes))
