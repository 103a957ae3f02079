"""Tokens go where the game of the standard, written down a second time in the tests, says that they go."""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.elements import effects as e
from engine.execution import CompleteUserTask, DeliverMessage, ExecutionCommand, FireTimer
from engine.feel import compile_expression
from tests.factories.plays import Play
from tests.factories.random_games import GameDrawer
from tests.factories.token_game import TokenGame, Wait
from tests.profiles import examples

MOST_STEPS = 120


def holds(condition: str, data: dict[str, Any]) -> bool:
    """A condition in FEEL."""
    return compile_expression(condition.removeprefix("=")).evaluate(data).value is True


def waiting(play: Play) -> list[Wait]:
    return sorted((opened.element_id, part) for (_, _, part), opened in play.open.items())


def happening(play: Play, wait: Wait, x: int) -> tuple[ExecutionCommand, dict[str, Any]]:
    """What makes the oldest such wait happen, and what that brings; time brings nothing."""
    opened = next(each for (_, _, part), each in play.open.items() if (each.element_id, part) == wait)
    if isinstance(opened, e.TimerScheduled):
        return FireTimer(opened.token, opened.part), {}
    if isinstance(opened, e.Subscribed):
        return DeliverMessage(opened.token, opened.part, {"x": x}), {"x": x}
    return CompleteUserTask(opened.token, {"x": x}), {"x": x}


@examples(150)
@given(st.integers(0, 2**32))
def test_whatever_happens_in_whatever_order_the_same_waits_are_open_as_in_the_game(seed: int) -> None:
    """Play saves and restores the execution at every step."""
    model, random = GameDrawer(seed, size=30).process(), Random(seed)
    play, game = Play(model), TokenGame(model, holds)

    for _ in range(MOST_STEPS):
        assert waiting(play) == game.waiting()
        if not game.waiting():
            break
        wait = random.choice(game.waiting())
        command, data = happening(play, wait, random.randrange(6))
        play.do(command)
        game.happen(wait, data)

    assert Counter(play.completed()) == game.done
    assert (play.ended is not None) == game.process.over
