"""The functions over working days that FEEL of processes and decisions may call, bound to the calendars of one turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.calendars.rules import NOTHING_DECLARED, calendar_from
from engine.calendars.sums import add_working_days, due_after_working_days, working_days_between
from engine.calendars.working_time import OutsideCalendar, WorkingCalendar
from engine.feel import FeelBudgetExceeded, FeelHostFault

ADD, BETWEEN, IS_WORKING_DAY = "add working days", "working days between", "is working day"
FUNCTIONS = (ADD, BETWEEN, IS_WORKING_DAY)
"""Their names, which have to be known where a text is compiled."""
MOST_COUNTED = 200_000
"""Days that the functions may look at in one turn, so that a loop over long sums ends."""


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """The calendar of an agency with its code; that of the nation has an empty one."""

    agency: str
    calendar: WorkingCalendar


CalendarOf = Callable[[str | None], OfficeCalendar | None]
"""The calendar of the agency with that code, of the case's own for None; None where there is no such agency."""


def national_only(agency: str | None) -> OfficeCalendar | None:
    """Calendars where there is no installation: the nation's as the library knows it, and no agency's."""
    return OfficeCalendar("", calendar_from(NOTHING_DECLARED)) if agency is None else None


@dataclass(slots=True)
class WorkingDays:
    """The functions for one turn. What is asked twice is answered the same, also if a calendar changes meanwhile."""

    calendar_of: CalendarOf = national_only
    left: int = MOST_COUNTED
    _known: dict[str | None, OfficeCalendar] = field(default_factory=dict)

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """By the names of FUNCTIONS, as the engine of FEEL takes them."""
        return {ADD: self._add, BETWEEN: self._between, IS_WORKING_DAY: self._is_working_day}

    def office(self, agency: str | None = None) -> OfficeCalendar:
        """The calendar of an agency, of the case's own for None. Raises FeelHostFault for an unknown one."""
        if agency not in self._known:
            found = self.calendar_of(agency)
            if found is None:
                raise FeelHostFault(f"there is no calendar of an agency '{str(agency)[:64]}'")
            self._known[agency] = found
        return self._known[agency]

    def due_after(self, start: datetime, days: int, agency: str) -> datetime:
        """When work closes on the `days`-th working day of the agency, in UTC. Raises FeelHostFault."""
        self._spend(days)
        try:
            return due_after_working_days(start, days, self.office(agency).calendar)
        except OutsideCalendar as error:
            raise FeelHostFault(str(error)) from error

    def _add(self, start: Any, days: Any, agency: Any = None) -> date:
        """The days-th working day after a date, which itself does not count; before it if days is negative."""
        calendar = self._asked(agency)
        if isinstance(days, bool) or not isinstance(days, (int, Decimal)) or days != int(days):
            raise FeelHostFault("expected a whole number of days")
        day = _date(start, calendar)
        self._spend(int(days))
        try:
            return add_working_days(day, int(days), calendar)
        except OutsideCalendar as error:
            raise FeelHostFault(str(error)) from error

    def _between(self, start: Any, end: Any, agency: Any = None) -> Decimal:
        """How many working days lie after the first date up to and including the second."""
        calendar = self._asked(agency)
        first, last = _date(start, calendar), _date(end, calendar)
        self._spend((last - first).days)
        return Decimal(working_days_between(first, last, calendar))

    def _is_working_day(self, day: Any, agency: Any = None) -> bool:
        """Whether anybody works on that date."""
        calendar = self._asked(agency)
        return calendar.is_working_day(_date(day, calendar))

    def _asked(self, agency: Any) -> WorkingCalendar:
        if agency is not None and not isinstance(agency, str):
            raise FeelHostFault("expected the code of an agency as last argument")
        return self.office(agency).calendar

    def _spend(self, days: int) -> None:
        self.left -= abs(days)
        if self.left < 0:
            raise FeelBudgetExceeded(f"Expected working days to be counted over at most {MOST_COUNTED} days.")


def _date(value: Any, calendar: WorkingCalendar) -> date:
    """A date; of a date and time the date in the zone of the calendar, of one without zone its own."""
    if isinstance(value, datetime):
        return value.astimezone(calendar.zone_info).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    raise FeelHostFault("expected a date, or a date and time")
