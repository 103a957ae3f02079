"""Points at which a command can be broken off: before and after every statement and every commit."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.runtime import Runtime

Strike = Callable[[], None]


class Broken(Exception):
    """Something that nobody expected."""


@dataclass(slots=True)
class Points:
    """How many were passed, and how many commits were done before the strike, if it came."""

    passed: int = 0
    commits: int = 0
    struck: bool = False


def break_down() -> None:
    """An error that no command knows; jobs catch it and are tried again."""
    raise Broken


def kill() -> None:
    """End this process without a chance to do anything more."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def struck_at(runtime: Runtime, number: int | None, strike: Strike = break_down) -> Iterator[Points]:
    """Strike at the point of that number, counted from 0; only count them where it is None."""
    points, engine = Points(), runtime.database.engine
    do_commit = engine.dialect.do_commit

    def point() -> None:
        here, points.passed = points.passed, points.passed + 1
        if here == number and not points.struck:
            points.struck = True
            strike()

    def statement(*_: Any) -> None:
        point()

    def sent(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        points.commits += text == "COMMIT"
        point()

    def commit(connection: Any) -> None:
        point()
        do_commit(connection)
        points.commits += 1
        point()

    sa.event.listen(engine, "before_cursor_execute", statement)
    sa.event.listen(engine, "after_cursor_execute", sent)
    engine.dialect.do_commit = commit  # type: ignore[method-assign]
    try:
        yield points
    finally:
        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
        sa.event.remove(engine, "before_cursor_execute", statement)
        sa.event.remove(engine, "after_cursor_execute", sent)
