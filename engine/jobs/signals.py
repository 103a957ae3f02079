"""Signals: given to everybody who waited when they were thrown, a bounded number in each job."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.elements.effects import EventKind
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.jobs import enqueue
from engine.store.messages import publish_signal
from engine.store.tables import subscription
from engine.store.tables.types import instant, microseconds

BATCH = 100
"""Executions that one job gives a signal to: a job with thousands would outlast its lease and hold up all others."""
Receiver = tuple[UUID, int]


def broadcast(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Start what the signal starts, and give it to all who wait: at once if they are few, else in a job for each BATCH.

    Who began to wait after it was thrown does not get it (BPMN 2.0.2, 10.5.6), and so nobody gets it twice when this
    runs twice.
    """
    now = runtime.clock.now()
    thrown = {**arguments, "thrown_at": arguments.get("thrown_at", microseconds(now))}
    payload = load(arguments["payload"])
    with runtime.database.begin() as work:
        receivers = waiting_for(work.connection, thrown["name"], instant(thrown["thrown_at"]))
        work.begin_write()
        publish_signal(work, thrown.get("broadcast", ""), thrown["name"], payload, now, thrown.get("sender", ""))
        for batch in batches(receivers) if len(receivers) > BATCH else ():
            ends = place("first", batch[0]) | place("last", batch[-1])
            enqueue(work, "deliver_signals", run_at=now, **thrown, **ends)
        work.commit()
    if len(receivers) <= BATCH:
        deliver_to(runtime, receivers, thrown)


def deliver_batch(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Give a signal to those of one batch who still wait for it."""
    between = placed("first", arguments), placed("last", arguments)
    with runtime.database.begin() as work:
        receivers = waiting_for(work.connection, arguments["name"], instant(arguments["thrown_at"]), between)
    deliver_to(runtime, receivers, arguments)


def waiting_for(
    connection: sa.Connection, name: str, thrown_at: datetime, between: tuple[Receiver, Receiver] | None = None
) -> list[Receiver]:
    """The executions that have waited for a signal since it was thrown, in order; those `between`, both included."""
    columns = subscription.c
    here = sa.tuple_(columns.instance_id, columns.execution)
    query = (
        sa.select(columns.instance_id, columns.execution)
        .where(columns.kind == EventKind.SIGNAL, columns.name == name, columns.since <= thrown_at)
        .order_by(columns.instance_id, columns.execution)
        .distinct()
    )
    if between is not None:
        query = query.where(here >= literal(between[0]), here <= literal(between[1]))
    return [(row.instance_id, row.execution) for row in connection.execute(query)]


def literal(receiver: Receiver) -> sa.ColumnElement[Any]:
    """A receiver, to be compared."""
    identity = sa.literal(receiver[0], subscription.c.instance_id.type)
    return sa.tuple_(identity, sa.literal(receiver[1], sa.BigInteger))


def batches(receivers: Sequence[Receiver]) -> Iterator[Sequence[Receiver]]:
    """The receivers in batches."""
    for begin in range(0, len(receivers), BATCH):
        yield receivers[begin : begin + BATCH]


def deliver_to(runtime: Runtime, receivers: Sequence[Receiver], arguments: dict[str, Any]) -> None:
    """Give the signal to each, in a transaction of its own."""
    payload = load(arguments["payload"])
    for instance_id, number in receivers:
        deliver_signal(
            runtime,
            DeliverSignal(
                instance_id=instance_id,
                execution=number,
                name=arguments["name"],
                payload=payload,
                broadcast=arguments.get("broadcast", ""),
                sender=arguments.get("sender", ""),
            ),
        )


def place(name: str, receiver: Receiver) -> dict[str, Any]:
    """A receiver as arguments of a job."""
    return {f"{name}_instance": str(receiver[0]), f"{name}_execution": receiver[1]}


def placed(name: str, arguments: dict[str, Any]) -> Receiver:
    """The receiver that `place` wrote."""
    return UUID(arguments[f"{name}_instance"]), arguments[f"{name}_execution"]
