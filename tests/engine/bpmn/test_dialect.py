"""Extensions that are not executed are never skipped in silence; texts that are evaluated are FEEL."""

import pytest

from engine.bpmn import Known, Severity, check_model
from tests.engine.bpmn.rule_cases import (
    beside,
    catching,
    choice,
    flow,
    lane_addressed,
    looped,
    mapped,
    rule_task,
    throwing,
)
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    lines_with,
    message,
    path,
    process,
    properties,
    script_task,
    script_text,
    service_task,
    start,
    user_task,
)


def errors(xml: bytes) -> list[tuple[str, str | None]]:
    return [(f.code, f.element_id) for f in check_model(xml).findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "model",
    [
        around(user_task(candidates="=biro(")),
        around(user_task(extra=element("zeebe:taskSchedule", dueDate="=now( +"))),
        around(user_task(extra=element("zeebe:priorityDefinition", priority="=1 +"))),
        around(script_task(expression="=if then")),
        mapped(source="=1 +"),
        looped(inputCollection="=[1,"),
        looped(outputCollection="a", outputElement="=("),
    ],
)
def test_an_expression_that_is_no_feel_is_refused_at_its_task(model: bytes) -> None:
    assert errors(model) == [("expression_syntax", "task")]


def test_the_condition_that_is_no_feel_is_refused_at_its_line() -> None:
    model = choice("exclusiveGateway", flow("g", "a", condition="=x >"), flow("g", "b"))

    (finding,) = [f for f in check_model(model).findings if f.severity is Severity.ERROR]

    assert (finding.code, finding.element_id) == ("expression_syntax", "g_a")
    assert [finding.line] == lines_with(model, "=x &gt;")


@pytest.mark.parametrize("condition", ["x > 1", "x"])
def test_a_condition_without_the_sign_of_feel_is_refused(condition: str) -> None:
    model = choice("exclusiveGateway", flow("g", "a", condition=condition), flow("g", "b"))

    assert errors(model) == [("expression_language", "g_a")]


@pytest.mark.parametrize("language", ["python", "javascript", "groovy", "juel", "", None, "feel"])
def test_a_script_in_bpmns_own_element_is_refused(language: str | None) -> None:
    task = element("scriptTask", script_text("script", "import os"), id="task", name="Hitung", scriptFormat=language)

    assert errors(around(task))[0][1] == "task"


def test_python_that_reaches_out_is_refused_with_what_there_is() -> None:
    task = element("scriptTask", script_text("script", "import os"), id="task", name="Hitung", scriptFormat="python")

    (finding,) = [f for f in check_model(around(task)).findings if f.severity is Severity.ERROR]

    assert finding.code == "expression_syntax"
    assert "os can not be imported. Available are: base64" in str(finding.text)


@pytest.mark.parametrize("text", ["P3D", "PT1H", "=hari_tenggat", '=duration("P3D")'])
def test_iso_texts_and_feel_are_times(text: str) -> None:
    assert errors(catching(text)) == []


def test_other_texts_are_no_times() -> None:
    assert errors(catching("3 hari")) == [("expression_language", "c")]


def test_the_correlation_key_of_a_message_is_checked() -> None:
    model = throwing('<bpmn:messageEventDefinition messageRef="m"/>', message(key="=nip +"))

    assert errors(model) == [("expression_syntax", "m")]


@pytest.mark.parametrize(
    "task, named",
    [
        (user_task(extra=element("zeebe:executionListeners")), "zeebe:executionListeners"),
        (user_task(extra=element("zeebe:assignmentDefinition", assignee="budi"), candidates=None), "assignee"),
        (user_task(extra=element("zeebe:taskDefinition", type="x")), "zeebe:taskDefinition"),
        (user_task(more={"lintas:decisionclass": "x"}), "lintas:decisionclass"),
        (service_task(extra=properties({"lintas:decisionClass": "x"})), "lintas:decisionClass"),
        (user_task(camunda__formHandlerClass="x"), "camunda:formHandlerClass"),
        (user_task(extra=element("camunda:taskListener")), "camunda:taskListener"),
        (service_task(extra=element("spiffworkflow:variableName")), "spiffworkflow:variableName"),
        (
            user_task(extra=element("zeebe:ioMapping", element("zeebe:input", source="=1", target="a", kind="x"))),
            "kind",
        ),
    ],
)
def test_an_extension_that_would_be_lost_is_refused_by_name(task: str, named: str) -> None:
    found = [f for f in check_model(around(task)).findings if f.severity is Severity.ERROR and f.code != "schema"]

    assert any(named in str(f.text) and f.element_id == "task" for f in found)


