"""Short ways to draw tasks of people and to answer them."""

from typing import Any

from engine.execution import CompleteUserTask
from tests.factories.models import Node, user_task
from tests.factories.plays import Play
from tests.factories.random_models import VALID


def person(name: str, **more: Any) -> Node:
    """A task that a person completes."""
    return user_task(name, **VALID, **more)


def answer(play: Play, *tasks: str, **data: Any) -> list[str]:
    """Complete the oldest open task of each element, one after the other; what waits then, sorted."""
    for task in tasks:
        play.do(CompleteUserTask(play.token(task), dict(data)))
    return sorted(play.waiting)
