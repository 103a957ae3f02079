"""Sums over working days and working hours."""

from datetime import UTC, date, datetime, timedelta

from engine.calendars.working_time import ONE_DAY, OutsideCalendar, WorkingCalendar, last_closing, local

MOST_DAYS = 10_000
LONGEST_TIME = timedelta(days=MOST_DAYS)


def add_working_days(start: date, days: int, calendar: WorkingCalendar) -> date:
    """The `days`-th working day after `start`, which itself does not count; before it, if `days` is negative.

    0 gives `start`, working day or not. Raises OutsideCalendar beyond 10,000 days or the dates that exist.
    """
    if abs(days) > MOST_DAYS:
        raise OutsideCalendar
    direction = ONE_DAY if days > 0 else -ONE_DAY
    day, left = start, abs(days)
    try:
        while left:
            day += direction
            left -= calendar.is_working_day(day)
    except OverflowError as error:
        raise OutsideCalendar from error
    return day


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """How many working days lie after `start` up to and including `end`: what `add_working_days` added.

    Negative if `end` lies before `start`; then `end` counts and `start` does not.
    """
    step, sign = (ONE_DAY, 1) if start <= end else (-ONE_DAY, -1)
    days = (start + step * count for count in range(1, abs((end - start).days) + 1))
    return sign * sum(calendar.is_working_day(day) for day in days)


def due_after_working_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """When work closes on the `days`-th working day after the aware instant `start`, in UTC.

    With 0 days it is the close of the day of `start`, or of the next working day if nobody works on it any more.
    """
    day = start.astimezone(calendar.zone_info).date()
    if days == 0 and not (calendar.is_working_day(day) and start < last_closing(calendar, day)):
        days = 1
    return last_closing(calendar, add_working_days(day, days, calendar)).astimezone(UTC)


def add_working_time(start: datetime, duration: timedelta, calendar: WorkingCalendar) -> datetime:
    """When `duration` of working hours has passed since the aware instant `start`, in UTC.

    A duration that ends with a period ends at its close, not at the next opening. Raises OutsideCalendar if it is
    negative or too long.
    """
    if not timedelta(0) <= duration <= LONGEST_TIME:
        raise OutsideCalendar
    day, left, reached = start.astimezone(calendar.zone_info).date(), duration, start.astimezone(UTC)
    try:
        while left:
            for period in calendar.periods_on(day):
                begins = max(local(calendar, day, period.begins).astimezone(UTC), reached)
                ends = local(calendar, day, period.ends).astimezone(UTC)
                if begins < ends and left:
                    spent = min(left, ends - begins)
                    reached, left = begins + spent, left - spent
            day += ONE_DAY
    except OverflowError as error:
        raise OutsideCalendar from error
    return reached


def working_time_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """The working hours between two aware instants; zero if `end` does not lie after `start`."""
    total, day = timedelta(0), start.astimezone(calendar.zone_info).date()
    last = end.astimezone(calendar.zone_info).date()
    while day <= last:
        for period in calendar.periods_on(day):
            begins = max(local(calendar, day, period.begins).astimezone(UTC), start)
            ends = min(local(calendar, day, period.ends).astimezone(UTC), end)
            total += max(ends - begins, timedelta(0))
        day += ONE_DAY
    return total
