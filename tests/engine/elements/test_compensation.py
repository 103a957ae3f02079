"""Compensation undoes what was completed, the last thing first, with the variables of that time (BPMN 13.5.5)."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from engine.bpmn import Kind, check_model
from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverSignal
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    cancel,
    compensation,
    element,
    end,
    error,
    event_sub_process,
    multi_instance,
    parallel,
    script_task,
    signal,
    start,
    sub_process,
    throw,
    transaction,
    undone_by,
    user_task,
)
from tests.factories.plays import Play


def undoable(name: str, **more: object) -> list[Node]:
    """An activity with what undoes it: `balik_<name>` writes what it sees into a list."""
    return [
        user_task(name, **more),
        boundary(f"tepi_{name}", name, compensation()),
        script_task(f"balik_{name}", f'=append(jejak, "{name}")', "jejak", isForCompensation="true"),
        undone_by(f"tepi_{name}", f"balik_{name}"),
    ]


def two_then(last: Node) -> bytes:
    return a_process(
        start("mulai"), *undoable("a"), *undoable("b"), last, user_task("sesudah"), end("selesai"),
        flows=["mulai -> a -> b -> lempar", "lempar -> sesudah -> selesai"],
    )  # fmt: skip


def done(play: Play, *names: str) -> Play:
    for name in names:
        play.do(CompleteUserTask(play.token(name)))
    return play


def test_everything_is_undone_the_last_thing_first() -> None:
    play = done(Play(two_then(throw("lempar", compensation())), {"jejak": []}), "a", "b")

    assert play.variables["jejak"] == ["b", "a"]
    assert play.waiting == ["sesudah"]


def test_one_activity_can_be_named() -> None:
    play = done(Play(two_then(throw("lempar", compensation("a"))), {"jejak": []}), "a", "b")

    assert play.variables["jejak"] == ["a"]


def test_what_was_not_completed_is_not_undone() -> None:
    model = a_process(
        start("mulai"), *undoable("a"), *undoable("b"), throw("lempar", compensation()), end("selesai"),
        flows=["mulai -> a -> lempar -> b -> selesai"],
    )  # fmt: skip
    play = done(Play(model, {"jejak": []}), "a")

    assert play.variables["jejak"] == ["a"]


def test_nothing_is_undone_twice() -> None:
    model = a_process(
        start("mulai"), *undoable("a"), throw("lempar", compensation()), throw("lagi", compensation()), end("selesai"),
        flows=["mulai -> a -> lempar -> lagi -> selesai"],
    )  # fmt: skip

    assert done(Play(model, {"jejak": []}), "a").variables["jejak"] == ["a"]


def test_the_thrower_waits_until_everything_is_undone() -> None:
    model = a_process(
        start("mulai"), user_task("a"), boundary("tepi", "a", compensation()),
        user_task("balik", isForCompensation="true"), undone_by("tepi", "balik"), throw("lempar", compensation()),
        user_task("sesudah"), end("selesai"), flows=["mulai -> a -> lempar -> sesudah -> selesai"],
    )  # fmt: skip
    play = done(Play(model), "a")
    assert play.waiting == ["balik"]

    done(play, "balik")

    assert play.waiting == ["sesudah"]


def test_a_thrower_that_does_not_wait_goes_on_at_once() -> None:
    model = a_process(
        start("mulai"), user_task("a"), boundary("tepi", "a", compensation()),
        user_task("balik", isForCompensation="true"), undone_by("tepi", "balik"),
        throw("lempar", compensation(waits=False)), user_task("sesudah"), end("selesai"),
        flows=["mulai -> a -> lempar -> sesudah -> selesai"],
    )  # fmt: skip

    assert sorted(done(Play(model), "a").waiting) == ["balik", "sesudah"]


def in_a_sub_process(*more: Node) -> bytes:
    return a_process(
        start("mulai"),
        sub_process(
            "dalam", start("d_mulai"), *undoable("a"), end("d_selesai"), *more,
            flows=["d_mulai -> a -> d_selesai"], inputs={"jejak": '=["dalam"]'},
        ),
        user_task("jeda"),
        throw("lempar", compensation()),
        end("selesai"),
        flows=["mulai -> dalam -> jeda -> lempar -> selesai"],
    )  # fmt: skip


def test_a_completed_sub_process_is_undone_with_its_own_variables() -> None:
    play = done(Play(in_a_sub_process(), {"jejak": ["luar"]}), "a")
    kept = {name: value for (scope, name), value in play.rows.items() if scope != ""}

    done(play, "jeda")

    assert kept == {"jejak": ["dalam"]}
    assert play.variables["jejak"] == ["luar"]
    assert "balik_a" in play.completed()
    assert play.ended


def test_a_compensation_event_sub_process_undoes_instead_of_the_single_handlers() -> None:
    handler = event_sub_process(
        "pulih", compensation(), script_task("catat", '=append(jejak, "pulih")', "jejak"), end("usai"),
        flows=["pulih_mulai -> catat -> usai"],
    )  # fmt: skip
    play = done(Play(in_a_sub_process(handler), {"jejak": []}), "a", "jeda")

    assert "catat" in play.completed()
    assert "balik_a" not in play.completed()


def test_a_handler_of_a_sub_process_undoes_instead_of_those_inside() -> None:
    model = a_process(
        start("mulai"),
        sub_process("dalam", start("d_mulai"), *undoable("a"), end("d_selesai"), flows=["d_mulai -> a -> d_selesai"]),
        boundary("tepi", "dalam", compensation()),
        script_task("balik", '=append(jejak, "dalam")', "jejak", isForCompensation="true"),
        undone_by("tepi", "balik"),
        throw("lempar", compensation()),
        end("selesai"),
        flows=["mulai -> dalam -> lempar -> selesai"],
    )

    assert done(Play(model, {"jejak": []}), "a").variables["jejak"] == ["dalam"]


def test_each_instance_is_undone_with_its_own_item() -> None:
    model = a_process(
        start("mulai"), user_task("a", loop=multi_instance("=[1, 2, 3]", item="i")),
        boundary("tepi", "a", compensation()),
        script_task("balik", "=append(jejak, i)", "jejak", isForCompensation="true"), undone_by("tepi", "balik"),
        user_task("jeda"), throw("lempar", compensation()), end("selesai"),
        flows=["mulai -> a -> jeda -> lempar -> selesai"],
    )  # fmt: skip

    assert done(Play(model, {"jejak": []}), "a", "a", "a", "jeda").variables["jejak"] == [3, 2, 1]


def test_what_can_be_undone_is_forgotten_with_the_process() -> None:
    play = done(Play(in_a_sub_process(), {"jejak": []}), "a")

    assert "done" in play.state
    done(play, "jeda")
    assert "done" not in play.state


def test_an_event_sub_process_undoes_the_scope_around_it() -> None:
    model = a_process(
        start("mulai"), *undoable("a"), end("gagal", error("E")),
        event_sub_process(
            "darurat", error("E"), throw("lempar", compensation()), end("usai"),
            flows=["darurat_mulai -> lempar -> usai"],
        ),
        flows=["mulai -> a -> gagal"],
    )  # fmt: skip

    assert done(Play(model, {"jejak": []}), "a").variables["jejak"] == ["a"]


def cancelled(*, boundary_event: bool = True) -> bytes:
    after = [boundary("batal", "transaksi", cancel()), user_task("sesudah_batal")] if boundary_event else []
    return a_process(
        start("mulai"),
        transaction(
            "transaksi", start("t_mulai"), *undoable("a"), user_task("lain"), end("gagal", cancel()),
            element("parallelGateway", "pisah"), user_task("terus"), end("t_selesai"),
            flows=["t_mulai -> a -> pisah -> lain -> gagal", "pisah -> terus -> t_selesai"],
        ),
        *after,
        user_task("sesudah"),
        end("selesai"),
        flows=["mulai -> transaksi -> sesudah -> selesai"]
        + (["batal -> sesudah_batal -> selesai"] if boundary_event else []),
    )  # fmt: skip


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event() -> None:
    play = done(Play(cancelled(), {"jejak": []}), "a", "lain")

    assert play.variables["jejak"] == ["a"]
    assert play.waiting == ["sesudah_batal"]
    assert {"-terus", "-transaksi"} <= set(play.trace())


def test_a_sub_process_of_a_transaction_gives_up_all_of_it() -> None:
    model = a_process(
        start("mulai"),
        transaction(
            "transaksi", start("t_mulai"), *undoable("a"),
            sub_process(
                "dalam", start("d_mulai"), user_task("b"), end("gagal", cancel()), flows=["d_mulai -> b -> gagal"]
            ),
            end("t_selesai"), flows=["t_mulai -> a -> dalam -> t_selesai"],
        ),
        boundary("batal", "transaksi", cancel()), user_task("sesudah"), end("selesai"),
        flows=["mulai -> transaksi -> selesai", "batal -> sesudah -> selesai"],
    )  # fmt: skip
    play = done(Play(model, {"jejak": []}), "a", "b")

    assert play.variables["jejak"] == ["a"]
    assert play.waiting == ["sesudah"]


def test_a_cancelled_transaction_without_a_cancel_event_just_ends() -> None:
    play = done(Play(cancelled(boundary_event=False), {"jejak": []}), "a", "lain")

    assert play.variables["jejak"] == ["a"]
    assert play.ended


def test_interrupting_the_scope_interrupts_the_undoing() -> None:
    model = a_process(
        start("mulai"),
        sub_process(
            "dalam", start("d_mulai"), user_task("a"), boundary("tepi", "a", compensation()),
            user_task("balik", isForCompensation="true"), undone_by("tepi", "balik"), end("lempar", compensation()),
            flows=["d_mulai -> a -> lempar"],
        ),
        boundary("tenggat", "dalam", error("E")),
        end("selesai"),
        event_sub_process(
            "darurat", signal("Henti"), end("usai"),
            flows=["darurat_mulai -> usai"],
        ),
        flows=["mulai -> dalam -> selesai", "tenggat -> selesai"],
    )  # fmt: skip
    play = done(Play(model), "a")
    assert "balik" in play.waiting

    play.do(DeliverSignal("Henti"))

    assert play.ended
    assert play.all(e.UserTaskEnded)[-1].ending is e.Ending.INTERRUPTED


def with_an_event_at_the_handler(*, interrupting: bool) -> bytes:
    return a_process(
        start("mulai"), *undoable("a"), user_task("b"), boundary("tepi_b", "b", compensation()),
        user_task("balik_b", isForCompensation="true"), undone_by("tepi_b", "balik_b"),
        boundary("batal", "balik_b", signal("Batal"), interrupting=interrupting), user_task("lapor"), end("dilaporkan"),
        throw("lempar", compensation()), user_task("sesudah"), end("selesai"),
        flows=["mulai -> a -> b -> lempar -> sesudah -> selesai", "batal -> lapor -> dilaporkan"],
    )  # fmt: skip


def test_a_handler_may_have_boundary_events() -> None:
    findings = check_model(with_an_event_at_the_handler(interrupting=True)).findings

    others = {found.code for found in findings if found.kind is not Kind.DIALECT}
    assert others <= {"advice_no_diagram", "advice_gateway_question_missing"}


def test_an_event_that_does_not_happen_stops_waiting_with_its_handler() -> None:
    play = done(Play(with_an_event_at_the_handler(interrupting=True), {"jejak": []}), "a", "b")
    assert sorted(play.waiting) == ["balik_b", "batal"]

    done(play, "balik_b")

    assert play.variables["jejak"] == ["a"]
    assert play.waiting == ["sesudah"]


def test_an_event_that_interrupts_a_handler_ends_it_and_the_next_is_undone() -> None:
    play = done(Play(with_an_event_at_the_handler(interrupting=True), {"jejak": []}), "a", "b")

    play.do(DeliverSignal("Batal"))

    assert play.variables["jejak"] == ["a"]
    assert sorted(play.waiting) == ["lapor", "sesudah"]
    assert done(play, "lapor", "sesudah").ended


def test_an_event_that_interrupts_no_handler_goes_on_beside() -> None:
    play = done(Play(with_an_event_at_the_handler(interrupting=False), {"jejak": []}), "a", "b")

    play.do(DeliverSignal("Batal"))
    assert sorted(play.waiting) == ["balik_b", "batal", "lapor"]

    assert done(play, "balik_b", "lapor", "sesudah").ended


def test_interrupting_the_scope_interrupts_a_handler_and_its_events() -> None:
    model = a_process(
        start("mulai"), user_task("a"), boundary("tepi", "a", compensation()),
        user_task("balik", isForCompensation="true"), undone_by("tepi", "balik"),
        boundary("batal", "balik", signal("Batal")), end("dibatalkan"), end("lempar", compensation()),
        event_sub_process("darurat", signal("Henti"), end("usai"), flows=["darurat_mulai -> usai"]),
        flows=["mulai -> a -> lempar", "batal -> dibatalkan"],
    )  # fmt: skip
    play = done(Play(model), "a")

    play.do(DeliverSignal("Henti"))

    assert play.ended


def test_a_cancelled_transaction_is_undone_by_its_activities_not_by_its_own_event_sub_process() -> None:
    model = a_process(
        start("mulai"),
        transaction(
            "transaksi", start("t_mulai"), *undoable("a"), end("gagal", cancel()),
            event_sub_process(
                "pulih", compensation(), script_task("catat", '=append(jejak, "pulih")', "jejak"), end("usai"),
                flows=["pulih_mulai -> catat -> usai"],
            ),
            flows=["t_mulai -> a -> gagal"],
        ),
        boundary("batal", "transaksi", cancel()), end("selesai"), end("dibatalkan"),
        flows=["mulai -> transaksi -> selesai", "batal -> dibatalkan"],
    )  # fmt: skip

    assert done(Play(model, {"jejak": []}), "a").variables["jejak"] == ["a"]


def calls_made(work: Callable[[], object]) -> int:
    """How many functions of Python it calls."""
    count = 0

    def notice(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(notice)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("inside", [False, True])
def test_undoing_twice_as_many_instances_takes_twice_the_work(*, inside: bool) -> None:
    def undone(count: int) -> int:
        items = multi_instance(f"=for k in 1..{count} return k", item="i")
        undoable_script = [
            script_task("a", "=1", "x", **({} if inside else {"loop": items})),
            boundary("tepi", "a", compensation()),
            script_task("balik", "=i", "hasil", isForCompensation="true"),
            undone_by("tepi", "balik"),
        ]
        body = (
            [sub_process("s", start("d"), *undoable_script, end("z"), flows=["d -> a -> z"], loop=items)]
            if inside
            else undoable_script
        )
        model = a_process(
            start("mulai"), *body, user_task("jeda"), end("lempar", compensation()),
            flows=[f"mulai -> {'s' if inside else 'a'} -> jeda -> lempar"],
        )  # fmt: skip
        play = Play(model)
        return calls_made(lambda: done(play, "jeda"))

    assert undone(80) < 2.2 * undone(40)


def test_a_handler_of_a_sub_process_stands_for_what_was_done_inside_which_is_forgotten() -> None:
    inner = sub_process(
        "dalam", start("d"), *undoable("a", inputs={"nama": '="hotel"'}), end("x"), flows=["d -> a -> x"],
    )  # fmt: skip
    model = a_process(
        start("mulai"), inner, boundary("tepi", "dalam", compensation()),
        script_task("balik", '=append(jejak, "dalam")', "jejak", isForCompensation="true"), undone_by("tepi", "balik"),
        user_task("jeda"), throw("lempar", compensation()), end("selesai"),
        flows=["mulai -> dalam -> jeda -> lempar -> selesai"],
    )  # fmt: skip
    play = done(Play(model, {"jejak": []}), "a")
    assert play.state["scopes"] == []

    done(play, "jeda")

    assert play.variables["jejak"] == ["dalam"]


def test_what_was_done_to_undo_something_is_not_undone_itself() -> None:
    undoing = sub_process(
        "balik", start("d"), *undoable("a"), end("x"), flows=["d -> a -> x"], isForCompensation="true"
    )
    model = a_process(
        start("mulai"), user_task("pesan"), boundary("tepi", "pesan", compensation()), undoing,
        undone_by("tepi", "balik"), throw("lempar", compensation()), user_task("jeda"),
        throw("lagi", compensation()), end("selesai"),
        flows=["mulai -> pesan -> lempar -> jeda -> lagi -> selesai"],
    )  # fmt: skip
    play = done(Play(model, {"jejak": []}), "pesan", "a", "jeda")

    assert play.variables["jejak"] == []
    assert play.ended


def test_a_cancel_end_event_interrupts_the_rest_before_anything_is_undone() -> None:
    given_up = transaction(
        "transaksi", start("t"), parallel("pisah"), user_task("pesan"), boundary("tepi", "pesan", compensation()),
        user_task("balik", isForCompensation="true"), undone_by("tepi", "balik"), end("batal", cancel()),
        user_task("lain"), end("beres"),
        flows=["t -> pisah -> pesan -> batal", "pisah -> lain -> beres"],
    )  # fmt: skip
    model = a_process(
        start("mulai"), given_up, boundary("gagal", "transaksi", cancel()), user_task("sesudah"), end("selesai"),
        end("usai"), flows=["mulai -> transaksi -> selesai", "gagal -> sesudah -> usai"],
    )  # fmt: skip
    play = done(Play(model), "pesan")

    assert play.waiting == ["balik"]
    assert done(play, "balik").waiting == ["sesudah"]
