"""Times of repetition as cron writes them, in five fields: minute, hour, day of the month, month, day of the week.

A field is `*`, a number, a range `1-5`, a step `*/15` or `8-16/2`, or a list of these with commas; months and weekdays
may be named (JAN, MON). Where both days are restricted, either of them is enough, as in every cron.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.calendars.working_time import ONE_DAY
from engine.calendars.zones import zone_named
from engine.errors import ModelError
from engine.model.text import N_

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LONGEST_SEARCH = timedelta(days=366 * 8 + 2)
"""From one 29 February to the next, over a year that has none."""
LONGEST_TEXT = 200
_SHAPE = re.compile(r"[\w*/,?-]+(?:[ \t]+[\w*/,?-]+){4}", re.ASCII)
_PART = re.compile(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d{1,2}))?", re.ASCII)


class CronUnreadable(ModelError):
    """The text is no time of repetition, or one that never comes."""

    code = "cron_unreadable"
    message = N_(
        "Expected five fields (minute, hour, day of the month, month, day of the week) like 0 8 * * 1-5, for a time "
        "that comes, but found “%(text)s”."
    )


@dataclass(frozen=True, slots=True)
class Field:
    """What one field allows. `names` stand for its numbers, from the lowest on."""

    low: int
    high: int
    names: tuple[str, ...] = ()


FIELDS = (Field(0, 59), Field(0, 23), Field(1, 31), Field(1, 12, MONTHS), Field(0, 7, WEEKDAYS))


@dataclass(frozen=True, slots=True)
class Cron:
    """A repetition that was read. Weekdays count from Sunday, 0. An open field allows everything."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def falls_on(self, day: date) -> bool:
        """Whether there is a time on that date."""
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_day and by_weekday if self.any_day or self.any_weekday else by_day or by_weekday

    def times_on(self, day: date, zone: ZoneInfo) -> list[datetime]:
        """The instants of a date in UTC, in order.

        Where a clock is set forward, times that it jumps over come as much later; where it is set back, those that it
        shows twice come the first time.
        """
        local = (datetime.combine(day, time(hour, minute), zone) for hour in self.hours for minute in self.minutes)
        return sorted({each.astimezone(UTC) for each in local})

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """The first instant after the aware `moment`, in UTC; None beyond the dates that exist."""
        for day in self._days_from(moment.astimezone(zone).date() - ONE_DAY):
            for at in self.times_on(day, zone):
                if at > moment:
                    return at
        return None

    def _days_from(self, first: date) -> Iterator[date]:
        """Dates with a time, from `first` on, as far as is searched."""
        for count in range(LONGEST_SEARCH.days):
            if first > date.max - timedelta(days=count + 2):
                return
            day = first + timedelta(days=count)
            if self.falls_on(day):
                yield day


def looks_like_cron(text: str) -> bool:
    """Whether it has five fields, whatever stands in them."""
    return len(text) <= LONGEST_TEXT and _SHAPE.fullmatch(text.strip()) is not None and not text.strip().startswith("R")


@lru_cache(500)
def read_cron(text: str) -> Cron:
    """The repetition of a text. Raises CronUnreadable."""
    if not looks_like_cron(text):
        raise CronUnreadable(text=text.strip()[:60])
    fields = text.split()
    try:
        read = [_values(each, kind) for each, kind in zip(fields, FIELDS, strict=True)]
    except ValueError as error:
        raise CronUnreadable(text=text.strip()[:60]) from error
    minutes, hours, days, months, weekdays = read
    found = Cron(
        text=" ".join(fields),
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(each % 7 for each in weekdays),
        any_day=fields[2][0] in "*?",
        any_weekday=fields[4][0] in "*?",
    )
    if found.after(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC")) is None:
        raise CronUnreadable(text=text.strip()[:60])
    return found


def _values(text: str, kind: Field) -> set[int]:
    """The numbers that a field allows. Raises ValueError."""
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(part)
        first, last, step = match.groups()
        if first in "*?":
            if last is not None:
                raise ValueError(part)
            low, high = kind.low, kind.high
        else:
            low = _number(first, kind)
            high = _number(last, kind) if last is not None else (kind.high if step else low)
        if not kind.low <= low <= high <= kind.high or step == "0" or (step and not int(step)):
            raise ValueError(part)
        found.update(range(low, high + 1, int(step or 1)))
    return found


def _number(text: str, kind: Field) -> int:
    names: Mapping[str, int] = {name: kind.low + place for place, name in enumerate(kind.names)}
    return names[text.lower()] if text.lower() in names else int(text)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A repetition in the zone of an office."""

    cron: Cron
    zone: str

    def after(self, moment: datetime) -> datetime | None:
        """The first instant after the aware `moment`, in UTC."""
        return self.cron.after(moment, zone_named(self.zone))

    def next_times(self, moment: datetime, count: int) -> list[datetime]:
        """The next instants, in UTC."""
        found: list[datetime] = []
        while len(found) < count and (at := self.after(found[-1] if found else moment)) is not None:
            found.append(at)
        return found
