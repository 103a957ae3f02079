"""What an agency or the government as a whole lays down about working time, and the calendar that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendars.national_days import national_days
from engine.calendars.working_time import RAMADAN_WEEK, STANDARD_WEEK, Season, WorkingCalendar, WorkingWeek

NATIONAL_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class DeclaredDay:
    """A date that is free although it would not be, or worked on although it would be free; and which law says so."""

    on: date
    free: bool
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Ramadan:
    """The days on which the hours of Ramadan apply, both ends included; the government announces them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """The rules of the nation or of one agency. What an agency leaves out (None) is as in the nation."""

    zone: str | None = None
    """None: the agency's own; Jakarta for the nation."""
    week: WorkingWeek | None = None
    ramadan_week: WorkingWeek | None = None
    ramadan: tuple[Ramadan, ...] = ()
    days: tuple[DeclaredDay, ...] = ()


NOTHING_DECLARED = CalendarRules()


@dataclass(frozen=True, slots=True)
class FreeDays:
    """The dates without work: those of the library, as corrected by lists; the last list that names a date counts."""

    declared: Mapping[date, DeclaredDay]

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        found = self.declared.get(day)
        return found.free if found is not None else day in national_days(day.year)

    def of_year(self, year: int) -> dict[date, DeclaredDay]:
        """The free dates of a year in order, with names and legal bases; those of the library name none."""
        found = {day: DeclaredDay(day, True, name, "") for day, name in national_days(year).items()}
        found |= {day: each for day, each in self.declared.items() if day.year == year}
        return {day: found[day] for day in sorted(found) if found[day].free}


def calendar_from(
    nation: CalendarRules, own: CalendarRules = NOTHING_DECLARED, zone: str | None = None
) -> WorkingCalendar:
    """The calendar of an agency in `zone` with its own rules, or of the nation. Its holidays are `FreeDays`."""
    ramadan_week = own.ramadan_week or nation.ramadan_week or RAMADAN_WEEK
    return WorkingCalendar(
        week=own.week or nation.week or STANDARD_WEEK,
        zone=own.zone or zone or nation.zone or NATIONAL_ZONE,
        holidays=FreeDays({each.on: each for each in (*nation.days, *own.days)}),
        seasons=tuple(Season(each.first, each.last, ramadan_week) for each in (*own.ramadan, *nation.ramadan)),
    )


def free_weekday(calendar: WorkingCalendar, day: date) -> bool:
    """Whether nobody would work on that date even if it were no holiday."""
    return not WorkingCalendar(calendar.week, calendar.zone, frozenset(), calendar.seasons).is_working_day(day)


LONGEST_RAMADAN = timedelta(days=31)
