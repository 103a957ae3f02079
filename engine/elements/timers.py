"""When a timer is due: ISO 8601 texts and FEEL values become instants (BPMN 2.0.2, 10.5.5)."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.elements.event_definitions import TimerKind
from engine.elements.failures import TechnicalFailure
from engine.feel import YearsMonths
from engine.feel.temporal import parse_date_time, parse_duration
from engine.model.data import Value

Duration = timedelta | YearsMonths
WEEKS = re.compile(r"P(\d{1,6})W")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition. `left` counts the firings that are still to come, this one included; 0 means for ever."""

    due_at: datetime
    period: Duration
    left: int

    def after(self, now: datetime) -> "Cycle | None":
        """The next firing in the future; those that were missed are not made up for. None if it was the last."""
        due_at, left = self.due_at, self.left
        while True:
            if left == 1:
                return None
            try:
                due_at = later(due_at, self.period)
            except TechnicalFailure:
                return None  # after the year 9999
            left = max(left - 1, 0)
            if due_at > now:
                return Cycle(due_at, self.period, left)
            if isinstance(self.period, timedelta):
                missed = (now - due_at) // self.period
                due_at += missed * self.period
                if left:
                    left = max(left - missed, 1)

    def row(self) -> list[str | int]:
        """As it is saved."""
        return [self.due_at.isoformat(), duration_text(self.period), self.left]

    @classmethod
    def from_row(cls, row: list[str | int]) -> "Cycle":
        """As it was saved; raises ValueError."""
        period = read_duration(str(row[1]))
        if period is None:
            raise ValueError(row[1])
        return cls(datetime.fromisoformat(str(row[0])), period, int(row[2]))


def duration_text(duration: Duration) -> str:
    """A period as `read_duration` reads it."""
    if isinstance(duration, YearsMonths):
        return str(duration)
    seconds = duration // timedelta(seconds=1)
    return f"PT{seconds}.{duration.microseconds:06d}S" if duration.microseconds else f"PT{seconds}S"


def first_due(kind: TimerKind, value: Value, now: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which a date or duration timer is due; raises TechnicalFailure."""
    if kind is TimerKind.DATE:
        instant = as_instant(value, zone, time())
        if instant is not None:
            return instant
    duration = as_duration(value)
    if duration is not None:
        return later(now, duration)
    if kind is TimerKind.DURATION:
        instant = as_instant(value, zone, time())  # FEEL may give either, whatever the model calls it
        if instant is not None:
            return instant
    raise TechnicalFailure(
        "bad_timer", f"Expected a date and time or a duration for the timer, but got {described(value)}."
    )


def first_cycle(value: Value, now: datetime, zone: tzinfo) -> Cycle:
    """The first firing of a cycle such as R3/PT1H or R/2026-11-24T08:00:00/P1D; raises TechnicalFailure."""
    cycle = read_cycle(value, now, zone) if isinstance(value, str) else None
    duration = as_duration(value)
    if cycle is None and duration is not None:
        cycle = Cycle(later(now, duration), duration, 0)
    if cycle is None or later(now, cycle.period) <= now:
        raise TechnicalFailure(
            "bad_timer", f"Expected a repetition such as R3/PT1H for the timer, but got {described(value)}."
        )
    return cycle


def read_cycle(text: str, now: datetime, zone: tzinfo) -> Cycle | None:
    """A repetition from its text; None if it is none."""
    head, *parts = text.strip().split("/")
    if not re.fullmatch(r"R\d{0,6}", head) or not 1 <= len(parts) <= 2:
        return None
    period = read_duration(parts[-1])
    start = as_instant(parts[0], zone, time()) if len(parts) == 2 else None
    if period is None or (len(parts) == 2 and start is None):
        return None
    return Cycle(start if start is not None else later(now, period), period, int(head[1:] or 0))


def as_instant(value: Value, zone: tzinfo, day_time: time) -> datetime | None:
    """An instant in UTC from a date, a date and time, or their texts; None from anything else."""
    if isinstance(value, str):
        text = value.strip()
        value = parse_date_time(text)
        if value is not None and "T" not in text:
            value = value.date()
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, day_time, zone).astimezone(UTC)
    return None


def as_duration(value: Value) -> Duration | None:
    """A duration from itself or its text; None from anything else."""
    if isinstance(value, str):
        return read_duration(value)
    return value if isinstance(value, (timedelta, YearsMonths)) else None


def read_duration(text: str) -> Duration | None:
    """An ISO 8601 duration of days and time, of years and months, or of weeks."""
    weeks = WEEKS.fullmatch(text.strip())
    if weeks is not None:
        return timedelta(weeks=int(weeks[1]))
    return parse_duration(text.strip())


def later(start: datetime, duration: Duration) -> datetime:
    """`start` plus the duration; the last day of a month stays within its month. Raises TechnicalFailure."""
    try:
        if isinstance(duration, timedelta):
            return start + duration
        years, month = divmod(start.year * 12 + start.month - 1 + duration.months, 12)
        day = min(start.day, calendar.monthrange(years, month + 1)[1])
        return start.replace(year=years, month=month + 1, day=day)
    except (OverflowError, ValueError) as error:
        raise TechnicalFailure("bad_timer", "The timer is due outside of the years 1 to 9999.") from error


def described(value: Value) -> str:
    """What kind of value it is, without telling it."""
    return "null" if value is None else f"a value of the kind {type(value).__name__}"
