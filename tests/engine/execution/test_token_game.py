"""Tokens go where the game of the standard, written down a second time in the tests, says that they go."""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.execution import CompleteUserTask
from engine.feel import compile_expression
from tests.factories.plays import Play
from tests.factories.random_models import TaskDrawer
from tests.factories.token_game import TokenGame

MOST_STEPS = 120


def holds(condition: str, data: dict[str, Any]) -> bool:
    """A condition in FEEL."""
    return compile_expression(condition.removeprefix("=")).evaluate(data).value is True


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_order_people_work_in_the_same_tasks_are_open_as_in_the_game(seed: int) -> None:
    model, random = TaskDrawer(seed, size=18).process(), Random(seed)
    play, game = Play(model), TokenGame(model, holds)

    for _ in range(MOST_STEPS):
        assert sorted(play.waiting) == game.waiting()
        if not play.waiting:
            break
        task, data = random.choice(game.waiting()), {"x": random.randrange(6)}
        play.do(CompleteUserTask(play.token(task), dict(data)))
        game.complete(task, data)

    assert Counter(play.completed()) == game.done
    assert (play.ended is not None) == game.process.over
