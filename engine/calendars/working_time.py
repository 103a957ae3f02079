"""Working time of agencies: the hours of a week, seasons with other hours, holidays; all of it given as data."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from engine.calendars.zones import zone_named
from engine.errors import InvalidInput, ModelError
from engine.model.text import N_

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


class WorkingTimeInvalid(ModelError):
    """The hours of a week contradict each other, or nobody ever works."""

    code = "working_time_invalid"
    message = N_("Expected periods that begin before they end and follow each other, on at least one day of the week.")


class OutsideCalendar(InvalidInput):
    """The result would lie beyond the dates that exist."""

    code = "outside_calendar"
    message = N_("The period of working time is too long. Check the number of days.")


@dataclass(frozen=True, slots=True)
class Period:
    """Hours of one day, from `begins` until just before `ends`, in local time."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """The periods of each weekday (0 is Monday, as in datetime); a break is the gap between two periods."""

    days: Mapping[int, tuple[Period, ...]]

    def __post_init__(self) -> None:
        for periods in self.days.values():
            clock = [moment for period in periods for moment in (period.begins, period.ends)]
            orderly = all(earlier <= later for earlier, later in pairwise(clock))
            if not orderly or any(period.begins >= period.ends for period in periods):
                raise WorkingTimeInvalid
        if not any(self.days.values()):
            raise WorkingTimeInvalid

    def on(self, weekday: int) -> tuple[Period, ...]:
        """The periods of a weekday, none if it is free."""
        return self.days.get(weekday, ())


@dataclass(frozen=True, slots=True)
class Season:
    """Days, both ends included, on which other hours apply, such as Ramadan."""

    first: date
    last: date
    week: WorkingWeek


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When an agency works at a site. Holidays and collective leave are dates without work."""

    week: WorkingWeek
    zone: str
    holidays: Container[date] = frozenset()
    seasons: tuple[Season, ...] = field(default=())

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """The working hours of a day, none on holidays and free weekdays."""
        if day in self.holidays:
            return ()
        for season in self.seasons:
            if season.first <= day <= season.last:
                return season.week.on(day.weekday())
        return self.week.on(day.weekday())

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on `day`."""
        return bool(self.periods_on(day))

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone of the site. Raises ZoneUnknown."""
        return zone_named(self.zone)


def week_of(monday_to_thursday: tuple[Period, ...], friday: tuple[Period, ...]) -> WorkingWeek:
    """Five days with a different Friday, when the break is longer."""
    days = dict.fromkeys((MONDAY, TUESDAY, WEDNESDAY, THURSDAY), monday_to_thursday)
    return WorkingWeek({**days, FRIDAY: friday})


STANDARD_WEEK = week_of(
    (Period(time(7, 30), time(12)), Period(time(13), time(16))),
    (Period(time(7, 30), time(11, 30)), Period(time(13), time(16, 30))),
)
"""37.5 hours (Perpres 21/2023): from 7.30, a break of 60 minutes, on Fridays of 90. The closing times follow from the
sums; agencies set their own."""

RAMADAN_WEEK = week_of(
    (Period(time(8), time(12)), Period(time(12, 30), time(15))),
    (Period(time(8), time(11, 30)), Period(time(12, 30), time(15, 30))),
)
"""32.5 hours (Perpres 21/2023): from 8.00, on Fridays with a break of 60 minutes."""


def first_opening(calendar: WorkingCalendar, day: date) -> datetime:
    """The aware instant at which work begins on a working day."""
    return local(calendar, day, calendar.periods_on(day)[0].begins)


def last_closing(calendar: WorkingCalendar, day: date) -> datetime:
    """The aware instant at which work ends on a working day."""
    return local(calendar, day, calendar.periods_on(day)[-1].ends)


def local(calendar: WorkingCalendar, day: date, at: time) -> datetime:
    """A local time of the site as an aware instant."""
    return datetime.combine(day, at, tzinfo=calendar.zone_info)


ONE_DAY = timedelta(days=1)
