"""A model of Camunda 7 runs as its twin in the house form, or is refused by the name of what can not be followed."""

import pytest

from engine.bpmn import Finding, Severity, check_model
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    flow,
    lines_with,
    mapping,
    path,
    process,
    properties,
    script_task,
    script_text,
    service_task,
    start,
    user_task,
)
from tests.factories.camunda7 import camunda, formal, input_output, job, named, our_task, repeated, their_task

ALL_RESULTS = {"lintas:allResults": "true"}
DEFAULTS = {"propagateAllParentVariables": "false", "propagateAllChildVariables": "false", "bindingType": "latest"}


def timed(**attributes: str) -> str:
    return element("zeebe:taskSchedule", **attributes)


def ours_with(*extra: str) -> bytes:
    return around(our_task(*extra))


def our_job(*extra: str) -> bytes:
    return around(service_task(type="simpeg-sync", extra="\n".join(extra), name="Kirim"))


def our_call(*extra: str, **attributes: str) -> bytes:
    called = element("zeebe:calledElement", processId="akun", **{**DEFAULTS, **attributes})
    return around(named("callActivity", extensions(called, *extra)))


def their_call(*extra: str, **attributes: str) -> bytes:
    return around(named("callActivity", extensions(*extra), calledElement="akun", **attributes)).replace(
        b"<bpmn:startEvent ", b'<bpmn:startEvent camunda:asyncAfter="true" '
    )


def decided(*extra: str, shape: str | None = "singleEntry", **attributes: str | None) -> bytes:
    given = {"camunda__decisionRef": "layak", "camunda__resultVariable": "hasil", "camunda__mapDecisionResult": shape}
    return around(named("businessRuleTask", extensions(*extra), **{**given, **attributes}))


def our_decision(*extra: str, binding: str = "latest") -> bytes:
    called = element("zeebe:calledDecision", decisionId="layak", resultVariable="hasil", bindingType=binding)
    return around(named("businessRuleTask", extensions(called, *extra)))


def scripted(text: str, language: str, **attributes: str | None) -> bytes:
    return around(named("scriptTask", script_text("script", text), scriptFormat=language, **attributes))


def our_script(expression: str) -> bytes:
    return around(script_task(expression=expression)).replace(b'"Hitung"', b'"Kerjakan"')


def caught(event: str, **attributes: str) -> bytes:
    boundary = element("boundaryEvent", event, id="b", name="Gagal", attachedToRef="task", **attributes)
    failure = element("error", id="err", name="Gagal", errorCode="E-1")
    return a_model(
        start(), our_task(), boundary, end(), path("start", "task", "end"), flow("b", "end"), root=(failure,)
    )


