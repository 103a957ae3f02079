"""Definitions: what they say about themselves, what they refuse, and that threads can share them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.elements.effects import CallRequested
from engine.elements.table import ELEMENTS
from engine.execution import CompleteUserTask, DefinitionRefused, load_definition
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    business_rule_task,
    call_activity,
    catch,
    element,
    end,
    error,
    event_gateway,
    exclusive,
    inclusive,
    message,
    multi_instance,
    parallel,
    receive_task,
    script_task,
    service_task,
    start,
    sub_process,
    task,
    throw,
    timer,
    user_task,
)
from tests.factories.plays import Play


def through(node: Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=["mulai -> kerja -> selesai"])


def test_definition_knows_all_names_that_its_expressions_read() -> None:
    model = a_process(
        start("mulai"),
        user_task("a", candidates="=a1", due="=a2", priority="=a3", inputs={"x": "=a4"}, outputs={"y": "=a5.b"}),
        script_task("b", "=b1 + b2", "z"),
        service_task("c", "=c1"),
        catch("d", timer(duration="=d1")),
        throw("e", message("M", "=e1")),
        exclusive("f"),
        user_task(
            "g",
            loop=multi_instance(
                "=g1", item="i", results="r", result="=g2", until="=g3 > numberOfInstances", sequential=True
            ),
        ),
        end("selesai"),
        end("lain"),
        flows=["mulai -> a -> b -> c -> d -> e -> f", "f -> g [=f1]", "f -> lain [default]", "g -> selesai"],
    )

    definition = load_definition(model, "proses")

    expected = {"a1", "a2", "a3", "a4", "a5", "b1", "b2", "c1", "d1", "e1", "f1", "g1", "g2", "g3", "numberOfInstances"}
    assert definition.reads == expected
    assert definition.element_names["a"] == "a"


@pytest.mark.parametrize(("passes_all", "passed"), [(True, {"nomor": "P-1", "lain": 7}), (False, {})])
def test_call_that_passes_everything_asks_for_everything(passes_all: bool, passed: dict[str, object]) -> None:
    model = a_process(
        start("mulai"),
        user_task("tunggu"),
        call_activity("kerja", "lain", passes_all=passes_all),
        end("selesai"),
        flows=["mulai -> tunggu -> kerja -> selesai"],
    )
    play = Play(model, {"lain": 7}, loads_only_what_is_read=True)

    play.do(CompleteUserTask(play.token("tunggu")))

    assert [call.variables for call in play.all(CallRequested)] == [passed]


@pytest.mark.parametrize(
    "xml, element_id",
    [
        (b"bukan xml", "proses"),
        (b"<a/>", "proses"),
        (a_process(task("kerja"), flows=[]), "proses"),
        (a_process(start("mulai"), flows=["mulai -> hilang"]), "mulai"),
        (through(element("adHocSubProcess", "kerja")), "kerja"),
        (through(element("subProcess", "kerja", triggeredByEvent="true")), "kerja"),
        (through(element("subProcess", "kerja")), "kerja"),
        (through(element("serviceTask", "kerja")), "kerja"),
        (through(element("scriptTask", "kerja")), "kerja"),
        (through(element("businessRuleTask", "kerja")), "kerja"),
        (through(element("callActivity", "kerja")), "kerja"),
        (through(receive_task("kerja", "M")).replace(b'messageRef="message_M"', b'messageRef="hilang"'), "kerja"),
        (through(script_task("kerja", "=1 +", "x")), "kerja"),
        (through(user_task("kerja", candidates="=)")), "kerja"),
        (through(user_task("kerja", loop=multi_instance(""))), "kerja"),
        (through(service_task("kerja", retries="banyak")), "kerja"),
        (through(user_task("kerja", inputs={"": "=1"})), "kerja"),
        (through(catch("kerja", timer())), "kerja"),
        (a_process(start("mulai", error("E")), end("z"), flows=["mulai -> z"]), "mulai"),
        (a_process(start("mulai"), event_gateway("g"), task("a"), flows=["mulai -> g -> a"]), "proses"),
        (a_process(start("mulai"), task("a"), boundary("b", "a"), flows=["mulai -> a", "b -> a"]), "b"),
        (a_process(start("mulai"), task("a"), task("b"), flows=["mulai -> a", "a -> b [=true]"]), "a"),
    ],
)
def test_what_cannot_be_executed_is_refused_with_its_element(xml: bytes, element_id: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        load_definition(xml, "proses")

    assert refused.value.element_id == element_id


def test_another_process_of_the_file_is_not_there() -> None:
    with pytest.raises(DefinitionRefused):
        load_definition(through(task("kerja")), "lain")


@pytest.mark.parametrize("name", ["Start", "End", "StartEventSplit", "proses.EndJoin", "kerja.BoundaryEventSplit"])
def test_ids_that_spiffworkflow_uses_itself_are_ordinary_ids(name: str) -> None:
    model = a_process(
        start(name),
        user_task("kerja"),
        boundary("b", "kerja", timer(duration="P1D")),
        end("z"),
        flows=[f"{name} -> kerja -> z", "b -> z"],
    )

    assert Play(model).completed() == [name]


SHARED = a_process(
    start("mulai"),
    inclusive("buka"),
    user_task("a", loop=multi_instance("=[1, 2, 3]", item="i", results="r", result="=i + n")),
    sub_process("s", start("s1"), user_task("s2"), end("s3"), flows=["s1 -> s2 -> s3"]),
    boundary("b", "s", timer(duration="P1D")),
    inclusive("tutup"),
    end("z"),
    flows=["mulai -> buka", "buka -> a [=true]", "buka -> s [=true]", "a -> tutup -> z", "s -> tutup", "b -> tutup"],
)


def play_through(number: int) -> list[str]:
    play = Play(SHARED, {"n": number})
    while not play.ended:
        play.do(CompleteUserTask(play.token(play.waiting[0] if play.waiting[0] != "b" else "s2")))
    assert play.variables["r"] == [number + 1, number + 2, number + 3]
    return play.trace()


def test_threads_share_a_definition() -> None:
    alone = play_through(0)

    with ThreadPoolExecutor(8) as pool:
        traces = list(pool.map(play_through, range(100)))

    assert all(trace == alone for trace in traces)


def test_running_changes_nothing_of_the_definition() -> None:
    play = Play(SHARED, {"n": 1})
    before = everything_of(play)

    while not play.ended:
        play.do(CompleteUserTask(play.token(play.waiting[0] if play.waiting[0] != "b" else "s2")))

    assert everything_of(play) == before


def everything_of(play: Play) -> dict[str, dict[str, str]]:
    specs = [play.definition.spec, *play.definition.subprocesses.values()]
    return {
        name: {key: repr(value) for key, value in vars(e).items()}
        for spec in specs
        for name, e in spec.task_specs.items()
    }


@pytest.mark.parametrize("tag", sorted(ELEMENTS))
def test_every_element_of_the_table_has_a_class_that_says_what_it_does(tag: str) -> None:
    _, element_class = ELEMENTS[tag]

    assert element_class.__doc__


def test_business_rule_reads_its_inputs_through_the_caller() -> None:
    assert load_definition(through(business_rule_task("kerja", "k", "h")), "proses").reads == frozenset()


def test_parallel_gateway_that_only_splits_needs_no_join() -> None:
    model = a_process(
        start("mulai"), parallel("buka"), user_task("a"), user_task("b"), flows=["mulai -> buka -> a", "buka -> b"]
    )
    play = Play(model)

    for name in ("a", "b"):
        play.do(CompleteUserTask(play.token(name)))

    assert play.ended is not None
