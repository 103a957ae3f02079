"""Agencies that lay down their calendars."""

from typing import Any

from engine.commands.change_calendar import ChangeCalendar, LaidDown, change_calendar
from tests.factories.offices import Office

REASON = "Libur kantor menurut SE 4/2026."


def a_free_day(*days: str, free: bool = True) -> dict[str, Any]:
    """Rules with nothing but these dates."""
    return {"days": [{"on": day, "free": free, "name": "Libur kantor", "basis": "SE 4/2026"} for day in days]}


def lay_down(office: Office, rules: Any, agency: str = "asal", by: str | None = "sari", **more: Any) -> LaidDown:
    """The agency's calendar by its supervisor; by the operator where `by` is None."""
    actor = None if by is None else office.actor(by)
    command = ChangeCalendar(**{"agency": agency, "rules": rules, "reason": REASON, "actor": actor} | more)
    return change_calendar(office.runtime, command)
