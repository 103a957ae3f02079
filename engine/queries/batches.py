"""Batches that a person may see, how far they are, and what came of their items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.batches import BatchOwner, agencies_steered, check_may_steer
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.batch import BatchKind, BatchStatus, Counts, ItemState, Refusal
from engine.queries.access import audience_of
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.queries.process_names import process_names
from engine.runtime import Runtime
from engine.store.batches import counts_of, load_refusal
from engine.store.tables import agency, batch, batch_item, instance, person

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class BatchView:
    """`requested_by` asked for it, for the agency. `process_name`: of the process that it starts cases of."""

    id: UUID
    kind: BatchKind
    status: BatchStatus
    process_key: str | None
    process_name: str
    process_name_en: str
    reason: str
    requested_by: str
    agency_name: str
    agency_name_en: str
    created_at: datetime
    ended_at: datetime | None
    counts: Counts
    may_go_on: bool
    """Whether this reader may resume it: only who asked for it, because it acts in that name."""


@dataclass(frozen=True, slots=True)
class BatchPage:
    """`next` continues the list."""

    rows: tuple[BatchView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """`instance_id`, `case_number`, `title`: the case that it is about or has started, if the reader may see that."""

    number: int
    state: ItemState
    instance_id: UUID | None
    case_number: str | None
    title: str | None
    refusal: Refusal | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`next` continues the list."""

    rows: tuple[ItemView, ...]
    next: str | None


def batches(runtime: Runtime, actor: Actor, after: str | None = None, limit: int = 50) -> BatchPage:
    """A page of batches, newest first: those of the person, and for supervisors those of their agencies.

    Raises InvalidInput for a wrong cursor.
    """
    limit = min(max(limit, 1), LARGEST_PAGE)
    own = sa.or_(batch.c.account_id == actor.account_id, batch.c.agency_id.in_(agencies_steered(actor)))
    query = _query().where(own).order_by(batch.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(batch.c.id < _id_in(after))
    with runtime.database.begin() as work:
        work.see_one_moment()
        found = work.connection.execute(query).all()
        counts = counts_of(work.connection, [row.id for row in found[:limit]])
    following = encode_cursor(found[limit - 1].id.hex) if len(found) > limit else None
    names = {each.key: each for each in process_names(runtime)}
    return BatchPage(tuple(_view(row, counts[row.id], names, actor) for row in found[:limit]), following)


def batch_view(runtime: Runtime, actor: Actor, batch_id: UUID) -> BatchView:
    """How far a batch is. Raises NotFound."""
    with runtime.database.begin() as work:
        work.see_one_moment()
        row = work.connection.execute(_query().where(batch.c.id == batch_id)).one_or_none()
        if row is None:
            raise NotFound
        check_may_steer(actor, BatchOwner(row.account_id, row.agency_id))
        counts = counts_of(work.connection, [batch_id])[batch_id]
    return _view(row, counts, {each.key: each for each in process_names(runtime)}, actor)


def batch_items(
    runtime: Runtime,
    actor: Actor,
    batch_id: UUID,
    *,
    state: ItemState | None = None,
    after: str | None = None,
    limit: int = 50,
) -> ItemPage:
    """A page of its items in their order, those of one state if it is named. Raises NotFound, InvalidInput."""
    batch_view(runtime, actor, batch_id)
    limit = min(max(limit, 1), LARGEST_PAGE)
    columns = batch_item.c
    with runtime.database.begin() as work:
        audience = audience_of(work.connection, actor)
    its_case = sa.and_(instance.c.id == columns.instance_id, audience.sees(instance.c.id))
    query = (
        sa.select(
            *(columns.number, columns.state, columns.refusal, columns.settled_at),
            *(instance.c.id.label("case_id"), instance.c.number.label("case_number"), instance.c.title),
        )
        .select_from(batch_item)
        .outerjoin(instance, its_case)
        .where(columns.batch_id == batch_id)
        .order_by(columns.number)
        .limit(limit + 1)
    )
    if state is not None:
        query = query.where(columns.state == state)
    if after is not None:
        query = query.where(columns.number > decode_cursor(after, [int])[0])
    with runtime.database.begin() as work:
        found = work.connection.execute(query).all()
    following = encode_cursor(found[limit - 1].number) if len(found) > limit else None
    return ItemPage(tuple(_item(row) for row in found[:limit]), following)


def _query() -> sa.Select[Any]:
    return (
        sa.select(
            batch,
            person.c.name.label("requested_by"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(person, person.c.id == batch.c.person_id)
        .join(agency, agency.c.id == batch.c.agency_id)
    )


def _view(row: Any, counts: Counts, names: dict[str, Any], actor: Actor) -> BatchView:
    process = names.get(row.process_key)
    return BatchView(
        id=row.id,
        kind=BatchKind(row.kind),
        status=BatchStatus(row.status),
        process_key=row.process_key,
        process_name=process.name if process else row.process_key or "",
        process_name_en=process.name_en if process else "",
        reason=row.reason,
        requested_by=row.requested_by,
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        created_at=row.created_at,
        ended_at=row.ended_at,
        counts=counts,
        may_go_on=row.account_id == actor.account_id,
    )


def _item(row: Any) -> ItemView:
    return ItemView(
        number=row.number,
        state=ItemState(row.state),
        instance_id=row.case_id,
        case_number=row.case_number,
        title=row.title,
        refusal=load_refusal(row.refusal),
        settled_at=row.settled_at,
    )


def _id_in(cursor: str) -> UUID:
    try:
        return UUID(str(decode_cursor(cursor, [str])[0]))
    except ValueError as error:
        raise no_such_page() from error
