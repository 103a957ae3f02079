"""Working calendars with Indonesia's defaults."""

from datetime import date
from typing import Any

from engine.calendars.working_time import STANDARD_WEEK, WorkingCalendar


def a_calendar(*holidays: date, **changes: Any) -> WorkingCalendar:
    """An office in Nusantara with the standard week."""
    values: dict[str, Any] = {"week": STANDARD_WEEK, "zone": "Asia/Makassar", "holidays": frozenset(holidays)}
    return WorkingCalendar(**values | changes)
