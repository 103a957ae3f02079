"""A message that a process threw, or that waited, reaches its receiver."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.execution import DeliverMessage as Deliver
from engine.execution import TokenGone
from engine.model.data import ProcessData
from engine.model.reserved_names import RESERVED
from engine.observing import watched
from engine.runtime import Runtime
from engine.starting import Starter, case_number, new_case
from engine.store.cases import load_case
from engine.store.codec import load
from engine.store.history import Event
from engine.store.jobs import enqueue
from engine.store.message_reach import reached_cases, reached_process, works_in
from engine.store.messages import (
    MessageStart,
    Receiver,
    first_waiting,
    keep_for_suspended,
    lock_message,
    mark_delivered,
    receiver_of,
    receivers_of,
    refuse,
    starts_of,
)
from engine.store.pins import newest_process
from engine.store.tables import agency, message
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.user_tasks import open_to_supervisors
from engine.store.waits import wake_buffered
from engine.turn import Turn, retrying

LOOKED_AT = 50
"""Receivers that are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverMessage:
    """The message's row in the buffer."""

    message: UUID


@watched
def deliver_message(runtime: Runtime, command: DeliverMessage) -> bool:
    """Deliver once, to a waiting token or by starting a process. False where nobody takes it yet or it was taken.

    Whoever still waits for the same message gets the next one that is kept.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: DeliverMessage) -> bool:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        row = work.connection.execute(sa.select(message).where(message.c.id == command.message)).one_or_none()
        if row is None or row.delivered_at is not None or row.expires_at <= now:
            return False
        lock_message(work, row.name, row.correlation_key)
        payload = load(row.payload)
        receiver = _taking(work.connection, row)
        held = receiver is None and _taking(work.connection, row, held=True) is not None
        starting = None if receiver is not None or held else _starting(work.connection, row)
        if receiver is None and not held and starting is None:
            _pass_over(work, row, now)
            return False
        if receiver is not None:
            case = load_case(work, receiver.instance_id, receiver.execution)
            turn = Turn(runtime, work, case, now)
            delivery = Deliver(token=receiver.token, part=receiver.part, payload=payload)
            try:
                turn.run(receiver.execution, delivery, writes=tuple(payload))
            except TokenGone as error:
                raise TurnLost from error  # it stopped waiting before its instance was locked
            received = Event(
                kind="MessageReceived",
                definition_id=case.definition_id,
                execution=receiver.execution,
                detail={"name": row.name},
                value={"payload": payload},
            )
            turn.record(received)
        elif held:
            work.begin_write()
            if work.embedded and _taking(work.connection, row) is not None:
                raise TurnLost  # the case was resumed between the look and the write lock
            keep_for_suspended(work.connection, command.message, now)
            work.commit()
            return False
        elif starting is not None:
            _start(runtime, work, starting, row.name, payload)
        if not mark_delivered(work.connection, command.message, now):
            raise TurnLost
        if receiver_of(work.connection, row.name, row.correlation_key) is not None:
            wake_buffered(work, row.name, row.correlation_key, now)
        work.commit()
        return True


def _taking(connection: sa.Connection, row: sa.Row[Any], *, held: bool = False) -> Receiver | None:
    """Of those who wait, the one that waited longest in a case in which the sender has a part."""
    after: Receiver | None = None
    while True:
        waiting = receivers_of(connection, row.name, row.correlation_key, held=held, after=after, most=LOOKED_AT)
        for each in waiting:
            if row.sender == "" or _takes(connection, each, row.sender):
                return each
        if len(waiting) < LOOKED_AT:
            return None
        after = waiting[-1]


def _takes(connection: sa.Connection, receiver: Receiver, sender: str) -> bool:
    reached = reached_cases(connection, [(receiver.instance_id, receiver.execution)])
    return reached.takes_from(sender) or works_in(connection, sender, receiver.instance_id)


def _starting(connection: sa.Connection, row: sa.Row[Any]) -> MessageStart | None:
    """Of the processes that it may start, the first in which the sender has a part."""
    for each in starts_of(connection, row.name, row.correlation_key):
        reached = reached_process(connection, newest_process(connection, each.process_key))
        if row.sender == "" or reached.takes_from(row.sender):
            return each
    return None


def _pass_over(work: UnitOfWork, row: sa.Row[Any], now: datetime) -> None:
    """Nobody takes it, so it stays in the buffer for who may; who waits meanwhile is given the one behind it.

    What was to start a process by a signal or the like is over: that happens at its moment or not at all.
    """
    connection = work.connection
    if row.name.startswith(RESERVED):
        work.begin_write()
        refuse(connection, row.id, now)
        work.commit()
        return
    awaited = any(receiver_of(connection, row.name, row.correlation_key, held=held) for held in (False, True))
    behind = first_waiting(connection, row.name, row.correlation_key, now, after=row.id) if awaited else None
    if behind is not None:
        work.begin_write()
        enqueue(work, "deliver_message", run_at=now, message=str(behind))
        work.commit()


def _start(runtime: Runtime, work: UnitOfWork, starting: MessageStart, name: str, payload: ProcessData) -> None:
    """Start a process on behalf of the agency that owns it."""
    now = runtime.clock.now()
    process = runtime.definitions.process(work.connection, newest_process(work.connection, starting.process_key))
    code = work.connection.scalar(sa.select(agency.c.code).where(agency.c.id == process.owner_agency_id))
    starter = Starter(agency_id=process.owner_agency_id, agency_code=code or "")
    number = case_number(runtime, process, now)
    case, variables = new_case(runtime, work, process, number, starter, payload)
    turn = Turn(runtime, work, case, now)
    turn.begin(variables, starting.element_id)
    turn.record(
        Event(kind="ProcessStarted", definition_id=process.id, detail={"message": name}, value={"payload": payload})
    )
    open_to_supervisors(work.connection, case)
