"""The working calendar of an agency or of the nation: what counts today, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.authorization.access import may_supervise
from engine.calendars.hours import week_texts
from engine.calendars.rules import (
    NOTHING_DECLARED,
    CalendarRules,
    DeclaredDay,
    FreeDays,
    Ramadan,
    calendar_from,
)
from engine.calendars.working_time import RAMADAN_WEEK
from engine.calendars.zones import zone_label
from engine.model.actor import Actor
from engine.model.text import Named
from engine.runtime import Runtime
from engine.store.calendars import NATION, latest_rules, office_named
from engine.store.tables import calendar_version, person, position

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """A version that was laid down. Nobody is named where the operator did it."""

    version: int
    at: datetime
    reason: str
    person_name: str | None
    position: Named | None


@dataclass(frozen=True, slots=True)
class CalendarView:
    """`agency` and the name are empty for the nation. `own` is what the agency itself laid down.

    `hours` and `ramadan_hours` count today, by weekday; `free_days` are those of `year`.
    """

    agency: str
    name: Named
    version: int
    zone: str
    zone_label: str
    own: CalendarRules
    hours: Mapping[str, str]
    ramadan_hours: Mapping[str, str]
    ramadan: tuple[Ramadan, ...]
    year: int
    free_days: tuple[DeclaredDay, ...]
    worked_days: tuple[DeclaredDay, ...]
    """Dates of `year` that would be free and are not."""
    versions: tuple[CalendarChange, ...]
    may_change: bool


def calendar_view(runtime: Runtime, actor: Actor | None, code: str, year: int | None = None) -> CalendarView:
    """The calendar as it counts now. Calendars are open to everybody who is signed in. Raises AgencyUnknown."""
    shown = year or runtime.today().year
    with runtime.database.begin() as work:
        connection = work.connection
        office = office_named(connection, code)
        own, nation = latest_rules(connection, code), latest_rules(connection, NATION)
        versions = _versions(connection, code)
    rules = own.rules if code != NATION else NOTHING_DECLARED
    calendar = calendar_from(nation.rules, rules, office.zone)
    declared = {day.on: day for day in (*nation.rules.days, *rules.days)}
    return CalendarView(
        agency=code,
        name=office.name,
        version=own.version,
        zone=calendar.zone,
        zone_label=zone_label(calendar.zone),
        own=own.rules,
        hours=week_texts(calendar.week),
        ramadan_hours=week_texts(rules.ramadan_week or nation.rules.ramadan_week or RAMADAN_WEEK),
        ramadan=tuple(sorted((*rules.ramadan, *nation.rules.ramadan), key=lambda each: each.first)),
        year=shown,
        free_days=tuple(FreeDays(declared).of_year(shown).values()),
        worked_days=tuple(declared[day] for day in sorted(declared) if not declared[day].free and day.year == shown),
        versions=versions,
        may_change=actor is not None and code != NATION and may_supervise(actor, code),
    )


def _versions(connection: sa.Connection, code: str) -> tuple[CalendarChange, ...]:
    """Newest first."""
    columns = calendar_version.c
    query = (
        sa.select(
            columns.version,
            columns.at,
            columns.reason,
            person.c.name.label("person_name"),
            position.c.name.label("position_name"),
            position.c.name_en.label("position_name_en"),
        )
        .outerjoin(person, person.c.id == columns.person_id)
        .outerjoin(position, position.c.id == columns.position_id)
        .where(columns.agency == code)
        .order_by(columns.version.desc())
        .limit(MOST_VERSIONS)
    )
    return tuple(
        CalendarChange(
            row.version,
            row.at,
            row.reason,
            row.person_name,
            None if row.position_name is None else Named(row.position_name, row.position_name_en),
        )
        for row in connection.execute(query)
    )
