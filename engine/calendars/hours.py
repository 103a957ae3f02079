"""Working hours as people write them: `07:30-12:00, 13:00-16:00`, a text for each weekday; nothing is a free day."""

import re
from collections.abc import Mapping
from datetime import time

from engine.calendars.working_time import Period, WorkingWeek
from engine.errors import InvalidInput
from engine.model.text import N_

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIOD = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
MOST_PERIODS = 6


class HoursUnreadable(InvalidInput):
    """The hours of a day are not written as periods."""

    code = "hours_unreadable"
    message = N_("Expected hours like 07:30-12:00, 13:00-16:00 (nothing for a free day) but found “%(text)s”.")


def read_hours(text: str) -> tuple[Period, ...]:
    """The periods of a day, in their order. Raises HoursUnreadable."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_PERIOD.fullmatch(part) for part in parts]
    if len(parts) > MOST_PERIODS or not all(found):
        raise HoursUnreadable(text=text.strip()[:100])
    numbers = [[int(number) for number in match.groups()] for match in found if match]
    return tuple(Period(time(begin, begun), time(end, ended)) for begin, begun, end, ended in numbers)


def hours_text(periods: tuple[Period, ...]) -> str:
    """Periods as `read_hours` reads them."""
    return ", ".join(f"{each.begins:%H:%M}-{each.ends:%H:%M}" for each in periods)


def read_week(days: Mapping[str, str]) -> WorkingWeek:
    """A week from the hours by weekday. Raises HoursUnreadable, WorkingTimeInvalid."""
    return WorkingWeek({number: read_hours(days.get(name, "")) for number, name in enumerate(WEEKDAYS)})


def week_texts(week: WorkingWeek) -> dict[str, str]:
    """A week as `read_week` reads it, with every weekday."""
    return {name: hours_text(week.on(number)) for number, name in enumerate(WEEKDAYS)}
