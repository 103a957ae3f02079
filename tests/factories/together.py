"""Doing several things at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import sqlalchemy as sa

from engine.errors import LintasError

PATIENCE = 60


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Begin all actions at once, each in a thread of its own. Returns their answers, or what they raised, in order."""
    barrier = Barrier(len(actions))
    answers: list[Any] = [None] * len(actions)

    def run(place: int) -> None:
        barrier.wait(PATIENCE)
        try:
            answers[place] = actions[place]()
        except (LintasError, sa.exc.SQLAlchemyError) as error:  # an answer like any other: the test looks at it
            answers[place] = error

    threads = [Thread(target=run, args=(place,)) for place in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return answers
