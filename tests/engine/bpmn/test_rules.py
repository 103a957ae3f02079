"""Every rule refuses what breaks it, there where it is broken, and lets its neighbour pass."""

import pytest

from engine.bpmn import check_model
from engine.bpmn.advice import ADVICE
from engine.bpmn.check import DIALECT
from engine.bpmn.profile import PROFILE
from engine.bpmn.rules import STANDARD
from tests.engine.bpmn.rule_cases import CASES, Case
from tests.factories.bpmn_xml import lines_with


def name_of(case: Case) -> str:
    return case.code


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_model_that_breaks_the_rule_is_pointed_at(case: Case) -> None:
    findings = [finding for finding in check_model(case.bad).findings if finding.code == case.code]

    assert [f.element_id for f in findings if f.line in lines_with(case.bad, case.at)].count(case.element_id) == 1


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_neighbour_that_keeps_the_rule_passes(case: Case) -> None:
    checked = check_model(case.good)

    assert case.code not in {finding.code for finding in checked.findings}
    assert checked.ok or not case.deployable, checked.findings


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_message_can_be_filled(case: Case) -> None:
    for finding in check_model(case.bad).findings:
        assert "%(" not in str(finding.text)


def test_every_rule_has_a_case() -> None:
    codes = {rule.code for rule in (*STANDARD, *DIALECT, *PROFILE, *ADVICE)}

    assert codes - {case.code for case in CASES} == {"advice_no_diagram"}


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in (*STANDARD, *DIALECT, *PROFILE, *ADVICE)]

    assert len(codes) == len(set(codes))
