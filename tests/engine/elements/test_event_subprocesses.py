"""Event sub-processes wait beside everything else in their scope, interrupt it or run beside it (BPMN 10.3.5)."""

import pytest

from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverMessage, DeliverSignal, FireTimer, SetVariables, ThrowFromJob
from tests.factories.models import (
    Node,
    a_process,
    condition,
    end,
    error,
    escalation,
    event_sub_process,
    message,
    parallel,
    service_task,
    signal,
    start,
    sub_process,
    throw,
    timer,
    user_task,
)
from tests.factories.plays import Play


def beside(event: Node, *, interrupting: bool = True, work: Node | None = None) -> bytes:
    """mulai -> kerja -> selesai, and beside it an event sub-process with the task tangani."""
    return a_process(
        start("mulai"),
        user_task("kerja") if work is None else work,
        end("selesai"),
        event_sub_process(
            "darurat",
            event,
            user_task("tangani"),
            end("usai"),
            flows=["darurat_mulai -> tangani -> usai"],
            interrupting=interrupting,
        ),
        flows=["mulai -> kerja -> selesai"],
    )


def test_an_interrupting_one_ends_everything_else_in_its_scope() -> None:
    play = Play(beside(message("Batal")))

    play.do(DeliverMessage(play.token("darurat_mulai")))

    assert play.waiting == ["tangani"]
    assert "-kerja" in play.trace()
    play.do(CompleteUserTask(play.token("tangani")))
    assert play.ended


def test_one_that_does_not_interrupt_runs_beside_and_can_start_again() -> None:
    play = Play(beside(message("Tanya"), interrupting=False))

    play.do(DeliverMessage(play.token("darurat_mulai")))
    play.do(DeliverMessage(play.token("darurat_mulai")))

    assert sorted(play.waiting) == ["darurat_mulai", "kerja", "tangani", "tangani"]


def test_the_process_ends_when_only_events_wait_that_could_start_something() -> None:
    play = Play(beside(message("Batal")))

    play.do(CompleteUserTask(play.token("kerja")))

    assert play.ended
    assert play.all(e.SubscriptionEnded)[0].ending is e.Ending.INTERRUPTED


def test_the_process_does_not_end_while_one_that_was_started_runs() -> None:
    play = Play(beside(message("Tanya"), interrupting=False))
    play.do(DeliverMessage(play.token("darurat_mulai")))

    play.do(CompleteUserTask(play.token("kerja")))

    assert not play.ended
    play.do(CompleteUserTask(play.token("tangani")))
    assert play.ended


def test_a_timer_starts_it() -> None:
    play = Play(beside(timer(duration="P3D")))

    play.later(days=3).do(FireTimer(play.token("darurat_mulai")))

    assert play.waiting == ["tangani"]


def test_a_repeating_timer_starts_it_as_often_as_it_says() -> None:
    play = Play(beside(timer(cycle="R2/P1D"), interrupting=False))

    play.later(days=1).do(FireTimer(play.token("darurat_mulai")))
    play.later(days=1).do(FireTimer(play.token("darurat_mulai")))

    assert sorted(play.waiting) == ["kerja", "tangani", "tangani"]


def test_a_signal_starts_it() -> None:
    play = Play(beside(signal("Darurat")))

    play.do(DeliverSignal("Darurat"))

    assert play.waiting == ["tangani"]


def test_a_condition_that_becomes_true_starts_it() -> None:
    play = Play(beside(condition("=jumlah > 3"), interrupting=False), {"jumlah": 1})
    assert sorted(play.waiting) == ["darurat_mulai", "kerja"]

    play.do(SetVariables({"jumlah": 4}))

    assert sorted(play.waiting) == ["darurat_mulai", "kerja", "tangani"]


def test_an_error_of_the_scope_starts_it() -> None:
    play = Play(beside(error("GAGAL"), work=service_task("kerja")))

    play.do(ThrowFromJob(play.token("kerja"), "GAGAL"))

    assert play.waiting == ["tangani"]
    assert play.all(e.ErrorEscaped) == []


def test_an_error_inside_of_it_is_for_those_outside() -> None:
    model = a_process(
        start("mulai"),
        service_task("kerja"),
        end("selesai"),
        event_sub_process("darurat", error(), end("lempar", error("LAIN")), flows=["darurat_mulai -> lempar"]),
        flows=["mulai -> kerja -> selesai"],
    )
    play = Play(model)

    play.do(ThrowFromJob(play.token("kerja"), "GAGAL"))

    assert [escaped.code for escaped in play.all(e.ErrorEscaped)] == ["LAIN"]


@pytest.mark.parametrize(("interrupting", "waiting"), [(True, ["tangani"]), (False, ["lanjut", "tangani"])])
def test_an_escalation_of_the_scope_starts_it(interrupting: bool, waiting: list[str]) -> None:
    model = a_process(
        start("mulai"),
        throw("naik", escalation("ATASAN")),
        user_task("lanjut"),
        end("selesai"),
        event_sub_process(
            "darurat",
            escalation("ATASAN"),
            user_task("tangani"),
            end("usai"),
            flows=["darurat_mulai -> tangani -> usai"],
            interrupting=interrupting,
        ),
        flows=["mulai -> naik -> lanjut -> selesai"],
    )

    assert sorted(Play(model).waiting) == waiting


