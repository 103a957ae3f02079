"""The list of cases in which a person's functions take or took part; for supervisors, their whole agency."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.model.actor import Actor
from engine.model.text import Named
from engine.queries.access import Audience, audience_of
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.queries.inbox import parse
from engine.queries.instance_filters import SUSPENDED, InstanceFilter, Part, Sort, conditions
from engine.runtime import Runtime
from engine.store.tables import agency, instance, instance_agency, person, process_definition, user_task

__all__ = ["InstanceFilter", "InstancePage", "InstanceRow", "Part", "Sort", "instances", "running_cases"]

LARGEST_PAGE = 200
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """A case as the list shows it. `waiting_for` names its open user tasks, `holders` who holds them.

    `due_at` is the due time of the earliest open task; `agency_name` is the agency that started the case.
    """

    id: UUID
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int
    status: str
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    agency_name: str | None
    agency_name_en: str | None
    waiting_for: tuple[Named, ...]
    holders: tuple[str, ...]
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class InstancePage:
    """`next` continues the list."""

    rows: tuple[InstanceRow, ...]
    next: str | None


def running_cases(
    runtime: Runtime, actor: Actor, process_key: str, version: int, *, most: int, suspended: bool = False
) -> tuple[UUID, ...]:
    """Ids of the running cases of a version that the person may see, at most so many; or of those suspended."""
    wanted = InstanceFilter(
        status=SUSPENDED if suspended else "active", process_key=process_key, version=version, limit=LARGEST_PAGE
    )
    found: list[UUID] = []
    page = instances(runtime, actor, wanted)
    while True:
        found += [row.id for row in page.rows]
        if page.next is None or len(found) >= most:
            return tuple(found[:most])
        page = instances(runtime, actor, replace(wanted, after=page.next))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the list: its row, and the parts of the cursor behind it."""

    id: UUID
    parts: tuple[str | int, ...]


def instances(runtime: Runtime, actor: Actor, wanted: InstanceFilter | None = None) -> InstancePage:
    """A page of cases. Raises InvalidInput for a wrong filter or cursor."""
    wanted = wanted or InstanceFilter()
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    now = runtime.clock.now()
    chosen = conditions(wanted, now, ZoneInfo(runtime.settings.time_zone))
    with runtime.database.begin() as work:
        work.see_one_moment()
        audience = audience_of(work.connection, actor)
        places = _places(work.connection, audience, wanted, chosen, limit + 1)
        rows = _rows(work.connection, [each.id for each in places[:limit]], now)
    following = encode_cursor(*places[limit - 1].parts) if len(places) > limit else None
    return InstancePage(rows, following)


def _places(
    connection: sa.Connection, audience: Audience, wanted: InstanceFilter, chosen: list[Condition], limit: int
) -> list[Place]:
    match parse(Sort, wanted.sort, "sort"):
        case Sort.NUMBER:
            return _by_number(connection, audience, wanted.after, chosen, limit)
        case Sort.DUE:
            return _by_due_time(connection, audience, wanted, chosen, limit)
        case _:
            after = _id_of(decode_cursor(wanted.after, [str])[0]) if wanted.after else None
            return _newest(connection, audience, after, chosen, limit, selective=wanted.selective)


def _newest(
    connection: sa.Connection,
    audience: Audience,
    after: UUID | None,
    chosen: list[Condition],
    limit: int,
    *,
    selective: bool,
) -> list[Place]:
    """Newest first. What is selective is found by its own index and looked at afterwards; else the cases of each
    function and agency are walked in their order until the page is full.
    """
    if selective:
        query = sa.select(instance.c.id).where(audience.sees(instance.c.id), *chosen)
        if after is not None:
            query = query.where(instance.c.id < after)
        query = query.order_by(instance.c.id.desc()).limit(limit)
    else:
        branches = [_branch(part, after, chosen, limit) for part in audience.parts]
        if not branches:
            return []
        merged = sa.union(*branches).subquery()
        query = sa.select(merged.c.instance_id).order_by(merged.c.instance_id.desc()).limit(limit)
    return [Place(each, (each.hex,)) for each in connection.scalars(query)]


def _branch(part: Condition, after: UUID | None, chosen: list[Condition], limit: int) -> sa.Select[Any]:
    """The newest cases of one function or agency."""
    columns = instance_agency.c
    query = sa.select(columns.instance_id).where(part).distinct()
    if chosen:
        query = query.join(instance, instance.c.id == columns.instance_id).where(*chosen)
    if after is not None:
        query = query.where(columns.instance_id < after)
    return sa.select(query.order_by(columns.instance_id.desc()).limit(limit).subquery())


