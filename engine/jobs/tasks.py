"""What jobs do, by the name under which they are enqueued. Names are stored data."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.commands.start_by_timer import StartByTimer, start_by_timer
from engine.elements.effects import EventKind
from engine.jobs.batches import work_batch
from engine.jobs.services import perform
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.messages import publish_signal
from engine.store.service_jobs import JobToken
from engine.store.tables import subscription

Task = Callable[[Runtime, dict[str, Any]], None]


def deliver(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Give a message to whoever waits for it."""
    deliver_message(runtime, DeliverMessage(message=UUID(arguments["message"])))


def broadcast(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Give a signal to every execution that waits for it, and start what it starts (BPMN 2.0.2, 10.5.6)."""
    columns = subscription.c
    with runtime.database.begin() as work:
        waiting = work.connection.execute(
            sa.select(columns.instance_id, columns.execution)
            .where(columns.kind == EventKind.SIGNAL, columns.name == arguments["name"])
            .distinct()
        ).all()
    payload = load(arguments["payload"])
    with runtime.database.begin() as work:
        work.begin_write()
        publish_signal(work, arguments.get("broadcast", ""), arguments["name"], payload, runtime.clock.now())
        work.commit()
    for instance_id, number in waiting:
        deliver_signal(
            runtime,
            DeliverSignal(
                instance_id=instance_id,
                execution=number,
                name=arguments["name"],
                payload=payload,
                broadcast=arguments.get("broadcast", ""),
            ),
        )


def deliver_kept_signal(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Give a signal to an execution that was suspended when it came."""
    deliver_signal(
        runtime,
        DeliverSignal(
            instance_id=UUID(arguments["instance_id"]),
            execution=arguments["execution"],
            name=arguments["name"],
            payload=load(arguments["payload"]),
        ),
    )


def perform_service(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Do the work of a service task and give its answer back."""
    perform(
        runtime,
        JobToken(
            instance_id=UUID(arguments["instance_id"]), execution=arguments["execution"], token=arguments["token"]
        ),
    )


def start_process(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Start a process whose time has come."""
    start_by_timer(
        runtime,
        StartByTimer(
            process_key=arguments["process_key"],
            definition_id=UUID(arguments["definition"]),
            element_id=arguments["element_id"],
            due_at=datetime.fromisoformat(arguments["due_at"]),
            cycle=None if arguments["cycle"] is None else orjson.loads(arguments["cycle"]),
        ),
    )


TASKS: dict[str, Task] = {
    "start_by_timer": start_process,
    "deliver_message": deliver,
    "broadcast_signal": broadcast,
    "deliver_signal": deliver_kept_signal,
    "perform_service": perform_service,
    "work_batch": work_batch,
}