def test_one_in_a_sub_process_ends_only_that() -> None:
    model = a_process(
        start("mulai"),
        sub_process(
            "dalam",
            start("d_mulai"),
            user_task("kerja"),
            end("d_selesai"),
            event_sub_process(
                "darurat", message("Batal"), user_task("tangani"), end("usai"),
                flows=["darurat_mulai -> tangani -> usai"],
            ),
            flows=["d_mulai -> kerja -> d_selesai"],
        ),
        user_task("sesudah"),
        end("selesai"),
        flows=["mulai -> dalam -> sesudah -> selesai"],
    )  # fmt: skip
    play = Play(model)
    play.do(DeliverMessage(play.token("darurat_mulai")))

    play.do(CompleteUserTask(play.token("tangani")))

    assert play.waiting == ["sesudah"]


def test_what_came_is_read_inside() -> None:
    play = Play(beside(message("Batal")))

    play.do(DeliverMessage(play.token("darurat_mulai"), payload={"alasan": "mundur"}))

    assert play.variables["alasan"] == "mundur"


def test_one_inside_another_waits_while_that_runs() -> None:
    inner = event_sub_process(
        "lebih_darurat", message("Lagi"), user_task("tangani_lagi"), end("usai_lagi"),
        flows=["lebih_darurat_mulai -> tangani_lagi -> usai_lagi"],
    )  # fmt: skip
    model = a_process(
        start("mulai"),
        user_task("kerja"),
        end("selesai"),
        event_sub_process(
            "darurat", message("Batal"), user_task("tangani"), end("usai"), inner,
            flows=["darurat_mulai -> tangani -> usai"], interrupting=False,
        ),
        flows=["mulai -> kerja -> selesai"],
    )  # fmt: skip
    play = Play(model)
    play.do(DeliverMessage(play.token("darurat_mulai")))

    play.do(DeliverMessage(play.token("lebih_darurat_mulai")))

    assert sorted(play.waiting) == ["darurat_mulai", "kerja", "tangani_lagi"]


def test_an_error_that_does_not_name_interrupting_interrupts_all_the_same() -> None:
    model = a_process(
        start("mulai"), user_task("lain"), service_task("kerja"), parallel("pisah"), end("selesai"),
        event_sub_process(
            "darurat", error("GAGAL"), user_task("tangani"), end("usai"),
            flows=["darurat_mulai -> tangani -> usai"], interrupting=False,
        ),
        flows=["mulai -> pisah -> kerja -> selesai", "pisah -> lain -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(ThrowFromJob(play.token("kerja"), "GAGAL"))

    assert play.waiting == ["tangani"]


def test_an_interrupting_one_ends_the_wait_of_the_others_in_its_scope() -> None:
    others = [
        event_sub_process(
            name, message(name.title()), user_task(f"tangani_{name}"), end(f"usai_{name}"),
            flows=[f"{name}_mulai -> tangani_{name} -> usai_{name}"], interrupting=name == "batal",
        )
        for name in ("batal", "susul")
    ]  # fmt: skip
    play = Play(
        a_process(start("mulai"), user_task("kerja"), end("selesai"), *others, flows=["mulai -> kerja -> selesai"])
    )

    play.do(DeliverMessage(play.token("batal_mulai")))

    assert play.waiting == ["tangani_batal"]


def test_what_is_thrown_inside_goes_outwards_and_does_not_start_it_again() -> None:
    inside = event_sub_process(
        "naik", escalation("X"), throw("lagi", escalation("X")), end("usai"), flows=["naik_mulai -> lagi -> usai"],
        interrupting=False,
    )  # fmt: skip
    play = Play(
        a_process(
            start("mulai"), throw("lempar", escalation("X")), user_task("kerja"), end("selesai"), inside,
            flows=["mulai -> lempar -> kerja -> selesai"],
        )
    )  # fmt: skip

    assert play.completed().count("naik") == 1
    assert [effect.code for effect in play.all(e.EscalationEscaped)] == ["X"]


@pytest.mark.parametrize("order", ["interrupting last", "interrupting first"])
def test_a_signal_for_both_kinds_leaves_the_interrupting_one_alone_and_runs_nothing_of_the_other(order: str) -> None:
    both = [
        event_sub_process(
            name, signal("S"), user_task(f"{name}_t"), end(f"{name}_z"), interrupting=name == "henti",
            flows=[f"{name}_mulai -> {name}_t -> {name}_z"],
        )
        for name in ("kabar", "henti")
    ]  # fmt: skip
    model = a_process(
        start("mulai"), user_task("kerja"), end("selesai"),
        *(both if order == "interrupting last" else reversed(both)), flows=["mulai -> kerja -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(DeliverSignal("S"))

    assert play.waiting == ["henti_t"]
    assert "+kabar_t" not in play.trace()
