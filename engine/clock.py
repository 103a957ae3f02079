"""The one clock. Everything else is given the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; commands ask once and pass it on."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved: for scenarios and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to, aware, in UTC."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Go forward by `by`."""
        self.at += by


def stopwatch() -> Callable[[], float]:
    """Asked later, it tells the seconds since it was made; for limits, never for data."""
    began = time.monotonic()
    return lambda: time.monotonic() - began
