"""Batches and their items: what was asked for, what came of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.authorization.batches import BatchOwner
from engine.model.batch import BatchKind, BatchStatus, Counts, ItemState, NewItem, Refusal
from engine.model.data import ProcessData
from engine.model.ids import AccountId, PositionId
from engine.model.text import Text
from engine.store.codec import dump, load
from engine.store.jobs import enqueue
from engine.store.tables import batch, batch_item
from engine.store.unit_of_work import UnitOfWork

LANES = 4
"""Items that may be done at the same time, on however many nodes."""


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch at work, and on whose behalf."""

    id: UUID
    kind: BatchKind
    status: BatchStatus
    process_key: str | None
    reason: str
    account_id: AccountId
    position_id: PositionId


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item that waits for its turn."""

    number: int
    instance_id: UUID | None
    content: ProcessData


def insert_batch(work: UnitOfWork, row: Mapping[str, Any], items: Sequence[NewItem], now: datetime) -> None:
    """Keep a batch with its items, and have it begin."""
    work.connection.execute(batch.insert(), {**row, "status": BatchStatus.RUNNING, "created_at": now})
    rows = [
        {
            "batch_id": row["id"],
            "number": number,
            "lane": number % LANES,
            "state": ItemState.WAITING,
            "instance_id": item.instance_id,
            "content": dump(item.content),
        }
        for number, item in enumerate(items, start=1)
    ]
    work.connection.execute(batch_item.insert(), rows)
    wake_lanes(work, row["id"], now)


def wake_lanes(work: UnitOfWork, batch_id: UUID, now: datetime) -> None:
    """Have all lanes go on."""
    for lane in range(LANES):
        wake_lane(work, batch_id, lane, now)


def wake_lane(work: UnitOfWork, batch_id: UUID, lane: int, now: datetime) -> None:
    """Have a lane go on behind what is due already, so that a long batch does not hold up others."""
    share, lock = f"batch:{batch_id}", f"batch:{batch_id}:{lane}"
    enqueue(work, "work_batch", run_at=now, lock=lock, share=share, batch=str(batch_id), lane=lane)


def read_batch(connection: sa.Connection, batch_id: UUID, *, locked: bool = False) -> StoredBatch | None:
    """A batch, if there is one."""
    query = sa.select(batch).where(batch.c.id == batch_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        return None
    return StoredBatch(
        id=row.id,
        kind=BatchKind(row.kind),
        status=BatchStatus(row.status),
        process_key=row.process_key,
        reason=row.reason,
        account_id=AccountId(row.account_id),
        position_id=PositionId(row.position_id),
    )


def owner_of(connection: sa.Connection, batch_id: UUID) -> BatchOwner:
    """For whom a batch works that exists."""
    row = connection.execute(sa.select(batch.c.account_id, batch.c.agency_id).where(batch.c.id == batch_id)).one()
    return BatchOwner(row.account_id, row.agency_id)


def write_status(work: UnitOfWork, batch_id: UUID, status: BatchStatus, now: datetime) -> None:
    """Where a batch stands; one that was stopped has ended for now."""
    ended = now if status is BatchStatus.STOPPED else None
    work.connection.execute(batch.update().where(batch.c.id == batch_id).values(status=status, ended_at=ended))


def waiting_items(connection: sa.Connection, batch_id: UUID, lane: int, most: int) -> list[StoredItem]:
    """The next items of a lane."""
    columns = batch_item.c
    query = (
        sa.select(columns.number, columns.instance_id, columns.content)
        .where(columns.batch_id == batch_id, columns.state == ItemState.WAITING, columns.lane == lane)
        .order_by(columns.number)
        .limit(most)
    )
    return [StoredItem(number, about, _content(content)) for number, about, content in connection.execute(query)]


def settle_item(
    work: UnitOfWork, batch_id: UUID, number: int, now: datetime, *, instance_id: UUID | None, refusal: Refusal | None
) -> bool:
    """Write down what came of an item. Whether the batch is to go on."""
    work.begin_write()
    columns = batch_item.c
    values: dict[str, Any] = {
        "state": ItemState.DONE if refusal is None else ItemState.FAILED,
        "refusal": None if refusal is None else dump_refusal(refusal),
        "settled_at": now,
    }
    if refusal is None:
        values["content"] = dump({})  # answers are personal data; from now on they are the case's
    if instance_id is not None:
        values["instance_id"] = instance_id
    work.connection.execute(
        batch_item.update().where(columns.batch_id == batch_id, columns.number == number).values(values)
    )
    status = work.connection.scalar(sa.select(batch.c.status).where(batch.c.id == batch_id))
    return bool(status == BatchStatus.RUNNING)


def end_if_done(work: UnitOfWork, batch_id: UUID, now: datetime) -> None:
    """The batch has ended when none of its items waits."""
    work.begin_write()
    columns = batch_item.c
    waiting = sa.exists().where(columns.batch_id == batch_id, columns.state == ItemState.WAITING)
    work.connection.execute(
        batch.update()
        .where(batch.c.id == batch_id, batch.c.status == BatchStatus.RUNNING, ~waiting)
        .values(status=BatchStatus.COMPLETED, ended_at=now)
    )


def try_failed_again(work: UnitOfWork, batch_id: UUID) -> int:
    """Put the items that failed back among those that wait. Returns how many."""
    columns = batch_item.c
    return work.connection.execute(
        batch_item.update()
        .where(columns.batch_id == batch_id, columns.state == ItemState.FAILED)
        .values(state=ItemState.WAITING, refusal=None, settled_at=None)
    ).rowcount


def counts_of(connection: sa.Connection, batch_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """How far batches are."""
    columns = batch_item.c
    found: dict[UUID, dict[str, int]] = {each: {} for each in batch_ids}
    query = (
        sa.select(columns.batch_id, columns.state, sa.func.count())
        .where(columns.batch_id.in_(batch_ids))
        .group_by(columns.batch_id, columns.state)
    )
    for batch_id, state, count in connection.execute(query):
        found[batch_id][state] = count
    return {each: Counts(**states) for each, states in found.items()}


def dump_refusal(refusal: Refusal) -> str:
    """As JSON text: a template and what goes into it, so that every reader gets it in their language."""
    fields = {path: _text(text) for path, text in refusal.fields.items()}
    stored = {"code": refusal.code, "text": _text(refusal.text), "fields": fields}
    return orjson.dumps(stored, default=str).decode()


def load_refusal(text: str | None) -> Refusal | None:
    """From the JSON text of `dump_refusal`."""
    if text is None:
        return None
    stored = orjson.loads(text)
    fields = {path: Text(*each) for path, each in stored["fields"].items()}
    return Refusal(stored["code"], Text(*stored["text"]), fields)


def _text(text: Text) -> list[Any]:
    return [text.template, dict(text.parameters)]


def _content(text: str) -> ProcessData:
    content = load(text)
    return content if isinstance(content, dict) else {}
