"""A model of SpiffArena runs as its twin in the house form, or is refused by the name of what can not be followed."""

import pytest

from engine.bpmn import Finding, Severity, check_model
from engine.execution.commands import CompleteJob, CompleteUserTask
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    flow,
    lines_with,
    path,
    process,
    properties,
    script_text,
    start,
    user_task,
)
from tests.factories.camunda7 import formal
from tests.factories.plays import Play


def spiff(tag: str, /, *children: str, text: str = "", **attributes: str | None) -> str:
    """An extension element."""
    return element(f"spiffworkflow:{tag}", *children, text=text, **attributes)


def their_script(text: str, **attributes: str) -> str:
    return element(
        "scriptTask",
        extensions(spiff("unitTests")),
        script_text("script", text),
        id="task",
        name="Hitung",
        **attributes,
    )


def operator(*parameters: str, **attributes: str) -> str:
    holder = spiff("parameters", *parameters)
    called = spiff("serviceTaskOperator", holder, id="simpeg/Kirim", resultVariable="jawaban", **attributes)
    return element("serviceTask", extensions(called), id="task", name="Kirim")


def chosen_by(condition: str, **attributes: str) -> bytes:
    return a_model(
        start(),
        user_task("task", extra=spiff("instructionsForEndUser", text="Periksa {{ nama }}")),
        element("exclusiveGateway", id="g", name="Layak?", default="g_b"),
        end("a"),
        end("b"),
        path("start", "task", "g"),
        flow("g", "a", condition=condition, name="ya"),
        flow("g", "b", name="tidak"),
    )


TWINS = {
    "a condition is Python": (chosen_by("jumlah > 5"), chosen_by("#!python jumlah > 5")),
    "FEEL and texts of other marks stay": (chosen_by("=jumlah > 5"), chosen_by("=jumlah > 5")),
    "a script is Python": (around(their_script("a = b + 1")), around(their_script("a = b + 1", scriptFormat="python"))),
    "scripts before and after": (
        around(
            user_task(extra=spiff("preScript", text="\n    a = 1\n    b = 2\n") + spiff("postScript", text="c = 3"))
        ),
        around(user_task(more={"lintas:script.before": "a = 1\nb = 2", "lintas:script.after": "c = 3"})).replace(
            b"a = 1\nb = 2", b"a = 1&#10;b = 2"
        ),
    ),
    "properties": (
        around(
            user_task(
                decision_class=None,
                extra=spiff("properties", spiff("property", name="lintas:decisionClass", value="verifikasi")),
            )
        ),
        around(user_task()),
    ),
    "a service with parameters": (
        around(operator(spiff("parameter", id="nip", type="str", value="pegawai['nip']"))),
        around(
            element(
                "serviceTask",
                extensions(
                    element("zeebe:taskDefinition", type="simpeg.Kirim"),
                    element("zeebe:taskHeaders", element("zeebe:header", key="resultVariable", value="jawaban")),
                    element("zeebe:ioMapping", element("zeebe:input", source="#!python pegawai['nip']", target="nip")),
                ),
                id="task",
                name="Kirim",
            )
        ),
    ),
    "nobody is a guest": (around(user_task(extra=spiff("allowGuest", text="false"))), around(user_task())),
}


def errors(xml: bytes) -> list[Finding]:
    return [found for found in check_model(xml).findings if found.severity is Severity.ERROR]


def looped(on_instances: str | None) -> bytes:
    loop = element(
        "multiInstanceLoopCharacteristics",
        formal("loopCardinality", "3"),
        spiffworkflow__scriptsOnInstances=on_instances,
    )
    return around(user_task("task", loop, extra=spiff("preScript", text="a = 1")))


@pytest.mark.parametrize("theirs, ours", TWINS.values(), ids=TWINS)
def test_a_model_is_what_its_twin_is(theirs: bytes, ours: bytes) -> None:
    assert check_model(theirs).require_ok() == check_model(ours).require_ok()


@pytest.mark.parametrize(
    "model, named",
    [
        (
            around(user_task(extra=spiff("properties", spiff("property", name="formJsonSchemaFilename", value="a")))),
            "form",
        ),
        (around(user_task(extra=spiff("allowGuest", text="true"))), "allowGuest"),
        (around(user_task(extra=spiff("preScript", text="a = json.dumps(b)"))), "json"),
        (around(their_script("a = random.random()")), "random"),
        (around(their_script("a = random.random()", scriptFormat="python")), "random"),
        (around(their_script("import os")), "os"),
        (chosen_by("a >"), "Python"),
        (looped(None), "spiffworkflow:preScript"),
        (around(operator(spiff("parameter", id="nip", value="datetime.now()"))), "datetime"),
        (
            around(element("businessRuleTask", extensions(spiff("calledDecisionId", text="x")), id="task")),
            "calledDecision",
        ),
    ],
)
def test_what_can_not_be_followed_is_refused_by_name(model: bytes, named: str) -> None:
    assert any(named in str(found.text) and found.element_id is not None for found in errors(model))


def test_scripts_of_instances_run_at_each() -> None:
    assert b"lintas:script.before" in check_model(looped("true")).require_ok()


def test_a_refusal_is_on_the_line_of_the_extension() -> None:
    model = around(user_task(extra=spiff("postScript", text="a = uuid.uuid4()")))

    (found,) = errors(model)

    assert (found.element_id, found.line) == ("task", lines_with(model, "uuid4")[0])


def test_a_model_without_their_extensions_is_not_taken_for_theirs() -> None:
    model = a_model(
        start(), user_task("task", name="Periksa"), element("exclusiveGateway", id="g", name="?", default="g_b"),
        end("a"), end("b"), path("start", "task", "g"), flow("g", "a", condition="jumlah > 5"), flow("g", "b"),
    )  # fmt: skip

    assert [found.code for found in errors(model)] == ["expression_language"]


def test_a_model_of_spiffarena_runs_to_its_end() -> None:
    task = user_task(
        "periksa",
        extra=spiff("preScript", text="daftar = [n * 2 for n in angka]")
        + spiff("postScript", text="jumlah = sum(daftar)\nif not setuju:\n    jumlah = 0"),
    )
    send = operator(spiff("parameter", id="isi", type="any", value="{'jumlah': jumlah}")).replace('"task"', '"kirim"')
    model = definitions(
        process(
            start(),
            task,
            element("exclusiveGateway", id="g", name="Cukup?", default="g_tidak"),
            send,
            end("cukup"),
            end("tidak"),
            path("start", "periksa", "g"),
            flow("g", "kirim", condition="jumlah > 5 and setuju", name="ya"),
            flow("g", "tidak", name="tidak"),
            path("kirim", "cukup"),
            id="proses",
        )
    )
    play = Play(check_model(model).require_ok(), {"angka": [1, 2]})

    play.do(CompleteUserTask(play.token("periksa"), {"setuju": True}))
    sent = play.last[-1]
    play.do(CompleteJob(play.token("kirim"), {"jawaban": {"status": "ok"}}))

    assert getattr(sent, "variables", None) == {"isi": {"jumlah": 6}}
    assert play.variables["jawaban"] == {"status": "ok"}
    assert "cukup" in play.completed()


def test_properties_of_both_forms_stand_side_by_side() -> None:
    both = user_task(
        decision_class=None,
        extra=spiff("properties", spiff("property", name="lintas:decisionClass", value="verifikasi"))
        + properties({"lintas:fourEyes": "satu"}),
    )

    assert check_model(around(both)).ok
