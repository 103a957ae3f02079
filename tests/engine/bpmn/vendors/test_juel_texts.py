"""JUEL in the standard's own elements is executed as the FEEL it means, or refused at its line."""

import pytest

from engine.bpmn import Severity, check_model
from tests.engine.bpmn.rule_cases import catching, choice, flow
from tests.factories.bpmn_xml import around, element, extensions, lines_with, script_text, user_task


def chosen_by(condition: str) -> bytes:
    return choice("exclusiveGateway", flow("g", "a", condition=condition), flow("g", "b"))


def of_two(counter: str) -> bytes:
    loop = element(
        "multiInstanceLoopCharacteristics",
        extensions(element("zeebe:loopCharacteristics", inputCollection="=[1, 2]")),
        script_text("completionCondition", counter, xsi__type="bpmn:tFormalExpression"),
    )
    return around(user_task("task", loop))


@pytest.mark.parametrize(
    "theirs, ours",
    [
        (chosen_by("${status == 'lengkap'}"), chosen_by('=status = "lengkap"')),
        (chosen_by("#{approved}"), chosen_by("=approved")),
        (catching("${deadline}"), catching("=deadline")),
        (catching("R3/PT${hours}H"), catching('="R3/PT" + (if hours = null then "" else string(hours)) + "H"')),
        (
            of_two("${nrOfCompletedInstances / nrOfInstances >= 0.5}"),
            of_two("=(numberOfCompletedInstances / numberOfInstances) >= 0.5"),
        ),
        (of_two("${loopCounter == 1}"), of_two("=(loopCounter - 1) = 1")),
    ],
)
def test_juel_becomes_the_feel_that_means_the_same(theirs: bytes, ours: bytes) -> None:
    assert check_model(theirs).require_ok() == check_model(ours).require_ok()


@pytest.mark.parametrize("text, part", [("${bean.decide(x)}", "decide()"), ("${nrOfInstances > 1}", "nrOfInstances")])
def test_juel_that_can_not_be_translated_is_refused_at_its_line(text: str, part: str) -> None:
    model = chosen_by(text)

    (finding,) = [f for f in check_model(model).findings if f.severity is Severity.ERROR]

    assert (finding.code, finding.element_id) == ("expression_juel", "g_a")
    assert part in str(finding.text)
    assert [finding.line] == lines_with(model, text.replace(">", "&gt;"))


def test_a_condition_whose_language_is_another_one_is_not_taken_for_juel() -> None:
    model = chosen_by("${x}").replace(b"<bpmn:conditionExpression ", b'<bpmn:conditionExpression language="groovy" ')

    assert [f.code for f in check_model(model).findings if f.severity is Severity.ERROR] == ["expression_language"]
