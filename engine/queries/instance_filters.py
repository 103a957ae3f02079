"""Which cases a list is to hold, as conditions that an index answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.errors import InvalidInput
from engine.model.text import N_, Text
from engine.queries.inbox import Due, InboxFilter, latest_due, parse
from engine.store.positions import standing_at
from engine.store.searching import having
from engine.store.tables import agency, instance, instance_agency, process_definition, user_task

LONGEST_SEARCH = 100
MOST_VARIABLES = 5
SUSPENDED = "suspended"
"""Asked for like a status: active cases that a supervisor stopped for a while."""
LAST_SIGN = "\U0010ffff"
"""Comes after every sign that a number may have."""


class Sort(StrEnum):
    """Newest first; or by the due time of the earliest open task, cases without one last; or by number."""

    STARTED = "started"
    DUE = "due"
    NUMBER = "number"


class Part(StrEnum):
    """What an agency has to do with a case."""

    ANY = "any"
    STARTED = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFilter:
    """`after` is `InstancePage.next` of the page before, with the same filters and sort.

    `element` needs `process_key`, and finds cases in which a token stands there, in called processes too. `agency` is a
    code, `holder` a person who holds a task, `older_than` the age since the start, `number` the beginning of a number,
    `variables` values of searchable variables as people type them.
    """

    status: str | None = None
    process_key: str | None = None
    version: int | None = None
    element: str | None = None
    agency: str | None = None
    part: Part | str = Part.ANY
    holder: UUID | None = None
    older_than: timedelta | None = None
    due: Due | str | None = None
    number: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    sort: Sort | str = Sort.STARTED
    after: str | None = None
    limit: int = 50

    @property
    def selective(self) -> bool:
        """Whether it names something that only a small part of the cases has, and an index of its own finds."""
        return bool(self.element or self.holder or self.due or self.number or self.variables)


def conditions(wanted: InstanceFilter, now: datetime, zone: ZoneInfo) -> list[sa.ColumnElement[bool]]:
    """Conditions on instance. Raises InvalidInput for a filter that makes no sense."""
    columns = instance.c
    found: list[sa.ColumnElement[bool]] = [*process_conditions(wanted)]
    if wanted.status == SUSPENDED:
        found.append(columns.suspended_at.is_not(None))
    elif wanted.status:
        found.append(columns.status == wanted.status)
    if wanted.agency:
        found.append(agency_condition(wanted.agency, parse(Part, wanted.part, "part")))
    if wanted.holder:
        holding = sa.select(user_task.c.instance_id).where(user_task.c.assignee == wanted.holder)
        found.append(columns.id.in_(holding))
    if wanted.older_than is not None:
        found.append(columns.started_at <= before(now, wanted.older_than))
    if wanted.due:
        latest = latest_due(InboxFilter(due=wanted.due), now, zone)
        late = sa.type_coerce(user_task.c.due, sa.BigInteger) <= latest
        found.append(columns.id.in_(sa.select(user_task.c.instance_id).where(late)))
    if wanted.number:
        found.append(columns.id.in_(numbered(wanted.number.strip())))
    if len(wanted.variables) > MOST_VARIABLES:
        text = Text(N_("Search for at most %(most)s variables at once."), {"most": MOST_VARIABLES})
        raise InvalidInput({"variables": text})
    found.extend(columns.id.in_(having(name, text)) for name, text in wanted.variables.items())
    if wanted.search:
        words = wanted.search[:LONGEST_SEARCH].lower()
        texts = (columns.number, columns.title)
        found.append(sa.or_(*(sa.func.lower(text).contains(words, autoescape=True) for text in texts)))
    return found


def process_conditions(wanted: InstanceFilter) -> list[sa.ColumnElement[bool]]:
    """Process, version and element. Raises InvalidInput for an element or version of no process."""
    columns, definition = instance.c, process_definition.c
    if not wanted.process_key:
        if wanted.element or wanted.version is not None:
            raise InvalidInput({"process": Text(N_("Choose the process first."))})
        return []
    definitions = sa.select(definition.id).where(definition.key == wanted.process_key)
    if wanted.version is not None:
        definitions = definitions.where(definition.version == wanted.version)
    if wanted.element:
        return [columns.id.in_(standing_at(definitions, wanted.element))]
    if wanted.version is not None:
        return [columns.definition_id.in_(definitions)]
    return [columns.process_key == wanted.process_key]


def agency_condition(code: str, part: Part) -> sa.ColumnElement[bool]:
    """Cases that the agency started, or in which it takes or took part."""
    identity = sa.select(agency.c.id).where(agency.c.code == code).scalar_subquery()
    if part is Part.STARTED:
        return instance.c.agency_id == identity
    taking_part = instance_agency.alias("taking_part").c
    return sa.exists().where(taking_part.instance_id == instance.c.id, taking_part.agency_id == identity)


def numbered(beginning: str) -> sa.CompoundSelect[tuple[UUID]]:
    """Ids of the instances whose number begins so, as it is typed or in capitals."""
    columns = instance.alias("numbered").c
    return sa.union_all(
        *(
            sa.select(columns.id).where(columns.number >= text, columns.number < text + LAST_SIGN)
            for text in sorted({beginning, beginning.upper()})
        )
    )


def before(now: datetime, age: timedelta) -> datetime:
    """The time that long ago; the oldest there is for ages beyond the calendar."""
    try:
        return now - age
    except OverflowError:
        return datetime.min.replace(tzinfo=now.tzinfo)
