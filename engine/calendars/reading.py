"""Rules of working time from plain data (JSON, TOML, a posted form) and back, with every mistake named."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from engine.calendars.hours import WEEKDAYS, read_week, week_texts
from engine.calendars.national_days import FIRST_YEAR, LAST_YEAR
from engine.calendars.rules import (
    LONGEST_RAMADAN,
    CalendarRules,
    DeclaredDay,
    Ramadan,
    calendar_from,
    free_weekday,
)
from engine.calendars.working_time import WorkingWeek
from engine.calendars.zones import zone_named
from engine.errors import InvalidInput, LintasError
from engine.model.text import N_, Text

KEYS = frozenset({"zone", "hours", "ramadan_hours", "ramadan", "days"})
DAY_KEYS = frozenset({"on", "free", "name", "basis"})
PERIOD_KEYS = frozenset({"first", "last"})
LONGEST_TEXT = 200
MOST_DAYS, MOST_PERIODS = 1_000, 100

_UNKNOWN = N_("Nothing is known about “%(key)s”. Check the spelling.")
_LIST = N_("Expected a list of at most %(most)s entries.")
_TABLE = N_("Expected hours by weekday: %(days)s.")
_DATE = N_("Expected a date like 2026-12-24 between the years %(first)s and %(last)s.")
_TEXT = N_("Expected a text of one line, at most %(most)s characters.")
_BASIS = N_("Name the decision or law that says so, for instance SKB 3 Menteri 1497/2025.")
_TRUTH = N_("Expected true for a day without work or false for a day of work.")
_TWICE = N_("The date %(day)s stands here twice. Keep one.")
_NO_HOURS = N_("%(day)s is no weekday with working hours, so nobody would work on it. Give that weekday hours first.")
_ORDER = N_("Expected a first and a last day, at most %(most)s days apart.")

Read = TypeVar("Read")


class CalendarRefused(InvalidInput):
    """Rules of working time that contradict themselves or cannot be read; `fields` names where."""

    code = "calendar_refused"
    message = N_("The working calendar cannot be used. Correct what is marked.")


def read_rules(data: Mapping[str, Any]) -> CalendarRules:
    """The rules that `data` lays down, of an agency or of the nation.

    Keys: `zone`, `hours` and `ramadan_hours` (texts by weekday), `ramadan` (`first`, `last`), `days` (`on`, `free`,
    `name`, `basis`). What is missing or null is as in the nation. Raises CalendarRefused with all mistakes.
    """
    reader = _Reader({})
    reader.known(data, KEYS, "")
    rules = CalendarRules(
        zone=reader.tried("zone", lambda: _zone(data.get("zone"))),
        week=reader.week(data, "hours"),
        ramadan_week=reader.week(data, "ramadan_hours"),
        ramadan=reader.periods(data),
        days=reader.days(data),
    )
    if reader.wrong:
        raise CalendarRefused(reader.wrong)
    return rules


def check_worked_days(rules: CalendarRules, nation: CalendarRules) -> None:
    """Raise CalendarRefused where a date is to be worked on that has no hours in the calendar that follows."""
    calendar = calendar_from(nation, rules)
    wrong = {
        f"days.{place}.on": Text(_NO_HOURS, {"day": str(day.on)})
        for place, day in enumerate(rules.days)
        if not day.free and free_weekday(calendar, day.on)
    }
    if wrong:
        raise CalendarRefused(wrong)


def rules_data(rules: CalendarRules) -> dict[str, Any]:
    """Rules as `read_rules` reads them, dates as texts."""
    return {
        "zone": rules.zone,
        "hours": None if rules.week is None else week_texts(rules.week),
        "ramadan_hours": None if rules.ramadan_week is None else week_texts(rules.ramadan_week),
        "ramadan": [{"first": each.first.isoformat(), "last": each.last.isoformat()} for each in rules.ramadan],
        "days": [
            {"on": each.on.isoformat(), "free": each.free, "name": each.name, "basis": each.basis}
            for each in sorted(rules.days, key=lambda each: each.on)
        ],
    }


def _zone(value: Any) -> str | None:
    if value is None or value == "":
        return None
    zone_named(str(value))
    return str(value)


class _Reader:
    """Collects what is wrong, by the path of its place."""

    def __init__(self, wrong: dict[str, Text]) -> None:
        self.wrong = wrong

    def tried(self, path: str, read: Callable[[], Read]) -> Read | None:
        """What `read` gives, or None and a note of its refusal."""
        try:
            return read()
        except LintasError as error:
            self.wrong[path] = error.text
            return None

    def known(self, data: Mapping[str, Any], keys: frozenset[str], path: str) -> None:
        """Note keys that nobody asks for."""
        for key in data.keys() - keys:
            self.wrong[f"{path}{str(key)[:60]}"] = Text(_UNKNOWN, {"key": str(key)[:60]})

    def week(self, data: Mapping[str, Any], key: str) -> WorkingWeek | None:
        """Hours by weekday; None where there are none."""
        given = data.get(key)
        if given is None:
            return None
        texts = isinstance(given, Mapping) and all(isinstance(each, str) for each in given.values())
        if not texts or not given.keys() <= set(WEEKDAYS):
            self.wrong[key] = Text(_TABLE, {"days": ", ".join(WEEKDAYS)})
            return None
        return self.tried(key, lambda: read_week(given))

    def entries(self, data: Mapping[str, Any], key: str, most: int) -> list[Any]:
        """A list of tables; empty where it is none."""
        given = data.get(key)
        if given is None:
            return []
        if not isinstance(given, list) or len(given) > most or not all(isinstance(each, Mapping) for each in given):
            self.wrong[key] = Text(_LIST, {"most": most})
            return []
        return given

    def periods(self, data: Mapping[str, Any]) -> tuple[Ramadan, ...]:
        """The times of Ramadan."""
        found = []
        for place, entry in enumerate(self.entries(data, "ramadan", MOST_PERIODS)):
            self.known(entry, PERIOD_KEYS, f"ramadan.{place}.")
            first, last = (self.date(f"ramadan.{place}.{key}", entry.get(key)) for key in ("first", "last"))
            if first and last and not first <= last <= first + LONGEST_RAMADAN:
                self.wrong[f"ramadan.{place}"] = Text(_ORDER, {"most": LONGEST_RAMADAN.days})
            elif first and last:
                found.append(Ramadan(first, last))
        return tuple(found)

    def days(self, data: Mapping[str, Any]) -> tuple[DeclaredDay, ...]:
        """The corrected dates."""
        found: dict[date, DeclaredDay] = {}
        for place, entry in enumerate(self.entries(data, "days", MOST_DAYS)):
            path = f"days.{place}"
            self.known(entry, DAY_KEYS, f"{path}.")
            day = self.date(f"{path}.on", entry.get("on"))
            name, basis = (self.text(f"{path}.{key}", entry.get(key)) for key in ("name", "basis"))
            free = entry.get("free", True)
            if not isinstance(free, bool):
                self.wrong[f"{path}.free"] = Text(_TRUTH)
            elif day in found:
                self.wrong[f"{path}.on"] = Text(_TWICE, {"day": str(day)})
            elif day is not None:
                found[day] = DeclaredDay(day, free, name, basis)
        return tuple(found.values())

    def date(self, path: str, value: Any) -> date | None:
        """A date that the calendar reaches."""
        found = value if isinstance(value, date) and not isinstance(value, datetime) else None
        if isinstance(value, str):
            try:
                found = date.fromisoformat(value.strip())
            except ValueError:
                found = None
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.wrong[path] = Text(_DATE, {"first": FIRST_YEAR, "last": LAST_YEAR})
            return None
        return found

    def text(self, path: str, value: Any) -> str:
        """A text that says something: a name, or a legal basis."""
        text = value.strip() if isinstance(value, str) else ""
        if not text or not text.isprintable() or len(text) > LONGEST_TEXT:
            self.wrong[path] = (
                Text(_BASIS) if path.endswith("basis") and not text else Text(_TEXT, {"most": LONGEST_TEXT})
            )
        return text
