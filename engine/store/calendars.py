"""Reading working calendars for a turn, and adding versions of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.calendars.deadlines import Counted
from engine.calendars.functions import OfficeCalendar
from engine.calendars.reading import read_rules, rules_data
from engine.calendars.rules import CalendarRules, calendar_from
from engine.calendars.working_time import WorkingCalendar
from engine.errors import NotFound
from engine.model.text import N_, Named
from engine.store.history import Deed
from engine.store.tables import agency, calendar_version
from engine.store.unit_of_work import UnitOfWork

NO_RULES = "{}"
NATION = ""
"""Stands in the place of an agency's code."""
LOCK = "calendars"


class AgencyUnknown(NotFound):
    """There is no agency with that code."""

    code = "agency_unknown"
    message = N_("There is no agency “%(agency)s”. Check its code.")


@dataclass(frozen=True, slots=True)
class Office:
    """Whose calendar it is: without name and zone for the nation."""

    code: str
    name: Named
    zone: str | None


@dataclass(frozen=True, slots=True)
class StoredText:
    """As `StoredRules`, not read yet."""

    version: int
    rules: str


@dataclass(frozen=True, slots=True)
class StoredRules:
    """The last version of an agency's or the nation's rules; version 0 where nothing was laid down."""

    version: int
    rules: CalendarRules


@dataclass(slots=True)
class Calendars:
    """The calendars as a turn sees them: read when first asked for, and the same until its end.

    `own_agency_id`: whose calendar is meant where none is named; the nation's for None.
    """

    connection: sa.Connection
    own_agency_id: UUID | None = None
    read: dict[str, "StoredText"] = field(default_factory=dict)
    """What was read, by whose it is."""

    def of(self, code: str | None) -> OfficeCalendar | None:
        """The calendar of the agency with this code, of the own one for None; None where there is no such agency."""
        if code == NATION or (code is None and self.own_agency_id is None):
            return OfficeCalendar(NATION, self._calendar(NATION, None))
        here = agency.c.id == self.own_agency_id if code is None else agency.c.code == code
        row = self.connection.execute(sa.select(agency.c.code, agency.c.zone).where(here)).one_or_none()
        return None if row is None else OfficeCalendar(row.code, self._calendar(row.code, row.zone))

    def _calendar(self, code: str, zone: str | None) -> WorkingCalendar:
        missing = {code, NATION} - self.read.keys()
        if missing:
            self.read |= latest_texts(self.connection, missing)
        return compiled(self.read[NATION].rules, self.read[code].rules if code else NO_RULES, zone)


@lru_cache(1_000)
def compiled(nation: str, own: str, zone: str | None) -> WorkingCalendar:
    """The calendar that follows from stored rules."""
    return calendar_from(_parsed(nation), _parsed(own), zone)


@lru_cache(1_000)
def _parsed(rules: str) -> CalendarRules:
    return read_rules(orjson.loads(rules))


def latest_texts(connection: sa.Connection, codes: Collection[str]) -> dict[str, StoredText]:
    """The last versions by whose they are."""
    columns = calendar_version.c
    other = calendar_version.alias("other")
    last = sa.select(sa.func.max(other.c.version)).where(other.c.agency == columns.agency).scalar_subquery()
    query = sa.select(columns.agency, columns.version, columns.rules).where(
        columns.agency.in_(sorted(codes)), columns.version == last
    )
    found = {row.agency: StoredText(row.version, row.rules) for row in connection.execute(query)}
    return {code: found.get(code, StoredText(0, NO_RULES)) for code in codes}


def latest_rules(connection: sa.Connection, code: str) -> StoredRules:
    """What an agency, or the NATION, laid down last."""
    stored = latest_texts(connection, (code,))[code]
    return StoredRules(stored.version, _parsed(stored.rules))


def office_named(connection: sa.Connection, code: str) -> Office:
    """The agency with that code, or the NATION. Raises AgencyUnknown."""
    if code == NATION:
        return Office(NATION, Named(""), None)
    columns = agency.c
    query = sa.select(columns.name, columns.name_en, columns.zone).where(columns.code == code)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise AgencyUnknown(agency=code[:64])
    return Office(code, Named(row.name, row.name_en), row.zone)


def calendar_of(calendars: Calendars, counted: Counted | None) -> WorkingCalendar | None:
    """The calendar by which a due time was counted; None where it was not, or where that agency is gone."""
    office = None if counted is None else calendars.of(counted.agency)
    return None if office is None else office.calendar


def is_overtaken(work: UnitOfWork, calendars: Calendars) -> bool:
    """Whether a calendar that was read was changed since. Until the end of the unit of work none is changed any more.

    Whoever adds a version excludes everybody who is here, so that no due time is written by an old calendar after the
    new one was applied to those that stand. Call after `begin_write`.
    """
    if not calendars.read:
        return False
    work.lock_name(LOCK, shared=True)
    newest = latest_texts(work.connection, calendars.read.keys())
    return any(newest[code].version != stored.version for code, stored in calendars.read.items())


def add_version(
    work: UnitOfWork, code: str, rules: CalendarRules, *, version: int, reason: str, at: datetime, deed: Deed | None
) -> None:
    """Lay down rules that count from now on. Call after `begin_write` and a lock of LOCK."""
    row = {
        "agency": code,
        "version": version,
        "rules": orjson.dumps(rules_data(rules)).decode(),
        "reason": reason,
        "at": at,
        "person_id": deed.person_id if deed else None,
        "position_id": deed.position_id if deed else None,
    }
    work.connection.execute(calendar_version.insert(), row)
