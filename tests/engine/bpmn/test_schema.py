"""What the schema of BPMN 2.0 does not allow is pointed at."""

import pytest

from engine.bpmn import Finding, check_model
from tests.engine.bpmn.rule_cases import GOOD, beside, boundary, flow
from tests.factories.bpmn_xml import element, lines_with, script_text


def schema_findings(xml: bytes) -> list[Finding]:
    return [finding for finding in check_model(xml).findings if finding.code == "schema"]


@pytest.mark.parametrize(
    "part, at",
    [
        (element("robotTask", id="r", name="Robot"), 'id="r"'),
        (element("task", id="r", isForCompensation="mungkin"), 'id="r"'),
        (element("task", id="r", colour="red"), 'id="r"'),
        (element("task", script_text("outgoing", "x"), element("documentation"), id="r"), "documentation"),
    ],
)
def test_what_the_schema_does_not_allow_is_found_at_its_line(part: str, at: str) -> None:
    model = beside(part)

    assert [(f.element_id, f.line) for f in schema_findings(model)][:1] == [("r", lines_with(model, at)[0])]


def test_a_boundary_event_without_its_activity_is_found() -> None:
    event = boundary().replace(' attachedToRef="task"', "")

    assert [f.element_id for f in schema_findings(beside(event, flow("b", "end")))] == ["b"]


def test_a_model_that_keeps_the_schema_has_no_finding_of_it() -> None:
    assert schema_findings(GOOD) == []


def test_a_hundred_mistakes_do_not_make_a_hundred_messages() -> None:
    assert len(schema_findings(beside(*(element("robotTask", id=f"r{i}") for i in range(100))))) <= 50
