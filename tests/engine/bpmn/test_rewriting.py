"""What a model leaves unsaid is written out before it runs: checked, rewritten, then played."""

from typing import Any

import pytest
from lxml import etree

from engine.bpmn import check_model
from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverMessage, StartEvent, load_definition, start
from tests.factories import models as m
from tests.factories.plays import NOW, Play, services

VALID: dict[str, Any] = {"form": "formulir", "properties": {"lintas:decisionClass": "routine"}}


def task(name: str, **more: Any) -> m.Node:
    return m.user_task(name, **VALID, **more)


def checked(*elements: m.Node, flows: list[str], roots: tuple[m.Node, ...] = ()) -> bytes:
    """The normal form of a model."""
    root = etree.fromstring(m.a_process(*elements, flows=flows))
    for node in roots:
        root.insert(0, node)
    return check_model(etree.tostring(root)).require_ok()


def waiting(model: bytes, **variables: Any) -> list[str]:
    return sorted(Play(model, variables).waiting)


def split() -> list[m.Node]:
    return [m.start("mulai"), task("a"), task("b"), task("c"), task("d"), m.end("selesai")]


JOINED = ["b -> selesai", "c -> selesai", "d -> selesai"]


@pytest.mark.parametrize(
    ("x", "expected"), [(0, ["b", "d"]), (2, ["b", "c"])], ids=["the default where no condition holds", "what holds"]
)
def test_conditions_on_the_flows_of_an_activity_choose_beside_the_others(x: int, expected: list[str]) -> None:
    model = checked(*split(), flows=["mulai -> a", "a -> b", "a -> c [=x > 1]", "a -> d [default]", *JOINED])
    play = Play(model, {"x": x})

    play.do(CompleteUserTask(play.token("a")))

    assert sorted(play.waiting) == expected


def test_where_no_condition_holds_and_there_is_no_default_the_token_ends() -> None:
    model = checked(*split(), flows=["mulai -> a", "a -> b [=x > 1]", "a -> c [=x > 2]", "a -> d [=x > 3]", *JOINED])
    play = Play(model, {"x": 0})

    play.do(CompleteUserTask(play.token("a")))

    assert play.ended
    assert play.all(e.IncidentRaised) == []


def test_a_link_goes_from_where_it_is_thrown_to_where_it_is_caught() -> None:
    model = checked(
        m.start("mulai"), m.throw("ke", m.link("L")), m.catch("dari", m.link("L")), task("a"), m.end("selesai"),
        flows=["mulai -> ke", "dari -> a -> selesai"],
    )  # fmt: skip

    assert waiting(model) == ["a"]


def test_several_links_may_lead_to_one() -> None:
    model = checked(
        m.start("mulai"), m.throw("satu", m.link("L")), m.throw("dua", m.link("L")), m.catch("dari", m.link("L")),
        task("a"), m.end("selesai"), flows=["mulai -> satu", "mulai -> dua", "dari -> a -> selesai"],
    )  # fmt: skip

    assert waiting(model) == ["a", "a"]


def test_a_process_without_start_event_begins_with_everything_nothing_leads_to() -> None:
    model = checked(task("a"), task("b"), task("c"), flows=["a -> c"])

    assert waiting(model) == ["a", "b"]


def test_an_event_definition_may_stand_elsewhere() -> None:
    event = m.element("intermediateCatchEvent", "tunggu")
    event.append(m.B.eventDefinitionRef("nanti"))
    definition = m.timer(duration="P1D")
    definition.set("id", "nanti")
    model = checked(
        m.start("mulai"), event, m.end("selesai"), flows=["mulai -> tunggu -> selesai"], roots=(definition,)
    )

    assert Play(model).all(e.TimerScheduled)[0].due_at > NOW


def test_a_receive_task_that_instantiates_starts_the_process() -> None:
    model = checked(m.receive_task("terima", "Surat", instantiate="true"), task("a"), flows=["terima -> a"])

    assert load_definition(model, "proses").start_events == (StartEvent("terima", message_name="Surat"),)
    begun = start(load_definition(model, "proses"), variables={}, start_event="terima", services=services(), now=NOW)
    assert [effect.element_id for effect in begun.effects if isinstance(effect, e.UserTaskCreated)] == ["a"]


def test_events_behind_an_event_gateway_that_instantiates_start_the_process() -> None:
    model = checked(
        m.event_gateway("g", instantiate="true"), m.catch("c1", m.message("A")), m.catch("c2", m.message("B")),
        task("a"), task("b"), flows=["g -> c1 -> a", "g -> c2 -> b"],
    )  # fmt: skip

    starts = load_definition(model, "proses").start_events
    assert starts == (StartEvent("c1", message_name="A"), StartEvent("c2", message_name="B"))
    assert Play(model, start_event="c2").waiting == ["b"]