TWINS = {
    "candidate groups, form key and properties": (around(their_task()), ours_with()),
    "groups by expression": (
        around(their_task(camunda__candidateGroups="${unit}")),
        around(user_task(candidates="=unit")),
    ),
    "a form by reference is the newest": (
        around(their_task(camunda__formKey=None, camunda__formRef="formulir")),
        around(our_task()).replace(b'formId="formulir"', b'formId="formulir" bindingType="latest"'),
    ),
    "a form of the deployment": (
        around(their_task(camunda__formKey=None, camunda__formRef="formulir", camunda__formRefBinding="deployment")),
        around(our_task()),
    ),
    "a due date in ISO 8601": (around(their_task(camunda__dueDate="P3D")), ours_with(timed(dueDate="P3D"))),
    "a due date by expression": (around(their_task(camunda__dueDate="${batas}")), ours_with(timed(dueDate="=batas"))),
    "a follow-up date": (around(their_task(camunda__followUpDate="P1D")), ours_with(timed(followUpDate="P1D"))),
    "a priority": (
        around(their_task(camunda__priority="70")),
        ours_with(element("zeebe:priorityDefinition", priority="70")),
    ),
    "inputs of every form": (
        around(
            their_task(
                input_output(
                    {
                        "teks": "Nomor ${n}",
                        "tetap": "isi",
                        "daftar": ["a", "${b}"],
                        "peta": {"k": "${b}"},
                        "kosong": None,
                    }
                )
            )
        ),
        ours_with(
            mapping(
                inputs={
                    "teks": '="Nomor " + (if n = null then "" else string(n))',
                    "tetap": '="isi"',
                    "daftar": '=["a", b]',
                    "peta": '={"k": b}',
                    "kosong": "=null",
                }
            )
        ),
    ),
    "an input by script": (
        around(
            their_task(
                camunda(
                    "inputOutput",
                    camunda("inputParameter", camunda("script", text="n + 1", scriptFormat="feel"), name="m"),
                )
            )
        ),
        ours_with(mapping(inputs={"m": "=n + 1"})),
    ),
    "outputs beside which all results leave": (
        around(their_task(input_output(outputs={"hasil": "${keputusan}"}))),
        around(our_task(mapping(outputs={"hasil": "=keputusan"}), **ALL_RESULTS)),
    ),
    "an external task": (around(job()), our_job()),
    "an external task with inputs": (
        around(job(input_output({"nip": "${pegawai.nip}"}))),
        our_job(mapping(inputs={"nip": "=pegawai.nip"})),
    ),
    "a decision with one value": (decided(), our_decision()),
    "a decision of the deployment": (
        decided(camunda__decisionRefBinding="deployment"),
        our_decision(binding="deployment"),
    ),
    "a decision with a list of values": (
        decided(shape="collectEntries"),
        our_decision(
            mapping(
                outputs={"hasil": "=if hasil = null then [] else if hasil instance of list then hasil else [hasil]"}
            )
        ),
    ),
    "a script in JUEL": (scripted("${a.b}", "juel", camunda__resultVariable="hasil"), our_script("=a.b")),
    "a script in FEEL": (scripted("a + 1", "feel", camunda__resultVariable="hasil"), our_script("=a + 1")),
    "a call passes nothing by itself": (their_call(), our_call()),
    "a call with mappings": (
        their_call(
            camunda("in", source="nip", target="nomor"),
            camunda("in", sourceExpression="${a.b}", target="c"),
            camunda("out", source="hasil", target="hasil"),
        ),
        our_call(mapping(inputs={"nomor": "=nip", "c": "=a.b"}, outputs={"hasil": "=hasil"})),
    ),
    "a call that passes everything": (
        their_call(camunda("in", variables="all"), camunda("out", variables="all")),
        our_call(propagateAllParentVariables="true", propagateAllChildVariables="true"),
    ),
    "a call that takes everything and more": (
        their_call(camunda("out", variables="all"), camunda("out", source="a", target="b")),
        our_call(mapping(outputs={"b": "=a"}), properties(ALL_RESULTS), propagateAllChildVariables="true"),
    ),
    "a call of the deployment": (
        their_call(camunda__calledElementBinding="deployment"),
        our_call(bindingType="deployment"),
    ),
    "a collection by the name of a variable": (
        around(their_task(children=(repeated(camunda__collection="berkas", camunda__elementVariable="satu"),))),
        around(
            our_task(
                children=(
                    repeated(
                        extensions(element("zeebe:loopCharacteristics", inputCollection="=berkas", inputElement="satu"))
                    ),
                )
            )
        ),
    ),
    "a number of instances": (
        around(their_task(children=(repeated(formal("loopCardinality", "3")),))),
        around(our_task(children=(repeated(formal("loopCardinality", "=3")),))),
    ),
    "who may start": (
        definitions(
            process(start(), our_task(), end(), path("start", "task", "end")).replace(
                'id="p"', 'id="p" camunda:candidateStarterGroups="ppk@bkn"'
            )
        ),
        definitions(
            process(start(), our_task(), end(), path("start", "task", "end"), named={"lintas:startableBy": "ppk@bkn"})
        ),
    ),
    "the code of an error": (
        caught(element("errorEventDefinition", errorRef="err", camunda__errorCodeVariable="kode")),
        caught(
            "\n".join(
                [
                    extensions(mapping(outputs={"kode": '="E-1"'}), properties(ALL_RESULTS)),
                    element("errorEventDefinition", errorRef="err"),
                ]
            )
        ),
    ),
}


def errors(xml: bytes) -> list[Finding]:
    return [found for found in check_model(xml).findings if found.severity is Severity.ERROR]


def warned(xml: bytes) -> list[str]:
    codes = ("extension_of_other_engine_without_effect", "extension_of_other_engine_differs")
    return [str(found.text) for found in check_model(xml).findings if found.code in codes]


@pytest.mark.parametrize("theirs, ours", TWINS.values(), ids=TWINS)
def test_a_model_is_what_its_twin_is(theirs: bytes, ours: bytes) -> None:
    assert check_model(theirs).require_ok() == check_model(ours).require_ok()


@pytest.mark.parametrize("theirs, ours", TWINS.values(), ids=TWINS)
def test_operaton_says_the_same_under_its_own_name(theirs: bytes, ours: bytes) -> None:
    operaton = theirs.replace(b"http://camunda.org/schema/1.0/bpmn", b"http://operaton.org/schema/1.0/bpmn")

    assert check_model(operaton).require_ok() == check_model(ours).require_ok()


