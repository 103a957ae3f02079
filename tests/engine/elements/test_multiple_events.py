"""Events with several definitions: the first that happens, or all of them (BPMN 10.5.5)."""

import pytest

from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverMessage, DeliverSignal, FireTimer, TokenGone
from tests.factories.models import (
    a_process,
    boundary,
    catch,
    compensation,
    end,
    escalation,
    message,
    signal,
    start,
    sub_process,
    throw,
    timer,
    user_task,
)
from tests.factories.plays import Play


def catching(**attributes: str) -> bytes:
    return a_process(
        start("mulai"),
        catch("tunggu", message("Surat"), timer(duration="P1D"), signal("Umum"), **attributes),
        end("selesai"),
        flows=["mulai -> tunggu -> selesai"],
    )


def test_the_first_of_several_events_is_enough() -> None:
    play = Play(catching())

    play.do(FireTimer(play.token("tunggu"), 1))

    assert play.ended
    assert [effect.ending for effect in play.all(e.TimerEnded)] == [e.Ending.DONE]
    assert [effect.ending for effect in play.all(e.SubscriptionEnded)] == [e.Ending.INTERRUPTED] * 2


def test_parallel_multiple_needs_all_of_them_in_any_order() -> None:
    play = Play(catching(parallelMultiple="true"))
    token = play.token("tunggu")

    play.do(DeliverSignal("Umum"))
    play.do(DeliverMessage(token, 0, {"isi": 1}))
    assert not play.ended
    play.do(FireTimer(token, 1))

    assert play.ended
    assert play.variables["isi"] == 1


def test_what_has_happened_is_not_waited_for_any_more() -> None:
    play = Play(catching(parallelMultiple="true"))
    token = play.token("tunggu")
    play.do(DeliverMessage(token, 0))

    with pytest.raises(TokenGone):
        play.do(DeliverMessage(token, 0))


def test_a_parallel_multiple_event_that_does_not_interrupt_begins_anew() -> None:
    model = a_process(
        start("mulai"), user_task("kerja"),
        boundary("tepi", "kerja", message("A"), message("B"), interrupting=False, parallelMultiple="true"),
        user_task("lain"), end("selesai"),
        flows=["mulai -> kerja -> selesai", "tepi -> lain -> selesai"],
    )  # fmt: skip
    play = Play(model)

    for part in (0, 1, 1, 0):
        play.do(DeliverMessage(play.token("tepi"), part))

    assert play.waiting.count("lain") == 2


def test_everything_is_thrown() -> None:
    model = a_process(
        start("mulai"), throw("lempar", message("A"), signal("S"), escalation("E"), compensation()), end("selesai"),
        flows=["mulai -> lempar -> selesai"],
    )  # fmt: skip
    play = Play(model)

    thrown = [type(effect) for effect in play.effects if type(effect) in (e.MessageThrown, e.SignalThrown)]
    assert thrown == [e.MessageThrown, e.SignalThrown]
    assert [effect.code for effect in play.all(e.EscalationEscaped)] == ["E"]
    assert play.ended


def test_a_repeating_timer_lets_a_token_go_each_time() -> None:
    model = a_process(
        start("mulai"), catch("ketuk", timer(cycle="R3/PT1H")), user_task("jawab"), end("selesai"),
        flows=["mulai -> ketuk -> jawab -> selesai"],
    )  # fmt: skip
    play = Play(model)

    for _ in range(3):
        play.later(hours=1).do(FireTimer(play.token("ketuk")))

    assert play.waiting == ["jawab"] * 3
    for _ in range(3):
        play.do(CompleteUserTask(play.token("jawab")))
    assert play.ended


def test_an_interrupting_event_with_a_repeating_timer_happens_once() -> None:
    model = a_process(
        start("mulai"), user_task("kerja"), boundary("tepi", "kerja", timer(cycle="R3/PT1H")), end("selesai"),
        flows=["mulai -> kerja -> selesai", "tepi -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.later(hours=1).do(FireTimer(play.token("tepi")))

    assert play.ended


@pytest.mark.parametrize("last", ["throw", "end"])
def test_what_is_thrown_first_may_interrupt_the_thrower_which_then_throws_no_more(last: str) -> None:
    both = (throw if last == "throw" else end)("lempar", escalation("X"), signal("S"))
    inside = sub_process(
        "dalam", start("d"), both, *([end("x")] if last == "throw" else []),
        flows=["d -> lempar -> x" if last == "throw" else "d -> lempar"],
    )  # fmt: skip
    play = Play(
        a_process(
            start("mulai"), inside, boundary("tepi", "dalam", escalation("X")), user_task("tangani"), end("selesai"),
            end("usai"), flows=["mulai -> dalam -> selesai", "tepi -> tangani -> usai"],
        )
    )  # fmt: skip

    assert play.waiting == ["tangani"]
    assert play.all(e.SignalThrown) == []
