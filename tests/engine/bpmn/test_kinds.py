"""Invalid BPMN and BPMN that is valid but not executed here are told apart."""

import pytest

from engine.bpmn import Kind, Severity, check_model
from engine.bpmn.advice import ADVICE
from engine.bpmn.check import DIALECT
from engine.bpmn.rules import EXECUTION, STANDARD
from tests.engine.bpmn.rule_cases import GOOD, beside
from tests.engine.bpmn.standard_cases import importing
from tests.factories.bpmn_xml import a_model, around, definitions, element, flow, path, process, start, user_task


@pytest.mark.parametrize(
    "model, code, kind, valid",
    [
        (beside(flow("task", "nobody")), "flow_target_unknown", Kind.STANDARD, False),
        (around(element("robotTask", id="task")), "schema", Kind.STANDARD, False),
        (b"<definitions", "not_xml", Kind.STANDARD, False),
        (definitions(process(user_task(), executable=False)), "no_executable_process", Kind.EXECUTION, True),
        (definitions(), "no_process", Kind.EXECUTION, True),
        (around(element("callActivity", id="task", name="P")), "called_process_missing", Kind.DIALECT, True),
        (around(user_task(candidates="=biro(")), "expression_syntax", Kind.DIALECT, True),
        (around(user_task(camunda__formHandlerClass="x")), "extension_of_other_engine", Kind.DIALECT, True),
        (a_model('<bpmn:task name="Tanpa id"/>'), "missing_id", Kind.EXECUTION, True),
    ],
)
def test_a_finding_says_against_what_it_is_held(model: bytes, code: str, kind: Kind, valid: bool) -> None:
    checked = check_model(model)

    assert {finding.kind for finding in checked.findings if finding.code == code} == {kind}
    assert checked.valid is valid
    assert not checked.ok


def test_a_model_with_advice_only_is_valid_and_can_be_deployed() -> None:
    checked = check_model(GOOD)

    assert checked.valid
    assert checked.ok
    assert {finding.kind for finding in checked.findings} == {Kind.ADVICE}


def test_a_warning_of_the_standard_does_not_make_a_model_invalid() -> None:
    checked = check_model(importing())

    assert [(f.kind, f.severity) for f in checked.findings if f.code == "import_unresolved"] == [
        (Kind.STANDARD, Severity.WARNING)
    ]
    assert checked.valid


def test_rules_are_of_the_kind_of_their_family() -> None:
    families = ((STANDARD, Kind.STANDARD), (EXECUTION, Kind.EXECUTION), (DIALECT, Kind.DIALECT), (ADVICE, Kind.ADVICE))

    assert all(rule.kind is kind for rules, kind in families for rule in rules)


def test_a_process_that_the_standard_allows_without_start_event_is_valid() -> None:
    assert check_model(a_model(user_task())).valid
    assert not check_model(a_model(start(), user_task(), path("start", "task"))).valid