def _by_number(
    connection: sa.Connection, audience: Audience, after: str | None, chosen: list[Condition], limit: int
) -> list[Place]:
    """In the order of the index of numbers."""
    columns = instance.c
    last = str(decode_cursor(after, [str])[0]) if after else ""
    query = (
        sa.select(columns.id, columns.number)
        .where(columns.number > last, audience.sees(columns.id), *chosen)
        .order_by(columns.number)
        .limit(limit)
    )
    return [Place(row.id, (row.number,)) for row in connection.execute(query)]


def _by_due_time(
    connection: sa.Connection, audience: Audience, wanted: InstanceFilter, chosen: list[Condition], limit: int
) -> list[Place]:
    """Cases with open tasks in the order of the earliest one, then the others, newest first."""
    place: list[str | int] = decode_cursor(wanted.after, [int, str], [str]) if wanted.after else [-1, UUID(int=0).hex]
    found: list[Place] = []
    if len(place) == 2:
        found = _with_tasks(connection, audience, int(place[0]), _id_of(place[1]), chosen, limit)
    if len(found) < limit:
        after = _id_of(place[0]) if len(place) == 1 else None
        idle = ~sa.exists().where(user_task.c.instance_id == instance.c.id)
        left = limit - len(found)
        found += _newest(connection, audience, after, [*chosen, idle], left, selective=wanted.selective)
    return found


def _with_tasks(
    connection: sa.Connection, audience: Audience, due: int, task_id: UUID, chosen: list[Condition], limit: int
) -> list[Place]:
    """Walks the open tasks by due time; a case stands where its earliest task stands."""
    columns, other = user_task.c, user_task.alias("other").c
    earlier = sa.tuple_(other.due, other.id) < sa.tuple_(columns.due, columns.id)
    at = sa.type_coerce(columns.due, sa.BigInteger)
    after = sa.tuple_(sa.literal(due, sa.BigInteger), sa.literal(task_id, columns.id.type))
    query = (
        sa.select(columns.instance_id, at.label("at"), columns.id)
        .join(instance, instance.c.id == columns.instance_id)
        .where(
            sa.tuple_(at, columns.id) > after,
            ~sa.exists().where(other.instance_id == columns.instance_id, earlier),
            audience.sees(columns.instance_id),
            *chosen,
        )
        .order_by(columns.due, columns.id)
        .limit(limit)
    )
    return [Place(row.instance_id, (row.at, row.id.hex)) for row in connection.execute(query)]


def _id_of(text: str | int) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise no_such_page() from None


def _rows(connection: sa.Connection, ids: Sequence[UUID], now: datetime) -> tuple[InstanceRow, ...]:
    """The rows of these cases, in their order."""
    if not ids:
        return ()
    query = (
        sa.select(
            instance,
            process_definition.c.name,
            process_definition.c.name_en,
            process_definition.c.version,
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(process_definition, process_definition.c.id == instance.c.definition_id)
        .outerjoin(agency, agency.c.id == instance.c.agency_id)
        .where(instance.c.id.in_(ids))
    )
    rows = {row.id: row for row in connection.execute(query)}
    tasks: dict[UUID, list[Any]] = {}
    for task in connection.execute(_open_tasks(ids)):
        tasks.setdefault(task.instance_id, []).append(task)
    return tuple(_row(rows[each], tasks.get(each, []), now) for each in ids)


def _open_tasks(ids: Sequence[UUID]) -> sa.Select[Any]:
    columns = user_task.c
    return (
        sa.select(columns.instance_id, columns.name, columns.name_en, columns.due, person.c.name.label("holder"))
        .outerjoin(person, person.c.id == columns.assignee)
        .where(columns.instance_id.in_(ids))
        .order_by(columns.id)
    )


def _row(row: Any, tasks: list[Any], now: datetime) -> InstanceRow:
    due_at = min((task.due for task in tasks if task.due is not None), default=None)
    return InstanceRow(
        id=row.id,
        number=row.number,
        title=row.title,
        process_key=row.process_key,
        process_name=row.name,
        process_name_en=row.name_en,
        version=row.version,
        status=row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        suspended_at=row.suspended_at,
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        waiting_for=tuple(Named(task.name, task.name_en) for task in tasks),
        holders=tuple(dict.fromkeys(task.holder for task in tasks if task.holder)),
        due_at=due_at,
        overdue=due_at is not None and due_at < now,
    )
