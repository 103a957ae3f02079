"""The functions over working days that FEEL of processes and decisions may call, bound to the calendars of one turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from engine.calendars.deadlines import PERCENTS, Counted, moment
from engine.calendars.rules import NOTHING_DECLARED, calendar_from
from engine.calendars.sums import add_working_days, working_days_between
from engine.calendars.working_time import OutsideCalendar, WorkingCalendar
from engine.feel import FeelBudgetExceeded, FeelHostFault

ADD, BETWEEN, IS_WORKING_DAY = "add working days", "working days between", "is working day"
FUNCTIONS = (ADD, BETWEEN, IS_WORKING_DAY)
"""Their names, which have to be known where a text is compiled."""
MOST_COUNTED = 1_000_000
"""Days that the functions may look at in one turn, so that a loop over long sums ends."""
MOST_REMEMBERED = 1_000


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
    counted: list[tuple[date, Counted]] = field(default_factory=list)
    """What `add working days` gave, and from what."""
    _known: dict[str | None, OfficeCalendar] = field(default_factory=dict)
    _deadlines: dict[Counted, tuple[datetime, datetime]] = field(default_factory=dict)

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
            self._known |= {agency: found, found.agency: found}
        return self._known[agency]

    def origin(self, value: Any, since: int) -> Counted | None:
        """How a date came about that `add working days` gave after it had given `since` others; else None."""
        if isinstance(value, datetime) or not isinstance(value, date):
            return None
        return next((how for given, how in self.counted[since:] if given == value), None)

    def deadline(self, counted: Counted, begun: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
        """When work that `begun` is due, and when half of its time has passed, in UTC.

        `zone`: where a day without time ends. Raises FeelError, FeelHostFault.
        """
        if counted not in self._deadlines:
            calendar = self.office(counted.agency).calendar
            self._spend(counted.days)
            try:
                due = counted.due_at(calendar, zone)
            except OutsideCalendar as error:
                raise FeelHostFault(str(error)) from error
            self._deadlines[counted] = (due, moment(PERCENTS[0], begun, due, calendar))
        return self._deadlines[counted]

    def _add(self, start: Any, days: Any, agency: Any = None) -> date:
        """The days-th working day after a date, which itself does not count; before it if days is negative."""
        office = self._asked(agency)
        if isinstance(days, bool) or not isinstance(days, (int, Decimal)) or days != int(days):
            raise FeelHostFault("expected a whole number of days")
        day = _date(start, office.calendar)
        self._spend(int(days))
        try:
            found = add_working_days(day, int(days), office.calendar)
        except OutsideCalendar as error:
            raise FeelHostFault(str(error)) from error
        if len(self.counted) < MOST_REMEMBERED:
            self.counted.append((found, Counted(office.agency, day, int(days))))
        return found

    def _between(self, start: Any, end: Any, agency: Any = None) -> Decimal:
        """How many working days lie after the first date up to and including the second."""
        calendar = self._asked(agency).calendar
        first, last = _date(start, calendar), _date(end, calendar)
        self._spend((last - first).days)
        return Decimal(working_days_between(first, last, calendar))

    def _is_working_day(self, day: Any, agency: Any = None) -> bool:
        """Whether anybody works on that date."""
        calendar = self._asked(agency).calendar
        return calendar.is_working_day(_date(day, calendar))

    def _asked(self, agency: Any) -> OfficeCalendar:
        if agency is not None and not isinstance(agency, str):
            raise FeelHostFault("expected the code of an agency as last argument")
        return self.office(agency)

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
