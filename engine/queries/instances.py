"""The list of cases in which a person's functions take or took part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.text import N_, Named, Text
from engine.queries.access import instances_of, visible_groups
from engine.runtime import Runtime
from engine.store.tables import instance, process_definition, user_task

LARGEST_PAGE = 200
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFilter:
    """`after` is `InstancePage.next` of the page before."""

    status: str | None = None
    process_key: str | None = None
    search: str = ""
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """A case as the list shows it; `waiting_for` names its open user tasks."""

    id: UUID
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    waiting_for: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class InstancePage:
    """`next` continues the list."""

    rows: tuple[InstanceRow, ...]
    next: str | None


def instances(runtime: Runtime, actor: Actor, wanted: InstanceFilter | None = None) -> InstancePage:
    """A page of cases, newest first. Raises InvalidInput for a wrong cursor."""
    wanted = wanted or InstanceFilter()
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    with runtime.database.begin() as work:
        groups = visible_groups(work.connection, actor)
        columns = instance.c
        query = (
            sa.select(instance, process_definition.c.name, process_definition.c.name_en)
            .join(process_definition, process_definition.c.id == columns.definition_id)
            .where(columns.id.in_(instances_of(groups)))
            .order_by(columns.id.desc())
            .limit(limit + 1)
        )
        for condition in _conditions(wanted):
            query = query.where(condition)
        found = work.connection.execute(query).all()
        waiting = _waiting(work.connection, [row.id for row in found[:limit]])
    rows = tuple(
        InstanceRow(
            id=row.id,
            number=row.number,
            title=row.title,
            process_key=row.process_key,
            process_name=row.name,
            process_name_en=row.name_en,
            status=row.status,
            started_at=row.started_at,
            ended_at=row.ended_at,
            waiting_for=tuple(waiting.get(row.id, ())),
        )
        for row in found[:limit]
    )
    return InstancePage(rows, rows[-1].id.hex if len(found) > limit else None)


def _conditions(wanted: InstanceFilter) -> list[sa.ColumnElement[bool]]:
    columns = instance.c
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.status:
        conditions.append(columns.status == wanted.status)
    if wanted.process_key:
        conditions.append(columns.process_key == wanted.process_key)
    if wanted.search:
        words = wanted.search[:LONGEST_SEARCH].lower()
        conditions.append(
            sa.or_(
                sa.func.lower(columns.number).contains(words, autoescape=True),
                sa.func.lower(columns.title).contains(words, autoescape=True),
            )
        )
    if wanted.after:
        try:
            conditions.append(columns.id < UUID(wanted.after))
        except ValueError:
            message = Text(N_("This page of the list no longer exists. Begin again at the first page."))
            raise InvalidInput({"after": message}) from None
    return conditions


def _waiting(connection: sa.Connection, ids: list[UUID]) -> dict[UUID, list[Named]]:
    """Names of the open user tasks of each case."""
    names: dict[UUID, list[Named]] = {}
    if ids:
        columns = user_task.c
        query = sa.select(columns.instance_id, columns.name, columns.name_en).where(columns.instance_id.in_(ids))
        for instance_id, name, name_en in connection.execute(query.order_by(columns.id)):
            names.setdefault(instance_id, []).append(Named(name, name_en))
    return names