def test_behind_a_parallel_event_gateway_one_event_starts_and_the_others_are_waited_for() -> None:
    model = checked(
        m.event_gateway("g", instantiate="true", eventGatewayType="Parallel"), m.catch("c1", m.message("A")),
        m.catch("c2", m.message("B")), task("a"), task("b"), flows=["g -> c1 -> a", "g -> c2 -> b"],
    )  # fmt: skip
    assert [event.element_id for event in load_definition(model, "proses").start_events] == ["c1", "c2"]
    play = Play(model, start_event="c2")
    assert sorted(play.waiting) == ["b", "c1.later"]

    play.do(DeliverMessage(play.token("c1.later")))

    assert sorted(play.waiting) == ["a", "b"]


def test_a_called_global_task_runs_in_place_of_its_call() -> None:
    script = m.B.globalScriptTask(
        m.B.extensionElements(m.Z.script(expression="=1 + 1", resultVariable="n")), id="hitung", name="Hitung"
    )
    call = m.element("callActivity", "panggil", calledElement="hitung")
    model = checked(m.start("mulai"), call, m.end("selesai"), flows=["mulai -> panggil -> selesai"], roots=(script,))

    assert Play(model).variables["n"] == 2


def io(*parts: m.Node) -> m.Node:
    inputs = [m.B.dataInputRefs(str(part.get("id"))) for part in parts if part.tag.endswith("dataInput")]
    outputs = [m.B.dataOutputRefs(str(part.get("id"))) for part in parts if part.tag.endswith("dataOutput")]
    return m.B.ioSpecification(*parts, m.B.inputSet(*inputs, id="masuk"), m.B.outputSet(*outputs, id="keluar"), id="io")


def carries(tag: str, source: str, target: str, *more: m.Node) -> m.Node:
    return m.B(tag, m.B.sourceRef(source), m.B.targetRef(target), *more, id=f"{source}-{target}")


def data() -> list[m.Node]:
    return [m.B.dataObject(id="obyek", name="berkas"), m.B.dataObjectReference(id="acuan", dataObjectRef="obyek")]


def test_associations_carry_data_objects_into_and_out_of_an_activity() -> None:
    script = m.script_task("hitung", "=isi + 1", "hasil")
    script.extend(
        [
            io(m.B.dataInput(id="isi"), m.B.dataOutput(id="hasil")),
            carries("dataInputAssociation", "acuan", "isi"),
            carries("dataOutputAssociation", "hasil", "acuan"),
        ]
    )
    model = checked(m.start("mulai"), script, m.end("selesai"), *data(), flows=["mulai -> hitung -> selesai"])

    assert Play(model, {"berkas": 1}).variables == {"berkas": 2, "nomor": "P-1"}


def test_an_association_may_transform_what_it_carries() -> None:
    script = m.script_task("hitung", "=isi", "hasil")
    script.extend(
        [
            io(m.B.dataInput(id="isi")),
            carries("dataInputAssociation", "acuan", "isi", m.formal("transformation", "=berkas * 10")),
        ]
    )
    model = checked(m.start("mulai"), script, m.end("selesai"), *data(), flows=["mulai -> hitung -> selesai"])

    assert Play(model, {"berkas": 2}).variables["hasil"] == 20


def test_a_data_object_of_a_sub_process_is_its_own() -> None:
    inner = m.sub_process(
        "dalam", m.start("d_mulai"), m.script_task("tulis", '="dalam"', "berkas"), m.end("d_selesai"), *data(),
        flows=["d_mulai -> tulis -> d_selesai"],
    )  # fmt: skip
    model = checked(m.start("mulai"), inner, m.end("selesai"), flows=["mulai -> dalam -> selesai"])

    assert Play(model, {"berkas": "luar"}).variables["berkas"] == "luar"


def test_a_handler_is_found_by_its_association_in_either_direction() -> None:
    association = m.B.association(id="as", sourceRef="balik", targetRef="tepi")
    model = checked(
        m.start("mulai"), task("a"), m.boundary("tepi", "a", m.compensation()), task("balik", isForCompensation="true"),
        m.throw("lempar", m.compensation()), m.end("selesai"), association, flows=["mulai -> a -> lempar -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))

    assert play.waiting == ["balik"]


def test_an_event_sub_process_keeps_its_trigger() -> None:
    model = checked(
        m.start("mulai"), task("a"), m.end("selesai"),
        m.event_sub_process(
            "darurat", m.message("Batal"), task("b"), m.end("usai"), flows=["darurat_mulai -> b -> usai"],
            interrupting=False,
        ),
        flows=["mulai -> a -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(DeliverMessage(play.token("darurat_mulai")))

    assert sorted(play.waiting) == ["a", "b", "darurat_mulai"]
