"""Dates before the year 1 and after 9999: FEEL has them up to 999,999,999 (DMN 1.5, 10.3.2.3.5), Python has not.

They can be read, written, compared, taken apart and measured in years and months. Moving them is refused by
`engine.feel.arithmetic`.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CYCLE_YEARS = 400
"""After so many years the Gregorian calendar repeats itself, weekdays and all."""
CYCLE_DAYS = 146_097
LAST_YEAR = 999_999_999


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Compared by `key`, also with the dates or moments of Python that `key_of` knows."""

    def key(self) -> Any:
        """What orders it."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        found = key_of(other)
        return bool(found is not None and found == self.key())

    def __hash__(self) -> int:
        return hash(self.key())

    def __lt__(self, other: Any) -> bool:
        return bool(self.key() < key_of(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.key() <= key_of(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.key() > key_of(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.key() >= key_of(other))


@dataclass(frozen=True, slots=True, eq=False)
class FarDate(Ordered):
    """A day of the proleptic Gregorian calendar outside of the years 1 to 9999. Made by `date_of`."""

    year: int
    month: int
    day: int

    def key(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return self.year, self.month, self.day

    def near(self) -> dt.date:
        """The same day one or many cycles away, which Python has."""
        return dt.date(2000 + self.year % CYCLE_YEARS, self.month, self.day)

    def toordinal(self) -> int:
        """Days since the last day of the year 0."""
        cycles = (self.year - 2000) // CYCLE_YEARS
        return self.near().toordinal() + cycles * CYCLE_DAYS

    def isoweekday(self) -> int:
        """1 for Monday to 7."""
        return self.near().isoweekday()

    def weekday(self) -> int:
        """0 for Monday to 6."""
        return self.near().weekday()

    def timetuple(self) -> Any:
        """As Python's, of the same day in another cycle."""
        return self.near().timetuple()

    def isocalendar(self) -> Any:
        """As Python's, of the same day in another cycle."""
        return self.near().isocalendar()

    def isoformat(self) -> str:
        """The text of XML Schema: at least four digits of the year, a minus for years before 0."""
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True, eq=False)
class FarDateTime(Ordered):
    """A moment on a far date."""

    day_part: FarDate
    time_part: dt.time

    def key(self) -> tuple[int, int]:
        """Seconds and microseconds in UTC."""
        return instant(self.day_part, self.time_part)

    def date(self) -> FarDate:
        """The day, as written."""
        return self.day_part

    def timetz(self) -> dt.time:
        """The time of the day with its zone."""
        return self.time_part

    def utcoffset(self) -> dt.timedelta | None:
        """The offset from UTC; of a zone with daylight saving the usual one."""
        return offset(self.time_part)

    def __getattr__(self, name: str) -> Any:
        holder = self.time_part if name in ("hour", "minute", "second", "microsecond", "tzinfo") else self.day_part
        return getattr(holder, name)


def date_of(year: int, month: int, day: int) -> dt.date | FarDate:
    """The day, near or far; ValueError if there is none."""
    if 1 <= year <= 9999:
        return dt.date(year, month, day)
    if abs(year) > LAST_YEAR or not 1 <= month <= 12:
        raise ValueError(year, month)
    if not 1 <= day <= calendar.monthrange(2000 + year % CYCLE_YEARS, month)[1]:
        raise ValueError(day)
    return FarDate(year, month, day)


def combined(day: dt.date | FarDate, time: dt.time) -> dt.datetime | FarDateTime:
    """The moment of a day, near or far."""
    return FarDateTime(day, time) if isinstance(day, FarDate) else dt.datetime.combine(day, time)


def offset(time: dt.time) -> dt.timedelta | None:
    """The offset of a time on a far day."""
    if time.tzinfo is None:
        return None
    return time.utcoffset() or time.tzinfo.utcoffset(dt.datetime(2000, 1, 1, 12))  # noqa: DTZ001


def instant(day: dt.date | FarDate, time: dt.time) -> tuple[int, int]:
    """Seconds in UTC since the year 0, and microseconds."""
    east = offset(time) or dt.timedelta()
    seconds = time.hour * 3600 + time.minute * 60 + time.second - int(east.total_seconds())
    return day.toordinal() * 86_400 + seconds, time.microsecond


KEYS: dict[type, Callable[[Any], Any]] = {
    dt.datetime: lambda value: instant(value.date(), value.timetz()),
    dt.date: lambda value: (value.year, value.month, value.day),
}


def key_of(value: Any) -> Any:
    """What orders a date or a moment, near or far; None for everything else."""
    if isinstance(value, Ordered):
        return value.key()
    found = KEYS.get(type(value))
    return None if found is None else found(value)
