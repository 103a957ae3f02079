"""Standard loops, instances by number, and the events that multi-instance activities throw (BPMN 13.3.6, 13.3.7)."""

import pytest

from engine.elements import effects as e
from engine.execution import CompleteUserTask, Limits
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    end,
    script_task,
    signal,
    standard_loop,
    start,
    sub_process,
    times,
    user_task,
)
from tests.factories.plays import Play


def counting(loop: Node) -> bytes:
    return a_process(
        start("mulai"), script_task("hitung", "=n + 1", "n", loop=loop), end("selesai"),
        flows=["mulai -> hitung -> selesai"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("loop", "rounds"),
    [
        (standard_loop(until="=n < 3"), 3),
        (standard_loop(until="=false"), 1),
        (standard_loop(until="=false", before=True), 0),
        (standard_loop(most=4), 4),
        (standard_loop(until="=n < 10", most=2), 2),
        (standard_loop(until="=n < 3", before=True), 3),
        (standard_loop(until="=loopCounter < 5"), 5),
    ],
)
def test_a_loop_runs_again_while_its_condition_holds_and_at_most_so_often(loop: Node, rounds: int) -> None:
    assert Play(counting(loop), {"n": 0}).variables["n"] == rounds


def test_a_loop_of_people_asks_one_after_the_other() -> None:
    play = Play(
        a_process(
            start("mulai"), user_task("periksa", loop=standard_loop(until="=ulang")), end("selesai"),
            flows=["mulai -> periksa -> selesai"],
        )
    )  # fmt: skip

    play.do(CompleteUserTask(play.token("periksa"), {"ulang": True}))
    assert play.waiting == ["periksa"]
    play.do(CompleteUserTask(play.token("periksa"), {"ulang": False}))

    assert play.ended


def test_a_loop_that_never_ends_stops_as_an_incident() -> None:
    play = Play(counting(standard_loop(until="=true")), {"n": 0}, limits=Limits(elements=50))

    assert [incident.code for incident in play.all(e.IncidentRaised)] == ["budget"]


def test_a_loop_around_a_sub_process_repeats_all_of_it() -> None:
    model = a_process(
        start("mulai"),
        sub_process(
            "dalam", start("d_mulai"), script_task("hitung", "=n + 1", "n"), end("d_selesai"),
            flows=["d_mulai -> hitung -> d_selesai"], loop=standard_loop(until="=n < 3"),
        ),
        end("selesai"),
        flows=["mulai -> dalam -> selesai"],
    )  # fmt: skip

    assert Play(model, {"n": 0}).variables["n"] == 3


@pytest.mark.parametrize("sequential", [True, False])
def test_a_number_of_instances(sequential: bool) -> None:
    play = Play(counting(times("=banyak", sequential=sequential)), {"n": 0, "banyak": 3})

    assert play.variables["n"] == 3


@pytest.mark.parametrize("banyak", [-1, None, "tiga", True])
def test_a_number_of_instances_that_is_none_is_an_incident(banyak: object) -> None:
    play = Play(counting(times("=banyak")), {"n": 0, "banyak": banyak})  # type: ignore[dict-item]

    assert [incident.code for incident in play.all(e.IncidentRaised)] == ["bad_cardinality"]


def behaving(behavior: str, **attributes: str) -> bytes:
    model = a_process(
        start("mulai"),
        user_task("periksa", loop=times("=3", behavior=behavior, **attributes)),
        boundary("tepi", "periksa", signal("Satu")),
        user_task("lain"),
        user_task("sesudah"),
        end("selesai"),
        flows=["mulai -> periksa -> sesudah -> selesai", "tepi -> lain -> selesai"],
    )
    thrown = b'<bpmn:signalEventDefinition id="terlempar" signalRef="signal_Satu"/>'
    return model.replace(b"<bpmn:process", thrown + b"<bpmn:process", 1)


def test_behavior_one_throws_when_the_first_instance_completes_and_interrupts_none() -> None:
    play = Play(behaving("One", oneBehaviorEventRef="terlempar"))

    play.do(CompleteUserTask(play.token("periksa")))
    assert sorted(play.waiting) == ["lain", "periksa", "periksa", "tepi"]
    play.do(CompleteUserTask(play.token("periksa")))
    play.do(CompleteUserTask(play.token("periksa")))

    assert sorted(play.waiting) == ["lain", "sesudah"]


def test_behavior_none_throws_as_each_instance_completes() -> None:
    play = Play(behaving("None", noneBehaviorEventRef="terlempar"))

    for _ in range(3):
        play.do(CompleteUserTask(play.token("periksa")))

    assert sorted(play.waiting) == ["lain", "lain", "lain", "sesudah"]


def test_behavior_all_throws_nothing() -> None:
    play = Play(behaving("All", noneBehaviorEventRef="terlempar"))

    for _ in range(3):
        play.do(CompleteUserTask(play.token("periksa")))

    assert play.waiting == ["sesudah"]


def test_behavior_complex_throws_while_its_condition_holds() -> None:
    definition = (
        b"<bpmn:complexBehaviorDefinition><bpmn:condition>=numberOfCompletedInstances = 2</bpmn:condition><bpmn:event>"
        b'<bpmn:signalEventDefinition signalRef="signal_Satu"/></bpmn:event></bpmn:complexBehaviorDefinition>'
    )
    model = behaving("Complex").replace(b"</bpmn:loopCardinality>", b"</bpmn:loopCardinality>" + definition)
    play = Play(model)

    for _ in range(3):
        play.do(CompleteUserTask(play.token("periksa")))

    assert sorted(play.waiting) == ["lain", "sesudah"]


def test_what_an_instance_throws_may_interrupt_the_scope_around_it() -> None:
    model = a_process(
        start("mulai"),
        sub_process(
            "dalam", start("d_mulai"),
            user_task("periksa", loop=times("=3", behavior="One", oneBehaviorEventRef="terlempar")), end("d_selesai"),
            flows=["d_mulai -> periksa -> d_selesai"],
        ),
        boundary("tepi", "dalam", signal("Satu")),
        user_task("lain"),
        end("selesai"),
        flows=["mulai -> dalam -> selesai", "tepi -> lain -> selesai"],
    )  # fmt: skip
    thrown = b'<bpmn:signalEventDefinition id="terlempar" signalRef="signal_Satu"/>'
    play = Play(model.replace(b"<bpmn:process", thrown + b"<bpmn:process", 1))

    play.do(CompleteUserTask(play.token("periksa")))

    assert play.waiting == ["lain"]
    assert "periksa" not in play.completed()
