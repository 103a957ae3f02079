"""When a timer is due: ISO 8601 texts and FEEL values become instants (BPMN 2.0.2, 10.5.5)."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.calendars.cron import Schedule, looks_like_cron, read_cron
from engine.calendars.functions import WorkingDays
from engine.elements.event_definitions import TimerKind
from engine.elements.failures import TechnicalFailure
from engine.errors import LintasError
from engine.feel import YearsMonths
from engine.feel.temporal import parse_date_time, parse_duration
from engine.model.data import Value

Duration = timedelta | YearsMonths
CRON = "cron "
"""Begins a saved period that is a schedule; zone and fields follow."""
EVERY = "every"
WEEKS = re.compile(r"P(\d{1,6})W")


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition. `left` counts the firings that are still to come, this one included; 0 means for ever.

    `every`: firings whose time passed while nothing ran are made up for, one after the other.
    """

    due_at: datetime
    period: Duration | Schedule
    left: int
    every: bool = False

    def after(self, now: datetime) -> "Cycle | None":
        """The next firing: in the future, unless it makes up for `every` one. None if it was the last."""
        if self.left == 1:
            return None
        if isinstance(self.period, Schedule):
            following = self.period.after(self.due_at if self.every else max(self.due_at, now))
            return None if following is None else replace(self, due_at=following, left=max(self.left - 1, 0))
        return self._next() if self.every else self._future(now)

    def _next(self) -> "Cycle | None":
        if isinstance(self.period, Schedule):
            return None
        try:
            return replace(self, due_at=later(self.due_at, self.period), left=max(self.left - 1, 0))
        except TechnicalFailure:
            return None  # after the year 9999

    def _future(self, now: datetime) -> "Cycle | None":
        due_at, left = self.due_at, self.left
        while not isinstance(self.period, Schedule):
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
        return None

    def row(self) -> list[str | int]:
        """As it is saved."""
        return [self.due_at.isoformat(), period_text(self.period), self.left, *([EVERY] if self.every else [])]

    @classmethod
    def from_row(cls, row: list[str | int]) -> "Cycle":
        """As it was saved; raises ValueError."""
        period = read_period(str(row[1]))
        if period is None:
            raise ValueError(row[1])
        return cls(datetime.fromisoformat(str(row[0])), period, int(row[2]), EVERY in row[3:])


def read_period(text: str) -> Duration | Schedule | None:
    """A period as `period_text` writes it."""
    if not text.startswith(CRON):
        return read_duration(text)
    zone, _, cron = text.removeprefix(CRON).partition(" ")
    return Schedule(read_cron(cron), zone)


def period_text(duration: Duration | Schedule) -> str:
    """A period as `read_period` reads it."""
    if isinstance(duration, Schedule):
        return f"{CRON}{duration.zone} {duration.cron.text}"
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


def zone_of(repetition: Value, working_days: WorkingDays, zone: tzinfo) -> tzinfo:
    """Where the times of a repetition are meant: those of cron in the zone of the agency's calendar, else in `zone`."""
    scheduled = isinstance(repetition, str) and looks_like_cron(repetition)
    return working_days.office().calendar.zone_info if scheduled else zone


def first_cycle(value: Value, now: datetime, zone: tzinfo, *, every: bool = False) -> Cycle:
    """The first firing of a cycle such as R3/PT1H, R/2026-11-24T08:00:00/P1D or 0 8 * * 1-5; raises TechnicalFailure.

    `every`: what is missed is made up for; what passed before `now` was not missed.
    """
    if isinstance(value, str) and looks_like_cron(value):
        return first_scheduled(value, now, zone, every=every)
    cycle = read_cycle(value, now, zone) if isinstance(value, str) else None
    duration = as_duration(value)
    if cycle is None and duration is not None:
        cycle = Cycle(later(now, duration), duration, 0)
    if cycle is None or isinstance(cycle.period, Schedule) or later(now, cycle.period) <= now:
        raise TechnicalFailure(
            "bad_timer", f"Expected a repetition such as R3/PT1H for the timer, but got {described(value)}."
        )
    if every and cycle.due_at < now:
        cycle = cycle.after(now) or cycle
    return replace(cycle, every=every)


def first_scheduled(text: str, now: datetime, zone: tzinfo, *, every: bool) -> Cycle:
    """The first time of a cron text; raises TechnicalFailure."""
    try:
        schedule = Schedule(read_cron(text), str(zone))
        due_at = schedule.after(now)
    except LintasError as error:
        raise TechnicalFailure("bad_timer", str(error)) from error
    if due_at is None:
        raise TechnicalFailure("bad_timer", "The timer is due outside of the years 1 to 9999.")
    return Cycle(due_at, schedule, 0, every)


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