@pytest.mark.parametrize(
    "model, named_text",
    [
        (around(their_task(camunda__formKey="embedded:app:forms/periksa.html")), "camunda:formKey embedded:app"),
        (around(their_task(camunda("formData", camunda("formField", id="x", type="string")))), "camunda:formData"),
        (around(their_task(camunda("taskListener", event="create"))), "camunda:taskListener"),
        (around(their_task(camunda__formRef="formulir", camunda__formRefBinding="version")), "version"),
        (around(job(camunda__type="mail")), "camunda:type mail"),
        (around(named("serviceTask", camunda__class="id.go.Kirim")), "camunda:class"),
        (around(named("serviceTask", camunda__expression="${kirim.jalan()}")), "camunda:expression"),
        (around(job(camunda("connector"))), "camunda:connector"),
        (around(named("sendTask", camunda__type="external", camunda__topic="x")), "camunda:topic"),
        (decided(shape=None), "resultList"),
        (decided(camunda__decisionRefBinding="version", camunda__decisionRefVersion="2"), "decisionRefVersion"),
        (scripted("hasil = 1", "python", camunda__resultVariable="hasil"), "camunda:resultVariable"),
        (scripted("x", "groovy"), "Groovy"),
        (their_call(camunda("in", source="a.b", target="c")), "camunda:in"),
        (their_call(camunda("out", variables="all", local="true")), "camunda:out local"),
        (their_call(input_output({"a": "b"})), "camunda:inputOutput"),
        (their_call(camunda__variableMappingClass="id.go.Peta"), "variableMappingClass"),
        (around(their_task(input_output(outputs={"a": "${x}", "b": "${a}"}))), "camunda:outputParameter"),
        (around(their_task(input_output({"a": "${bean.x()}"}))), "x()"),
        (caught(element("errorEventDefinition", camunda__errorCodeVariable="kode")), "errorCodeVariable"),
        (a_model(start(camunda__initiator="pemohon"), end(), path("start", "end")), "camunda:initiator"),
        (around(their_task(camunda__baru="x")), "camunda:baru"),
        (around(their_task(camunda__assignee="budi")), "assignee"),
    ],
)
def test_what_can_not_be_followed_is_refused_by_name(model: bytes, named_text: str) -> None:
    assert any(named_text in str(found.text) and found.element_id is not None for found in errors(model))


def test_a_refusal_is_on_the_line_of_the_extension() -> None:
    model = around(their_task(input_output({"a": "b", "c": "${bean.x()}"})))

    (found,) = errors(model)

    assert (found.element_id, found.line) == ("task", lines_with(model, "bean.x()")[0])


def test_a_house_rule_that_a_read_extension_breaks_is_on_its_line() -> None:
    script = camunda("script", text="1 +", scriptFormat="feel")
    model = around(their_task(camunda("inputOutput", camunda("inputParameter", script, name="m"))))

    (found,) = errors(model)

    assert (found.code, found.element_id) == ("expression_syntax", "task")
    assert [found.line] == lines_with(model, 'name="m"')


@pytest.mark.parametrize(
    "model, named_text",
    [
        (around(their_task(camunda__asyncBefore="true")), "camunda:asyncBefore"),
        (around(their_task(camunda("failedJobRetryTimeCycle", text="R3/PT1M"))), "camunda:failedJobRetryTimeCycle"),
        (around(job()), "camunda:topic"),
        (decided(shape="singleResult"), "singleResult"),
        (their_call(camunda("in", businessKey="#{execution.processBusinessKey}")), "businessKey"),
    ],
)
def test_what_changes_nothing_or_little_is_a_warning_that_names_it(model: bytes, named_text: str) -> None:
    assert check_model(model).ok
    assert any(named_text in text for text in warned(model))


def test_what_is_said_twice_with_two_meanings_is_refused() -> None:
    task = their_task(element("zeebe:formDefinition", formId="lain"))

    assert any("said twice" in str(found.text) for found in errors(around(task)))


def test_a_model_of_the_house_keeps_the_standards_calls() -> None:
    model = around(named("callActivity", calledElement="akun"))

    assert b'propagateAllParentVariables="true"' in check_model(model).require_ok()


def test_a_process_that_is_only_drawn_may_say_anything() -> None:
    drawn = process(element("serviceTask", id="lain", name="Lain", camunda__class="x"), id="q", executable=False)
    model = definitions(process(start(), our_task(), end(), path("start", "task", "end")), drawn)

    assert check_model(model).ok
