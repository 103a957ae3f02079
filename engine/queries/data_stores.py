"""Data stores of the agencies that a person supervises, what they hold, and how that came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.data_stores import capacity_for_stores
from engine.authorization.supervision import check_supervisor, supervised_agencies
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.data import Value
from engine.queries.cursors import decode_cursor, encode_cursor
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.tables import agency, data_store, data_store_change, person

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class DataStoreRow:
    """A data store. `agency` is the code of the owner, `version` counts its changes."""

    agency: str
    key: str
    name: str
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DataStoreView:
    """A data store with what it holds."""

    agency: str
    key: str
    name: str
    version: int
    changed_at: datetime
    value: Value


@dataclass(frozen=True, slots=True)
class DataStoreChangeRow:
    """How a version came about: by an element of a case, or by a person with a reason.

    `change` has of a list what was `removed` and `added`, from the item `at` on (counted from 0); else `before` and
    `after`.
    """

    version: int
    at: datetime
    change: Mapping[str, Any]
    instance_id: UUID | None
    element_id: str | None
    person_name: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DataStoreChangePage:
    """Newest first; `next` continues the list."""

    rows: tuple[DataStoreChangeRow, ...]
    next: str | None


def data_stores(runtime: Runtime, actor: Actor) -> tuple[DataStoreRow, ...]:
    """All data stores of the agencies that the person supervises. Raises MayNotSupervise."""
    check_supervisor(actor)
    columns = data_store.c
    query = (
        sa.select(agency.c.code, columns.key, columns.name, columns.version, columns.changed_at)
        .join(agency, agency.c.id == columns.agency_id)
        .where(agency.c.code.in_(sorted(supervised_agencies(actor))))
        .order_by(agency.c.code, columns.key)
    )
    with runtime.database.begin() as work:
        return tuple(DataStoreRow(*row) for row in work.connection.execute(query))


def data_store_view(runtime: Runtime, actor: Actor, owner: str, key: str) -> DataStoreView:
    """A data store of an agency, named by its code. Raises NotFound, MayNotSupervise."""
    capacity_for_stores(actor, owner)
    columns = data_store.c
    query = (
        sa.select(columns.name, columns.version, columns.changed_at, columns.value)
        .join(agency, agency.c.id == columns.agency_id)
        .where(agency.c.code == owner, columns.key == key)
    )
    with runtime.database.begin() as work:
        row = work.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return DataStoreView(owner, key, row.name, row.version, row.changed_at, load(row.value))


def data_store_changes(
    runtime: Runtime, actor: Actor, owner: str, key: str, after: str | None = None, limit: int = 50
) -> DataStoreChangePage:
    """A page of the changes of a data store, the newest first.

    Raises NotFound, MayNotSupervise, InvalidInput for a wrong cursor.
    """
    data_store_view(runtime, actor, owner, key)
    limit, columns = min(max(limit, 1), LARGEST_PAGE), data_store_change.c
    query = (
        sa.select(data_store_change, person.c.name.label("person_name"))
        .join(agency, agency.c.id == columns.agency_id)
        .outerjoin(person, person.c.id == columns.person_id)
        .where(agency.c.code == owner, columns.key == key)
        .order_by(columns.version.desc())
        .limit(limit + 1)
    )
    if after is not None:
        (version,) = decode_cursor(after, (int,))
        query = query.where(columns.version < version)
    with runtime.database.begin() as work:
        found = work.connection.execute(query).all()
    rows = tuple(
        DataStoreChangeRow(
            version=row.version,
            at=row.at,
            change=load(row.change),
            instance_id=row.instance_id,
            element_id=row.element_id,
            person_name=row.person_name,
            reason=row.reason,
        )
        for row in found[:limit]
    )
    return DataStoreChangePage(rows, encode_cursor(rows[-1].version) if len(found) > limit else None)
