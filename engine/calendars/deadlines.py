"""Deadlines of work: how they were counted, and the moments at which people are reminded of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.calendars.sums import add_working_days, add_working_time, due_after_working_days, working_time_between
from engine.calendars.working_time import OutsideCalendar, WorkingCalendar

PERCENTS = (50, 80, 100, 150)
"""Of the time from the beginning to the end at which work is marked. From ESCALATED on supervisors are told too."""
ESCALATED = 100
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Counted:
    """The `days`-th working day of an agency after `start`: of an instant the close of work, of a date its end.

    `agency` is a code, empty for the nation.
    """

    agency: str
    start: date
    days: int

    def due_at(self, calendar: WorkingCalendar, zone: tzinfo) -> datetime:
        """The instant in UTC by that calendar; `zone`: where a day without time ends. Raises OutsideCalendar."""
        if isinstance(self.start, datetime):
            return due_after_working_days(self.start, self.days, calendar)
        day = add_working_days(self.start, self.days, calendar)
        return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)


def moment(percent: int, start: datetime, due: datetime, calendar: WorkingCalendar | None = None) -> datetime:
    """When `percent` of the time from `start` to `due` has passed: of working hours, or of all without a calendar."""
    whole = timedelta(0) if calendar is None else working_time_between(start, due, calendar)
    beyond = percent >= ESCALATED
    share = (percent - ESCALATED if beyond else percent) / ESCALATED
    begins = due if beyond else start
    if calendar is None or not whole:
        return begins + max(due - start, timedelta(0)) * share
    try:
        return add_working_time(begins, whole * share, calendar)
    except OutsideCalendar:
        return begins + (due - start) * share


@dataclass(frozen=True, slots=True)
class Mark:
    """`percent` of the time has passed (0: not half of it); `next_at` is when the next mark is reached, if any."""

    percent: int
    next_at: datetime | None


def mark_at(now: datetime, start: datetime, due: datetime | None, calendar: WorkingCalendar | None = None) -> Mark:
    """How far a task that began at `start` is. Without a due time it is nowhere."""
    if due is None:
        return Mark(0, None)
    reached = 0
    for percent in PERCENTS:
        at = moment(percent, start, due, calendar)
        if at > now:
            return Mark(reached, at)
        reached = percent
    return Mark(reached, None)
