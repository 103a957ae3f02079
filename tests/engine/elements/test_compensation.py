"""Compensation undoes what was completed, the last thing first, with the variables of that time (BPMN 13.5.5)."""

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