@pytest.mark.parametrize(
    "task",
    [
        user_task(camunda__asyncBefore="true"),
        user_task(zeebe__modelerTemplate="x"),
        user_task(extra=element("zeebe:taskSchedule", followUpDate="=now()")),
        user_task(extra=element("zeebe:userTask")),
        user_task(extra='<x:y xmlns:x="urn:other"/>'),
    ],
)
def test_an_extension_without_effect_is_no_error(task: str) -> None:
    assert check_model(around(task)).ok


def test_extensions_of_other_tools_are_named_once() -> None:
    model = beside(
        user_task("t2", extra='<x:y xmlns:x="urn:other"/>'), user_task("t3", extra='<x:z xmlns:x="urn:other"/>')
    )

    found = [f for f in check_model(model).findings if f.code == "extension_without_effect"]

    assert ["urn:other" in str(f.text) for f in found] == [True]


def test_an_extension_that_stands_twice_is_refused() -> None:
    task = user_task(extra=element("zeebe:formDefinition", formId="lain"))

    assert errors(around(task)) == [("extension_twice", "task")]


def test_a_called_decision_may_be_bound_to_the_deployment() -> None:
    called = element("zeebe:calledDecision", decisionId="d", resultVariable="r", bindingType="deployment")

    assert check_model(around(element("businessRuleTask", extensions(called), id="task", name="Nilai"))).ok


def test_a_called_decision_by_version_tag_is_refused() -> None:
    called = element(
        "zeebe:calledDecision", decisionId="d", resultVariable="r", bindingType="versionTag", versionTag="1"
    )

    assert not check_model(around(element("businessRuleTask", extensions(called), id="task", name="Nilai"))).ok


def test_forms_decisions_and_processes_that_exist_are_known() -> None:
    known = Known(forms={"formulir"}, decisions={"kelayakan"}, processes={"akun"})

    assert check_model(around(user_task()), known=known).ok
    assert check_model(rule_task(), known=known).ok


@pytest.mark.parametrize(
    "model, code",
    [
        (around(user_task()), "form_unknown"),
        (rule_task(), "decision_unknown"),
        (around(element("callActivity", id="task", name="Panggil", calledElement="akun")), "process_unknown"),
    ],
)
def test_what_is_called_and_does_not_exist_is_refused(model: bytes, code: str) -> None:
    found = [(f.code, f.element_id) for f in check_model(model, known=Known()).findings if f.severity is Severity.ERROR]

    assert found == [(code, "task")]


def test_work_that_is_addressed_to_nobody_is_told_once() -> None:
    lanes = lane_addressed("ppk@bkn, arsip@bkn")

    known = Known(forms={"formulir"}, unheld=lambda addresses: {"arsip@bkn"} & set(addresses))
    checked = check_model(lanes, known=known)

    assert checked.ok
    assert [f.text.parameters["address"] for f in checked.findings if f.code == "address_unheld"] == ["arsip@bkn"]


def test_a_process_of_the_same_file_is_known() -> None:
    caller = process(
        start(),
        element("callActivity", id="task", name="Panggil", calledElement="q"),
        end(),
        path("start", "task", "end"),
    )
    called = process(start("s2"), end("e2"), path("s2", "e2"), id="q")

    assert check_model(definitions(caller, called), known=Known()).ok


def test_a_user_task_takes_the_addresses_of_its_lane() -> None:
    normalised = check_model(lane_addressed("ppk@bkn")).require_ok()

    assert b'<zeebe:assignmentDefinition candidateGroups="ppk@bkn">' in normalised


def test_a_user_task_in_a_sub_process_takes_the_addresses_of_the_lane_around() -> None:
    inside = element(
        "subProcess", start("s1"), user_task(candidates=None), end("e1"), path("s1", "task", "e1"), id="sub"
    )
    groups = extensions(properties({"lintas:candidateGroups": "ppk@bkn"}))
    lane_set = element(
        "laneSet", element("lane", groups, script_text("flowNodeRef", "sub"), id="l", name="PPK"), id="ls"
    )

    normalised = check_model(a_model(lane_set, start(), inside, end(), path("start", "sub", "end"))).require_ok()

    assert b'candidateGroups="ppk@bkn"' in normalised
