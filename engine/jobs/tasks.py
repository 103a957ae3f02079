"""What jobs do, by the name under which they are enqueued. Names are stored data."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from engine.commands.deliver_message import DeliverMessage, deliver_message
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.commands.start_by_timer import StartByTimer, start_by_timer
from engine.commands.start_calls import StartCalls, start_calls
from engine.jobs.batches import work_batch
from engine.jobs.deadlines import recount_due_dates
from engine.jobs.services import give_up, perform
from engine.jobs.signals import broadcast, deliver_batch
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.service_jobs import JobToken

Task = Callable[[Runtime, dict[str, Any]], None]


def deliver(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Give a message to whoever waits for it."""
    deliver_message(runtime, DeliverMessage(message=UUID(arguments["message"])))


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
    perform(runtime, _asked(arguments))


def give_service_up(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Performing a service task was tried too often."""
    give_up(runtime, _asked(arguments))


def _asked(arguments: dict[str, Any]) -> JobToken:
    return JobToken(
        instance_id=UUID(arguments["instance_id"]), execution=arguments["execution"], token=arguments["token"]
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


def start_called(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Start processes whose calls were put off."""
    start_calls(runtime, StartCalls(instance_id=UUID(arguments["instance_id"])))


def recount(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Count due times anew after a calendar changed."""
    recount_due_dates(runtime, arguments["agency"], arguments["after"])


TASKS: dict[str, Task] = {
    "start_by_timer": start_process,
    "deliver_message": deliver,
    "broadcast_signal": broadcast,
    "deliver_signals": deliver_batch,
    "deliver_signal": deliver_kept_signal,
    "perform_service": perform_service,
    "recount_due_dates": recount,
    "start_calls": start_called,
    "work_batch": work_batch,
}
GIVEN_UP: dict[str, Task] = {"perform_service": give_service_up}
"""What is done for a job that was tried too often, so that a case does not stand without anybody knowing."""
