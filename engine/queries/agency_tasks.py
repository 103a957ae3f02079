"""All open tasks that are addressed to a supervisor's agency, whoever holds them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR, MayNotSupervise
from engine.model.actor import Actor
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.queries.inbox import Due, InboxFilter, latest_due
from engine.queries.instance_filters import LONGEST_SEARCH, before
from engine.runtime import Runtime
from engine.store.groups import addresses_of
from engine.store.tables import function_group, instance, person, process_definition, task_candidate, user_task
from engine.store.tables.types import NEVER, microseconds

LARGEST_PAGE = 200
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyTaskFilter:
    """`agency` is the code of one of the person's agencies, all of them otherwise; `function` an address in it.

    `holder` is a person; `unassigned` asks for tasks that nobody holds. `after` is `AgencyTaskPage.next` of the page
    before.
    """

    agency: str | None = None
    function: str | None = None
    process_key: str | None = None
    element: str | None = None
    holder: UUID | None = None
    unassigned: bool = False
    due: Due | str | None = None
    older_than: timedelta | None = None
    search: str = ""
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class AgencyTaskRow:
    """An open task. It is as old as `created_at` says."""

    task_id: UUID
    instance_id: UUID
    number: str
    title: str
    element_id: str
    name: str
    name_en: str
    process_key: str
    process_name: str
    process_name_en: str
    addressed_to: tuple[str, ...]
    assignee_id: UUID | None
    assignee_name: str | None
    claimed_at: datetime | None
    created_at: datetime
    due_at: datetime | None
    overdue: bool
    time_used: int
    """Percentage of the time until the due time that people were told of: 0, 50, 80, 100 or 150."""
    suspended: bool
    version: int


@dataclass(frozen=True, slots=True)
class AgencyTaskPage:
    """`next` continues the list."""

    rows: tuple[AgencyTaskRow, ...]
    next: str | None


def agency_tasks(runtime: Runtime, actor: Actor, wanted: AgencyTaskFilter | None = None) -> AgencyTaskPage:
    """A page of tasks by due time, those without one last, then by age. Raises MayNotSupervise, InvalidInput."""
    wanted = wanted or AgencyTaskFilter()
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    agencies = _agencies(actor, wanted.agency)
    now = runtime.clock.now()
    chosen = _conditions(wanted, now, ZoneInfo(runtime.settings.time_zone))
    place = _place(wanted.after)
    with runtime.database.begin() as work:
        merged = sa.union(*(_branch(each, wanted, place, chosen, limit + 1) for each in agencies)).subquery()
        walk = sa.select(merged).order_by(merged.c.due, merged.c.task_id).limit(limit + 1).subquery()
        found = work.connection.execute(_page(walk)).all()
    rows = tuple(_row(row, now) for row in found[:limit])
    following = None
    if len(found) > limit:
        due = NEVER if rows[-1].due_at is None else microseconds(rows[-1].due_at)
        following = encode_cursor(due, rows[-1].task_id.hex)
    return AgencyTaskPage(rows, following)


def _agencies(actor: Actor, code: str | None) -> list[UUID]:
    """The agencies that the person supervises, or the one that was asked for. Raises MayNotSupervise."""
    supervised = {each.agency_code: each.agency_id for each in actor.capacities if SUPERVISOR in each.functions}
    if code is not None and code not in supervised:
        raise MayNotSupervise(agency=code)
    if not supervised:
        raise MayNotSupervise(agency=", ".join(sorted({each.agency_code for each in actor.capacities})) or "—")
    return [supervised[code]] if code is not None else sorted(supervised.values())


def _place(after: str | None) -> tuple[int, UUID] | None:
    if not after:
        return None
    due, identity = decode_cursor(after, [int, str])
    try:
        return int(due), UUID(str(identity))
    except ValueError:
        raise no_such_page() from None


def _conditions(wanted: AgencyTaskFilter, now: datetime, zone: ZoneInfo) -> list[Condition]:
    """Conditions on user_task."""
    columns = user_task.c
    found: list[Condition] = []
    if wanted.process_key:
        found.append(columns.process_key == wanted.process_key)
    if wanted.element:
        found.append(columns.element_id == wanted.element)
    if wanted.holder:
        found.append(columns.assignee == wanted.holder)
    if wanted.unassigned:
        found.append(columns.assignee.is_(None))
    if wanted.due:
        latest = latest_due(InboxFilter(due=wanted.due), now, zone)
        found.append(sa.type_coerce(columns.due, sa.BigInteger) <= latest)
    if wanted.older_than is not None:
        found.append(columns.created_at <= before(now, wanted.older_than))
    if wanted.search:
        words = wanted.search[:LONGEST_SEARCH].lower()
        texts = (columns.name, columns.name_en, columns.title, columns.instance_number)
        found.append(sa.or_(*(sa.func.lower(text).contains(words, autoescape=True) for text in texts)))
    return found


def _branch(
    agency_id: UUID, wanted: AgencyTaskFilter, place: tuple[int, UUID] | None, chosen: list[Condition], limit: int
) -> sa.Select[Any]:
    """The first tasks of one agency: a range of an index, each task once however many functions it is addressed to."""
    columns = task_candidate.c
    query = sa.select(columns.due, columns.task_id).where(columns.agency_id == agency_id).distinct()
    if wanted.function:
        group = sa.select(function_group.c.id).where(function_group.c.address == wanted.function).scalar_subquery()
        query = query.where(columns.group_id == group)
    if chosen:
        query = query.join(user_task, user_task.c.id == columns.task_id).where(*chosen)
    if place is not None:
        at = sa.type_coerce(columns.due, sa.BigInteger)
        after = sa.tuple_(sa.literal(place[0], sa.BigInteger), sa.literal(place[1], columns.task_id.type))
        query = query.where(sa.tuple_(at, columns.task_id) > after)
    return sa.select(query.order_by(columns.due, columns.task_id).limit(limit).subquery())


def _page(walk: sa.Subquery) -> sa.Select[Any]:
    columns = user_task.c
    return (
        sa.select(
            user_task,
            person.c.name.label("assignee_name"),
            process_definition.c.name.label("process_name"),
            process_definition.c.name_en.label("process_name_en"),
        )
        .select_from(walk)
        .join(user_task, columns.id == walk.c.task_id)
        .join(instance, instance.c.id == columns.instance_id)
        .join(process_definition, process_definition.c.id == instance.c.definition_id)
        .outerjoin(person, person.c.id == columns.assignee)
        .order_by(walk.c.due, walk.c.task_id)
    )


def _row(row: Any, now: datetime) -> AgencyTaskRow:
    return AgencyTaskRow(
        task_id=row.id,
        instance_id=row.instance_id,
        number=row.instance_number,
        title=row.title,
        element_id=row.element_id,
        name=row.name,
        name_en=row.name_en,
        process_key=row.process_key,
        process_name=row.process_name,
        process_name_en=row.process_name_en,
        addressed_to=tuple(sorted(addresses_of(row.addressed_to))),
        assignee_id=row.assignee,
        assignee_name=row.assignee_name,
        claimed_at=row.claimed_at,
        created_at=row.created_at,
        due_at=row.due,
        overdue=row.due is not None and row.due < now,
        time_used=row.time_used,
        suspended=row.held,
        version=row.version,
    )
