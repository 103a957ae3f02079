"""Conditional events happen when their condition becomes true, wherever the variable is written (BPMN 10.5.5)."""

from engine.elements import effects as e
from engine.execution import CompleteUserTask, SetVariables
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    catch,
    condition,
    end,
    event_gateway,
    message,
    parallel,
    script_task,
    start,
    sub_process,
    timer,
    user_task,
)
from tests.factories.plays import Play


def waiting_for(text: str) -> bytes:
    return a_process(
        start("mulai"), catch("tunggu", condition(text)), end("selesai"), flows=["mulai -> tunggu -> selesai"]
    )


def hosted(event: Node, *, interrupting: bool = True) -> bytes:
    return a_process(
        start("mulai"),
        user_task("kerja"),
        boundary("tepi", "kerja", event, interrupting=interrupting),
        user_task("lain"),
        end("selesai"),
        flows=["mulai -> kerja -> selesai", "tepi -> lain -> selesai"],
    )


def test_a_condition_that_is_true_on_arrival_happens_at_once() -> None:
    assert Play(waiting_for("=siap"), {"siap": True}).ended


def test_a_condition_over_what_does_not_exist_is_not_true_yet() -> None:
    play = Play(waiting_for("=siap"))
    assert not play.ended

    play.do(SetVariables({"siap": True}))

    assert play.ended


def test_what_a_parallel_branch_writes_is_seen() -> None:
    model = a_process(
        start("mulai"), parallel("pisah"), catch("tunggu", condition("=nilai = 2")),
        script_task("hitung", "=1 + 1", "nilai"), end("selesai"),
        flows=["mulai -> pisah -> tunggu -> selesai", "pisah -> hitung -> selesai"],
    )  # fmt: skip

    assert Play(model).ended


def test_a_value_that_lasts_only_for_one_element_is_seen() -> None:
    model = a_process(
        start("mulai"), parallel("pisah"), catch("tunggu", condition("=nilai = 2")), user_task("sesudah"),
        script_task("naik", "=2", "nilai"), script_task("turun", "=0", "nilai"), end("selesai"),
        flows=["mulai -> pisah -> tunggu -> sesudah -> selesai", "pisah -> naik -> turun -> selesai"],
    )  # fmt: skip

    assert Play(model).waiting == ["sesudah"]


def test_a_sub_process_is_interrupted_before_its_next_element_runs() -> None:
    model = a_process(
        start("mulai"),
        sub_process(
            "dalam", start("d_mulai"), script_task("naik", "=2", "nilai"), script_task("lagi", "=3", "jejak"),
            end("d_selesai"), flows=["d_mulai -> naik -> lagi -> d_selesai"],
        ),
        boundary("tepi", "dalam", condition("=nilai = 2")),
        end("selesai"),
        flows=["mulai -> dalam -> selesai", "tepi -> selesai"],
    )  # fmt: skip
    play = Play(model)

    assert play.ended
    assert "jejak" not in play.variables


def test_one_that_does_not_interrupt_happens_again_only_after_it_was_false() -> None:
    play = Play(hosted(condition("=jumlah > 3"), interrupting=False), {"jumlah": 0})

    for jumlah in (4, 5, 1, 6):
        play.do(SetVariables({"jumlah": jumlah}))

    assert play.waiting.count("lain") == 2


def test_a_condition_that_is_true_when_its_activity_begins_interrupts_it() -> None:
    play = Play(hosted(condition("=siap")), {"siap": True})

    assert play.waiting == ["lain"]
    assert play.all(e.UserTaskCreated)[0].element_id == "lain"


def test_a_condition_that_interrupts_at_once_leaves_no_other_event_waiting() -> None:
    model = a_process(
        start("mulai"),
        user_task("kerja"),
        boundary("tepi", "kerja", condition("=siap")),
        boundary("tenggat", "kerja", timer(duration="P1D")),
        end("selesai"),
        flows=["mulai -> kerja -> selesai", "tepi -> selesai", "tenggat -> selesai"],
    )

    assert Play(model, {"siap": True}).ended


def test_an_event_gateway_takes_a_condition() -> None:
    model = a_process(
        start("mulai"), event_gateway("g"), catch("jika", condition("=siap")), catch("surat", message("Surat")),
        user_task("a"), user_task("b"), end("selesai"),
        flows=["mulai -> g -> jika -> a -> selesai", "g -> surat -> b -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(SetVariables({"siap": True}))

    assert play.waiting == ["a"]


def test_a_completed_task_is_not_interrupted_by_what_it_writes() -> None:
    play = Play(hosted(condition("=siap")))

    play.do(CompleteUserTask(play.token("kerja"), {"siap": True}))

    assert play.ended
    assert play.completed()[-1] == "selesai"
    assert "lain" not in play.completed()


def test_a_wait_for_a_condition_is_told_and_ends_when_it_is_true() -> None:
    play = Play(waiting_for("=siap"))
    told = play.all(e.Subscribed)[0]
    assert (told.kind, told.name, told.correlation_key) == (e.EventKind.CONDITION, "=siap", None)

    play.do(SetVariables({"siap": True}))

    assert [ended.ending for ended in play.all(e.SubscriptionEnded)] == [e.Ending.DONE]
