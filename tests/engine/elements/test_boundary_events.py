"""Boundary events, and the way of errors to the event that catches them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.elements.effects import (
    ElementTerminated,
    Ending,
    ErrorEscaped,
    IncidentRaised,
    Outcome,
    Subscribed,
    SubscriptionEnded,
    TimerEnded,
    TimerScheduled,
    UserTaskEnded,
)
from engine.execution import (
    CancelExecution,
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    ExecutionCommand,
    FireTimer,
    RetryIncident,
    SetVariables,
    ThrowFromJob,
)
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    condition,
    end,
    error,
    message,
    multi_instance,
    parallel,
    service_task,
    signal,
    start,
    sub_process,
    task,
    terminate,
    timer,
    user_task,
)
from tests.factories.plays import Play


def with_boundary(*definitions: Node, interrupting: bool = True, **more: object) -> bytes:
    return a_process(
        start("mulai"),
        user_task("periksa"),
        boundary("peristiwa", "periksa", *definitions, interrupting=interrupting, **more),
        user_task("tindak_lanjut"),
        end("selesai"),
        end("lain"),
        flows=["mulai -> periksa -> selesai", "peristiwa -> tindak_lanjut -> lain"],
    )


def test_interrupting_boundary_event_withdraws_the_user_task() -> None:
    play = Play(with_boundary(timer(duration="P3D")))

    play.do(FireTimer(play.token("peristiwa")))

    assert play.waiting == ["tindak_lanjut"]
    assert [effect.ending for effect in play.all(UserTaskEnded)] == [Ending.INTERRUPTED]
    assert play.trace()[2:] == ["+periksa", "-periksa", "+peristiwa", "peristiwa", "+tindak_lanjut"]


def test_boundary_event_stops_waiting_when_the_activity_completes() -> None:
    play = Play(with_boundary(timer(duration="P3D")))

    play.do(CompleteUserTask(play.token("periksa")))

    assert [effect.ending for effect in play.all(TimerEnded)] == [Ending.INTERRUPTED]
    assert "+peristiwa" not in play.trace()
    assert play.ended is not None


def test_non_interrupting_boundary_event_goes_on_waiting_with_a_new_token() -> None:
    play = Play(with_boundary(message("Surat"), interrupting=False))

    first = play.token("peristiwa")
    play.do(DeliverMessage(first, 0, {"ke": 1}))
    second = play.token("peristiwa")
    play.do(DeliverMessage(second, 0, {"ke": 2}))

    assert first != second
    assert len(play.all(Subscribed)) == 3
    assert sorted(play.waiting) == ["periksa", "peristiwa", "tindak_lanjut", "tindak_lanjut"]
    assert play.variables["ke"] == 2


def test_non_interrupting_timer_fires_once() -> None:
    play = Play(with_boundary(timer(duration="P3D"), interrupting=False))

    play.do(FireTimer(play.token("peristiwa")))

    assert sorted(play.waiting) == ["periksa", "tindak_lanjut"]


def test_repeating_timer_is_scheduled_anew_as_often_as_it_says() -> None:
    play = Play(with_boundary(timer(cycle="R2/PT1H"), interrupting=False))

    play.later(hours=1).do(FireTimer(play.token("peristiwa")))
    play.later(hours=1).do(FireTimer(play.token("peristiwa")))

    assert [effect.due_at.hour for effect in play.all(TimerScheduled)] == [4, 5]
    assert "peristiwa" not in play.waiting


def test_missed_repetitions_are_not_made_up_for() -> None:
    play = Play(with_boundary(timer(cycle="R/PT1H"), interrupting=False))

    play.later(days=2, minutes=30).do(FireTimer(play.token("peristiwa")))

    assert play.all(TimerScheduled)[-1].due_at == datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


def test_payload_of_a_boundary_event_can_be_mapped() -> None:
    play = Play(with_boundary(message("Surat"), outputs={"judul": "=isi.judul"}))

    play.do(DeliverMessage(play.token("peristiwa"), 0, {"isi": {"judul": "SK"}}))

    assert play.variables == {"nomor": "P-1", "judul": "SK"}


def test_boundary_event_that_cannot_begin_to_wait_leaves_the_activity_alone() -> None:
    play = Play(with_boundary(timer(duration="=lama")))
    assert sorted(play.waiting) == ["periksa", "peristiwa"]

    play.do(CompleteUserTask(play.token("periksa")))

    assert play.ended is not None
    assert "-peristiwa" not in play.trace()


def test_boundary_event_waits_once_its_incident_is_retried() -> None:
    play = Play(with_boundary(timer(duration="=lama")))
    token = play.token("peristiwa")

    play.do(SetVariables({"lama": "P1D"}))
    play.do(RetryIncident(token))
    play.do(FireTimer(token))

    assert play.trace()[-4:] == ["-periksa", "+peristiwa", "peristiwa", "+tindak_lanjut"]


def test_two_interrupting_events_end_each_other() -> None:
    model = a_process(
        start("mulai"),
        user_task("periksa"),
        boundary("satu", "periksa", timer(duration="P1D")),
        boundary("dua", "periksa", message("Surat")),
        end("a"),
        end("b"),
        end("c"),
        flows=["mulai -> periksa -> a", "satu -> b", "dua -> c"],
    )
    play = Play(model)

    play.do(DeliverMessage(play.token("dua")))

    assert [effect.ending for effect in play.all(TimerEnded)] == [Ending.INTERRUPTED]
    assert play.completed()[-2:] == ["dua", "c"]


def test_timer_on_a_sub_process_interrupts_everything_inside() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        parallel("d_buka"),
        user_task("d_a"),
        service_task("d_b"),
        boundary("d_batas", "d_a", message("Surat")),
        end("d_x"),
        end("d_y"),
        end("d_z"),
        flows=["d_mulai -> d_buka -> d_a -> d_x", "d_buka -> d_b -> d_y", "d_batas -> d_z"],
    )
    play = Play(
        a_process(
            start("mulai"),
            inner,
            boundary("batas", "dalam", timer(duration="P1D")),
            end("selesai"),
            end("telat"),
            flows=["mulai -> dalam -> selesai", "batas -> telat"],
        )
    )

    play.do(FireTimer(play.token("batas")))

    assert [effect.element_id for effect in play.all(ElementTerminated)] == ["d_b", "d_a", "dalam"]
    assert len(play.all(SubscriptionEnded)) == 1
    assert play.ended is not None
    assert play.state["subs"] == []


def nested(inner_code: str | None, outer_code: str | None) -> bytes:
    """An error E1 inside of two sub-processes; each may catch."""
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        service_task("d_kerja"),
        end("d_gagal", error("E1")),
        flows=["d_mulai -> d_kerja -> d_gagal"],
    )
    outer = sub_process(
        "luar",
        start("l_mulai"),
        inner,
        *([boundary("tangkap_dalam", "dalam", error(inner_code))] if inner_code != "-" else []),
        end("l_selesai"),
        *([end("l_ditangkap")] if inner_code != "-" else []),
        flows=["l_mulai -> dalam -> l_selesai", *(["tangkap_dalam -> l_ditangkap"] if inner_code != "-" else [])],
    )
    return a_process(
        start("mulai"),
        outer,
        boundary("tangkap_luar", "luar", error(outer_code)),
        end("selesai"),
        end("ditangkap"),
        flows=["mulai -> luar -> selesai", "tangkap_luar -> ditangkap"],
    )


@pytest.mark.parametrize(
    "inner, outer, caught",
    [
        ("E1", "E1", "tangkap_dalam"),
        (None, "E1", "tangkap_dalam"),
        ("E2", "E1", "tangkap_luar"),
        ("-", "E1", "tangkap_luar"),
        ("E2", None, "tangkap_luar"),
    ],
)
def test_innermost_event_that_catches_the_code_gets_the_error(inner: str, outer: str, caught: str) -> None:
    play = Play(nested(inner, outer))

    play.do(CompleteJob(play.token("d_kerja")))

    assert [name for name in play.completed() if name.startswith("tangkap")] == [caught]
    assert play.ended is not None
    assert play.ended.outcome is Outcome.COMPLETED


def test_an_error_that_nobody_catches_stands_still_where_it_was_thrown() -> None:
    play = Play(nested("E2", "E3"))

    play.do(CompleteJob(play.token("d_kerja")))

    assert [(effect.element_id, effect.code) for effect in play.all(ErrorEscaped)] == [("d_gagal", "E1")]
    assert play.token("d_gagal", IncidentRaised)
    assert "d_gagal" not in play.completed()

    play.do(CancelExecution("tidak ada yang menangkap"))

    assert {effect.element_id for effect in play.all(ElementTerminated)} == {"d_gagal", "dalam", "luar"}


def test_event_that_names_the_code_wins_over_one_that_takes_all() -> None:
    model = a_process(
        start("mulai"),
        service_task("kerja"),
        boundary("semua", "kerja", error()),
        boundary("tepat", "kerja", error("E1")),
        end("a"),
        end("b"),
        end("c"),
        flows=["mulai -> kerja -> a", "semua -> b", "tepat -> c"],
    )
    play = Play(model)

    play.do(ThrowFromJob(play.token("kerja"), "E1"))

    assert play.completed()[-2:] == ["tepat", "c"]


def test_error_in_one_branch_does_not_fire_the_same_code_in_another() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        service_task("a"),
        service_task("b"),
        boundary("tangkap_a", "a", error("E1")),
        boundary("tangkap_b", "b", error("E1")),
        *(end(name) for name in ("a1", "a2", "b1", "b2")),
        flows=["mulai -> buka -> a -> a1", "buka -> b -> b1", "tangkap_a -> a2", "tangkap_b -> b2"],
    )
    play = Play(model)

    play.do(ThrowFromJob(play.token("b"), "E1"))

    assert play.waiting == ["a"]
    assert "+tangkap_a" not in play.trace()


def test_error_from_an_instance_interrupts_the_whole_loop() -> None:
    model = a_process(
        start("mulai"),
        service_task("kerja", loop=multi_instance("=[1, 2, 3]")),
        boundary("tangkap", "kerja", error("E1")),
        end("a"),
        end("b"),
        flows=["mulai -> kerja -> a", "tangkap -> b"],
    )
    play = Play(model)

    play.do(ThrowFromJob(play.tokens("kerja")[1], "E1"))

    assert play.trace().count("-kerja") == 4, "three instances and the loop"
    assert play.completed()[-2:] == ["tangkap", "b"]


def test_error_end_ends_its_siblings_too() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        parallel("d_buka"),
        user_task("d_a"),
        task("d_b"),
        end("d_x"),
        end("d_gagal", error("E1")),
        flows=["d_mulai -> d_buka -> d_a -> d_x", "d_buka -> d_b -> d_gagal"],
    )
    play = Play(
        a_process(
            start("mulai"),
            inner,
            boundary("tangkap", "dalam", error("E1")),
            end("selesai"),
            end("ditangkap"),
            flows=["mulai -> dalam -> selesai", "tangkap -> ditangkap"],
        )
    )

    assert play.completed()[-2:] == ["tangkap", "ditangkap"]
    assert play.trace().count("-d_a") == 1


def test_signal_boundary_event_can_interrupt_the_thrower() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        user_task("d_a"),
        end("d_kirim", signal("Henti")),
        flows=["d_mulai -> d_a -> d_kirim"],
    )
    play = Play(
        a_process(
            start("mulai"),
            inner,
            boundary("henti", "dalam", signal("Henti")),
            end("selesai"),
            end("dihentikan"),
            flows=["mulai -> dalam -> selesai", "henti -> dihentikan"],
        )
    )

    play.do(CompleteUserTask(play.token("d_a")))

    assert play.completed()[-3:] == ["d_kirim", "henti", "dihentikan"]


def test_terminate_in_a_sub_process_ends_only_that() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        parallel("d_buka"),
        user_task("d_a"),
        user_task("d_b"),
        end("d_habis", terminate()),
        end("d_x"),
        flows=["d_mulai -> d_buka -> d_a -> d_habis", "d_buka -> d_b -> d_x"],
    )
    play = Play(
        a_process(
            start("mulai"), inner, user_task("sesudah"), end("selesai"), flows=["mulai -> dalam -> sesudah -> selesai"]
        )
    )

    play.do(CompleteUserTask(play.token("d_a")))

    assert play.waiting == ["sesudah"]


def test_cancelling_ends_everything_that_waits() -> None:
    play = Play(with_boundary(signal("Libur"), interrupting=False))
    play.do(DeliverSignal("Libur"))

    play.do(CancelExecution("dibatalkan"))

    assert play.ended is not None
    assert (play.ended.outcome, play.ended.element_id) == (Outcome.CANCELLED, "")
    assert sorted(effect.element_id for effect in play.all(ElementTerminated)) == ["periksa", "tindak_lanjut"]


def test_retrying_an_error_end_that_nothing_catches_throws_it_again() -> None:
    play = Play(a_process(start("mulai"), end("gagal", error("E1")), flows=["mulai -> gagal"]))

    assert play.token("gagal", IncidentRaised)

    play.do(RetryIncident(play.token("gagal")))

    assert [effect.code for effect in play.all(ErrorEscaped)] == ["E1", "E1"]
    assert play.waiting == ["gagal"]


@pytest.mark.parametrize(
    ("event", "command"),
    [(lambda: signal("S"), DeliverSignal("S")), (lambda: condition("=x > 3"), SetVariables({"x": 4}))],
    ids=["signal", "condition"],
)
@pytest.mark.parametrize("order", ["interrupting last", "interrupting first"])
def test_what_does_not_interrupt_happens_also_when_the_same_signal_or_condition_interrupts(
    order: str, event: Callable[[], Node], command: ExecutionCommand
) -> None:
    events = [
        boundary("beri_tahu", "periksa", event(), interrupting=False),
        boundary("henti", "periksa", event()),
    ]
    model = a_process(
        start("mulai"), user_task("periksa"), *(events if order == "interrupting last" else reversed(events)),
        user_task("kabar"), user_task("tutup"),
        end("selesai"), end("lain"), end("usai"),
        flows=["mulai -> periksa -> selesai", "beri_tahu -> kabar -> lain", "henti -> tutup -> usai"],
    )  # fmt: skip
    play = Play(model, {"x": 1})

    play.do(command)

    assert sorted(play.waiting) == ["kabar", "tutup"]


def test_a_message_does_not_end_the_wait_for_the_time_beside_it() -> None:
    play = Play(with_boundary(timer(duration="P1D"), message("Surat"), interrupting=False))

    play.do(DeliverMessage(play.token("peristiwa", Subscribed), 1))
    play.do(DeliverMessage(play.token("peristiwa", Subscribed), 1))
    play.do(FireTimer(play.token("peristiwa", TimerScheduled), 0))

    assert play.completed().count("peristiwa") == 3
    assert play.waiting.count("tindak_lanjut") == 3
