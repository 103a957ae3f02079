"""Tokens that stand still, over all cases that a person may see."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.text import N_, Text
from engine.queries.access import Audience, audience_of
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.queries.instance_filters import before
from engine.runtime import Runtime
from engine.store.tables import agency, execution, incident, instance, instance_agency, process_definition
from engine.store.tables.types import microseconds
from engine.store.unit_of_work import UnitOfWork

LARGEST_PAGE = 200
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """`process_key` is the process in which the token stands, `case` the number of a case.

    `after` is `IncidentPage.next` of the page before.
    """

    process_key: str | None = None
    version: int | None = None
    element: str | None = None
    code: str | None = None
    agency: str | None = None
    case: str | None = None
    older_than: timedelta | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class OpenIncidentRow:
    """`may_act`: this reader is a supervisor of an agency that takes part in the case."""

    instance_id: UUID
    execution: int
    token: int
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int
    element_id: str
    element_name: str
    element_name_en: str
    code: str
    detail: str
    raised_at: datetime
    may_act: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """`next` continues the list."""

    rows: tuple[OpenIncidentRow, ...]
    next: str | None


def incidents(runtime: Runtime, actor: Actor, wanted: IncidentFilter | None = None) -> IncidentPage:
    """A page of open incidents, newest first. Raises InvalidInput for a wrong filter or cursor."""
    wanted = wanted or IncidentFilter()
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    with runtime.database.begin() as work:
        work.see_one_moment()
        audience = audience_of(work.connection, actor)
        query = _query(audience, wanted, runtime.clock.now()).limit(limit + 1)
        found = work.connection.execute(query).all()
        shown = found[:limit]
        supervised = _supervised(work.connection, actor, [row.instance_id for row in shown])
        rows = tuple(_row(runtime, work, row, supervised) for row in shown)
    following = None
    if len(found) > limit:
        last = shown[-1]
        following = encode_cursor(microseconds(last.raised_at), last.instance_id.hex, last.execution, last.token)
    return IncidentPage(rows, following)


def incident_places(
    runtime: Runtime, actor: Actor, wanted: IncidentFilter, most: int
) -> tuple[tuple[UUID, int, int], ...]:
    """Instance, execution and token of the newest `most` incidents that the person may set going again.

    Raises InvalidInput for a wrong filter.
    """
    found: list[tuple[UUID, int, int]] = []
    page = incidents(runtime, actor, replace(wanted, after=None, limit=LARGEST_PAGE))
    while True:
        found += [(row.instance_id, row.execution, row.token) for row in page.rows if row.may_act]
        if page.next is None or len(found) >= most:
            return tuple(found[:most])
        page = incidents(runtime, actor, replace(wanted, after=page.next, limit=LARGEST_PAGE))


def _query(audience: Audience, wanted: IncidentFilter, now: datetime) -> sa.Select[Any]:
    columns = incident.c
    order = columns.raised_at, columns.instance_id, columns.execution, columns.token
    return (
        sa.select(
            incident,
            instance.c.number,
            instance.c.title,
            process_definition.c.id.label("definition_id"),
            process_definition.c.key.label("process_key"),
            process_definition.c.version,
            process_definition.c.name,
            process_definition.c.name_en,
        )
        .join(instance, instance.c.id == columns.instance_id)
        .join(
            execution,
            sa.and_(execution.c.instance_id == columns.instance_id, execution.c.number == columns.execution),
        )
        .join(process_definition, process_definition.c.id == execution.c.definition_id)
        .where(audience.sees(columns.instance_id), *_conditions(wanted, now), *_after(wanted.after))
        .order_by(*(each.desc() for each in order))
    )


def _conditions(wanted: IncidentFilter, now: datetime) -> list[Condition]:
    columns = incident.c
    found: list[Condition] = [columns.raised_at <= before(now, wanted.older_than or timedelta(0))]
    if wanted.process_key:
        found.append(process_definition.c.key == wanted.process_key)
    elif wanted.version is not None:
        raise InvalidInput({"process": Text(N_("Choose the process first."))})
    if wanted.version is not None:
        found.append(process_definition.c.version == wanted.version)
    if wanted.element:
        found.append(columns.element_id == wanted.element)
    if wanted.code:
        found.append(columns.code == wanted.code)
    if wanted.case:
        found.append(instance.c.number == wanted.case)
    if wanted.agency:
        part = instance_agency.alias("taking_part").c
        identity = sa.select(agency.c.id).where(agency.c.code == wanted.agency).scalar_subquery()
        found.append(sa.exists().where(part.instance_id == columns.instance_id, part.agency_id == identity))
    return found


def _after(after: str | None) -> list[Condition]:
    if not after:
        return []
    raised, identity, number, token = decode_cursor(after, [int, str, int, int])
    columns = incident.c
    try:
        place = sa.tuple_(
            sa.literal(int(raised), sa.BigInteger),
            sa.literal(UUID(str(identity)), columns.instance_id.type),
            sa.literal(int(number), sa.BigInteger),
            sa.literal(int(token), sa.BigInteger),
        )
    except ValueError:
        raise no_such_page() from None
    at = sa.type_coerce(columns.raised_at, sa.BigInteger)
    return [sa.tuple_(at, columns.instance_id, columns.execution, columns.token) < place]


def _supervised(connection: sa.Connection, actor: Actor, ids: list[UUID]) -> set[UUID]:
    """Those of the instances in which an agency takes part that the person supervises."""
    agencies = [each.agency_id for each in actor.capacities if SUPERVISOR in each.functions]
    if not agencies or not ids:
        return set()
    columns = instance_agency.c
    query = sa.select(columns.instance_id).where(columns.instance_id.in_(ids), columns.agency_id.in_(agencies))
    return set(connection.scalars(query))


def _row(runtime: Runtime, work: UnitOfWork, row: Any, supervised: set[UUID]) -> OpenIncidentRow:
    facts = runtime.definitions.process(work.connection, row.definition_id).facts.elements.get(row.element_id)
    return OpenIncidentRow(
        instance_id=row.instance_id,
        execution=row.execution,
        token=row.token,
        number=row.number,
        title=row.title,
        process_key=row.process_key,
        process_name=row.name,
        process_name_en=row.name_en,
        version=row.version,
        element_id=row.element_id,
        element_name=(facts.name if facts else "") or row.element_id,
        element_name_en=(facts.name_en if facts else "") or row.element_id,
        code=row.code,
        detail=row.detail,
        raised_at=row.raised_at,
        may_act=row.instance_id in supervised,
    )
