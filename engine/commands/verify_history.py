"""Proof that no history was edited, deleted or reordered behind the program's back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.anchors import End, newest_anchor
from engine.store.history import Fault, check_chain
from engine.store.tables import execution, history_event, instance

BATCH = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """How much was checked and what is wrong. `anchored_at`: when the newest anchor was made; None without one."""

    instances: int
    events: int
    faults: tuple[Fault, ...]
    anchored_at: datetime | None = None


@watched
def verify_history(runtime: Runtime, progress: Callable[[int], None] = lambda done: None) -> Verification:
    """Check the chain of every instance, and against the newest anchor that nothing was taken away since.

    In batches; `progress` hears how many instances are done.
    """
    faults: list[Fault] = []
    checked = events = 0
    with runtime.database.begin() as work:
        work.see_one_moment()
        ends = work.connection.execute(
            sa.select(execution.c.instance_id, execution.c.history_sequence, execution.c.history_head)
            .where(execution.c.number == 0)
            .order_by(execution.c.instance_id)
        ).all()
        faults += orphans(work.connection)
        anchor = newest_anchor(work.connection, runtime.history_key)
        faults += anchor.faults
        there = {end.instance_id for end in ends}
        faults += [Fault(each, None, "missing since the anchor") for each in anchor.ends if each not in there]
        for start in range(0, len(ends), BATCH):
            batch = ends[start : start + BATCH]
            chains = read_chains(work.connection, [end.instance_id for end in batch])
            for end in batch:
                rows = chains.get(end.instance_id, [])
                faults += check_chain(
                    runtime.history_key, rows, end.instance_id, end.history_sequence, end.history_head
                )
                faults += shortened(end.instance_id, rows, anchor.ends.get(end.instance_id))
                events += len(rows)
            checked += len(batch)
            progress(checked)
    return Verification(checked, events, tuple(faults), anchor.at)


def shortened(instance_id: UUID, rows: list[sa.RowMapping], anchored: End | None) -> list[Fault]:
    """A history that no longer holds the event at which it ended when the anchor was made."""
    if anchored is None or anchored.sequence == 0:
        return []
    if any(row["sequence"] == anchored.sequence and row["hash"] == anchored.head for row in rows):
        return []
    return [Fault(instance_id, anchored.sequence, "differs from the anchor")]


def read_chains(connection: sa.Connection, instances: list[object]) -> dict[object, list[sa.RowMapping]]:
    """The events of some instances, each in order."""
    columns = history_event.c
    query = sa.select(history_event).where(columns.instance_id.in_(instances))
    rows = connection.execute(query.order_by(columns.instance_id, columns.sequence)).mappings()
    return {key: list(group) for key, group in groupby(rows, key=lambda row: row["instance_id"])}


def orphans(connection: sa.Connection) -> list[Fault]:
    """Histories without their instance, and instances without their root execution."""
    histories = sa.select(history_event.c.instance_id).distinct()
    lost = histories.where(~sa.exists().where(instance.c.id == history_event.c.instance_id))
    rootless = sa.select(instance.c.id).where(
        ~sa.exists().where(execution.c.instance_id == instance.c.id, execution.c.number == 0)
    )
    return [Fault(each, None, "instance missing") for each in connection.scalars(lost)] + [
        Fault(each, None, "execution missing") for each in connection.scalars(rootless)
    ]
