"""Escalations go outwards to the nearest that catches them; the thrower goes on unless it is interrupted."""

from engine.elements import effects as e
from engine.execution import CalledProcessEscalated, CalledProcessReturned
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    call_activity,
    end,
    escalation,
    start,
    sub_process,
    throw,
    user_task,
)
from tests.factories.plays import Play


def inside(thrower: Node, *flows: str, catches: str | None = "ATASAN", interrupting: bool = True) -> bytes:
    return a_process(
        start("mulai"),
        sub_process("dalam", start("d_mulai"), thrower, user_task("terus"), end("d_selesai"), flows=list(flows)),
        boundary("tepi", "dalam", escalation(catches), interrupting=interrupting),
        user_task("tangani"),
        end("selesai"),
        flows=["mulai -> dalam -> selesai", "tepi -> tangani -> selesai"],
    )


THROW = (throw("naik", escalation("ATASAN")), "d_mulai -> naik -> terus -> d_selesai")


def test_an_interrupting_event_stops_the_thrower() -> None:
    assert Play(inside(*THROW)).waiting == ["tangani"]


def test_beside_an_event_that_does_not_interrupt_the_thrower_goes_on() -> None:
    assert sorted(Play(inside(*THROW, interrupting=False)).waiting) == ["tangani", "terus"]


def test_an_event_without_a_code_takes_every_escalation() -> None:
    assert Play(inside(*THROW, catches=None)).waiting == ["tangani"]


def test_an_event_of_another_code_takes_none() -> None:
    assert Play(inside(*THROW, catches="LAIN")).waiting == ["terus"]


def test_an_end_event_escalates_too() -> None:
    model = inside(end("naik", escalation("ATASAN")), "d_mulai -> naik", interrupting=False)

    assert Play(model).waiting == ["tangani"]


def test_what_nobody_catches_goes_to_the_caller_before_the_end() -> None:
    play = Play(a_process(start("mulai"), end("naik", escalation("ATASAN")), flows=["mulai -> naik"]))

    kinds = [type(effect) for effect in play.effects if isinstance(effect, (e.EscalationEscaped, e.ProcessEnded))]
    assert kinds == [e.EscalationEscaped, e.ProcessEnded]
    assert play.ended is not None
    assert play.ended.outcome is e.Outcome.COMPLETED


def test_the_caller_catches_what_the_called_process_escalates() -> None:
    model = a_process(
        start("mulai"),
        call_activity("panggil", "lain"),
        boundary("tepi", "panggil", escalation("ATASAN"), interrupting=False),
        user_task("tangani"),
        end("selesai"),
        flows=["mulai -> panggil -> selesai", "tepi -> tangani -> selesai"],
    )
    play = Play(model)

    play.do(CalledProcessEscalated(play.token("panggil"), "ATASAN"))
    play.do(CalledProcessReturned(play.token("panggil")))

    assert play.waiting == ["tangani"]


def test_a_caller_that_catches_nothing_passes_it_on() -> None:
    play = Play(
        a_process(
            start("mulai"), call_activity("panggil", "lain"), end("selesai"), flows=["mulai -> panggil -> selesai"]
        )
    )

    play.do(CalledProcessEscalated(play.token("panggil"), "ATASAN", {"x": 1}))

    assert [(effect.code, effect.payload) for effect in play.all(e.EscalationEscaped)] == [("ATASAN", {"x": 1})]
    assert play.waiting == ["panggil"]
