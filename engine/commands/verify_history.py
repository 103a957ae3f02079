"""Proof that no history was edited, deleted or reordered behind the program's back."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.history import Fault, check_chain
from engine.store.tables import execution, history_event, instance

BATCH = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """How much was checked and what is wrong."""

    instances: int
    events: int
    faults: tuple[Fault, ...]


def verify_history(runtime: Runtime, progress: Callable[[int], None] = lambda done: None) -> Verification:
    """Check the chain of every instance, in batches; `progress` hears how many instances are done."""
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
        for start in range(0, len(ends), BATCH):
            batch = ends[start : start + BATCH]
            chains = read_chains(work.connection, [end.instance_id for end in batch])
            for end in batch:
                rows = chains.get(end.instance_id, [])
                faults += check_chain(
                    runtime.history_key, rows, end.instance_id, end.history_sequence, end.history_head
                )
                events += len(rows)
            checked += len(batch)
            progress(checked)
    return Verification(checked, events, tuple(faults))


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
