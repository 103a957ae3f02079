"""Another system, or a supervisor, sends a message into the processes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.messages import MayNotSend, check_send, sending_agencies
from engine.corrections import check_names
from engine.errors import Conflict, InvalidInput
from engine.execution import DeliverMessage, TokenGone
from engine.model.actor import Actor, Capacity
from engine.model.data import ProcessData
from engine.model.reserved_names import RESERVED
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.starting import Starter, case_number, new_case
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.message_reach import reached_cases, reached_process
from engine.store.messages import (
    LIFETIME,
    LONGEST_LIFETIME,
    MessageStart,
    Receiver,
    cases_waiting,
    insert_message,
    lock_message,
    receiver_of,
    starts_of,
)
from engine.store.pins import newest_process
from engine.store.tables import message
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.user_tasks import open_to_supervisors
from engine.turn import Turn, retrying

LONGEST_NAME = 200


class MessageOutcome(StrEnum):
    """What became of a message."""

    CORRELATED = "correlated"
    STARTED = "started"
    BUFFERED = "buffered"
    EXPIRED = "expired"
    DUPLICATE = "duplicate"


class MessageAmbiguous(Conflict):
    """Several cases wait for that name and key; a guess could move the wrong one, so nobody gets it."""

    code = "message_ambiguous"
    message = N_(
        "Several cases wait for the message “%(name)s” with this correlation key. Nothing was delivered or kept. "
        "Send it with a key that fits one case only."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelateMessage:
    """`message_id` is the sender's own: the same name and id are taken once. `lifetime`: how long it may wait.

    `idempotency_key`: the same key brings the same answer, however often it is sent. `via`: through whom it is sent in
    the person's name, where it is not the person; it stays in the history.
    """

    actor: Actor
    name: str
    correlation_key: str = ""
    payload: ProcessData
    message_id: str | None = None
    lifetime: timedelta = LIFETIME
    idempotency_key: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class CorrelatedMessage:
    """`instance_id` is the case that took the message or was started by it."""

    outcome: MessageOutcome
    instance_id: UUID | None

    @classmethod
    def load(cls, known: Any) -> Self:
        """The answer as it was kept."""
        instance_id = known["instance_id"]
        return cls(MessageOutcome(known["outcome"]), None if instance_id is None else UUID(instance_id))


@watched
def correlate_message(runtime: Runtime, command: CorrelateMessage) -> CorrelatedMessage:
    """Give the message to the case that waits for it, else start the process it starts, else keep it.

    A message that may not wait expires where nobody takes it at once. Raises InvalidInput, MayNotSend,
    MessageAmbiguous, and what starting a process raises.
    """
    _check_input(command)
    check_names("payload", command.payload)
    return retrying(partial(_attempt, runtime, command))


def _check_input(command: CorrelateMessage) -> None:
    wrong: dict[str, Text] = {}
    if not 0 < len(command.name) <= LONGEST_NAME:
        wrong["name"] = Text(N_("Give the message a name of at most %(most)s characters."), {"most": LONGEST_NAME})
    elif command.name.startswith(RESERVED):
        said = N_("Names that begin with %(reserved)s belong to Lintas. Give the message another one.")
        wrong["name"] = Text(said, {"reserved": ", ".join(RESERVED)})
    if len(command.correlation_key) > LONGEST_NAME:
        wrong["correlation_key"] = Text(N_("Use at most %(most)s characters."), {"most": LONGEST_NAME})
    if command.message_id is not None and not 0 < len(command.message_id) <= LONGEST_NAME:
        wrong["message_id"] = Text(N_("Use at most %(most)s characters."), {"most": LONGEST_NAME})
    if not timedelta(0) <= command.lifetime <= LONGEST_LIFETIME:
        wrong["ttl_seconds"] = Text(
            N_("A message may wait for at most %(most)s days."), {"most": LONGEST_LIFETIME.days}
        )
    if wrong:
        raise InvalidInput(wrong)


def _attempt(runtime: Runtime, command: CorrelateMessage) -> CorrelatedMessage:
    now = runtime.clock.now()
    account_id, key, request = command.actor.account_id, command.idempotency_key, _request(command)
    with runtime.database.begin() as work:
        lock_message(work, command.name, command.correlation_key)
        given = recall(work.connection, account_id, key, request)
        if given is not None:
            return CorrelatedMessage.load(given)
        known = _known(work, command, now)
        if known is not None:
            return CorrelatedMessage(known, None)
        _check_unambiguous(command.actor, work.connection, command)
        receiver = receiver_of(work.connection, command.name, command.correlation_key)
        if receiver is not None:
            result = _deliver(runtime, work, command, receiver, now)
        else:
            result = _start_or_keep(runtime, work, command, now)
        remember(work.connection, account_id, key, request, result, now)
        work.commit()
        return result


def _request(command: CorrelateMessage) -> bytes:
    content = json.dumps(command.payload, default=str, sort_keys=True)
    return fingerprint(
        "correlate_message",
        command.name,
        command.correlation_key,
        command.message_id,
        command.lifetime.total_seconds(),
        content,
    )


def _known(work: UnitOfWork, command: CorrelateMessage, now: datetime) -> MessageOutcome | None:
    """What became of the message when it was sent before; None where it was not."""
    if command.message_id is None:
        return None
    columns = message.c
    senders = {"", *sending_agencies(command.actor)}  # before senders were kept it was empty
    where = columns.name == command.name, columns.message_id == command.message_id, columns.sender.in_(senders)
    row = work.connection.execute(sa.select(columns.delivered_at, columns.expires_at).where(*where).limit(1)).first()
    if row is None:
        return None
    expired = row.delivered_at is None and row.expires_at <= now
    return MessageOutcome.EXPIRED if expired else MessageOutcome.DUPLICATE


def _check_unambiguous(actor: Actor, connection: sa.Connection, command: CorrelateMessage) -> None:
    """Raise MessageAmbiguous where several cases wait; who may not send is not told so."""
    waiting = cases_waiting(connection, command.name, command.correlation_key)
    if len(waiting) > 1:
        check_send(actor, reached_cases(connection, ((each, 0) for each in waiting)))
        raise MessageAmbiguous(name=command.name)


def _deliver(
    runtime: Runtime, work: UnitOfWork, command: CorrelateMessage, receiver: Receiver, now: datetime
) -> CorrelatedMessage:
    reached = reached_cases(work.connection, [(receiver.instance_id, receiver.execution)])
    capacity = check_send(command.actor, reached)
    case = load_case(work, receiver.instance_id, receiver.execution)
    turn = Turn(runtime, work, case, now)
    delivery = DeliverMessage(token=receiver.token, part=receiver.part, payload=command.payload)
    try:
        turn.run(receiver.execution, delivery, writes=tuple(command.payload))
    except TokenGone as error:
        raise TurnLost from error  # it stopped waiting before its instance was locked
    turn.record(
        Event(
            kind="MessageReceived",
            definition_id=case.definition_id,
            execution=receiver.execution,
            deed=Deed.of(command.actor.person_id, capacity),
            detail={"name": command.name} | through(command.via),
            value={"payload": command.payload},
        )
    )
    _keep(work, command, capacity, now, delivered=True)
    return CorrelatedMessage(MessageOutcome.CORRELATED, case.instance_id)


def _start_or_keep(runtime: Runtime, work: UnitOfWork, command: CorrelateMessage, now: datetime) -> CorrelatedMessage:
    held = receiver_of(work.connection, command.name, command.correlation_key, held=True)
    if held is not None:
        reached = reached_cases(work.connection, [(held.instance_id, held.execution)])
        capacity = check_send(command.actor, reached)
        work.begin_write()
        if work.embedded and receiver_of(work.connection, command.name, command.correlation_key) is not None:
            raise TurnLost  # the case was resumed between the look and the write lock
        _keep(work, command, capacity, now, delivered=False, lifetime=LONGEST_LIFETIME)
        return CorrelatedMessage(MessageOutcome.BUFFERED, None)
    starts = starts_of(work.connection, command.name)
    if not starts:
        capacity = check_send(command.actor, None)
        work.begin_write()
        if work.embedded and receiver_of(work.connection, command.name, command.correlation_key) is not None:
            raise TurnLost  # somebody began to wait between the look and the write lock
        if command.lifetime <= timedelta(0):
            return CorrelatedMessage(MessageOutcome.EXPIRED, None)
        _keep(work, command, capacity, now, delivered=False)
        return CorrelatedMessage(MessageOutcome.BUFFERED, None)
    starting, definition_id, capacity = _permitted(work.connection, command.actor, starts)
    instance_id = _start(runtime, work, command, capacity, definition_id, starting.element_id)
    _keep(work, command, capacity, now, delivered=True)
    return CorrelatedMessage(MessageOutcome.STARTED, instance_id)


def _permitted(
    connection: sa.Connection, actor: Actor, starts: Sequence[MessageStart]
) -> tuple[MessageStart, UUID, Capacity]:
    """The first start that the actor may cause, its version, and in which capacity. Raises MayNotSend."""
    for each in starts:
        definition_id = newest_process(connection, each.process_key)
        try:
            return each, definition_id, check_send(actor, reached_process(connection, definition_id))
        except MayNotSend:
            continue
    raise MayNotSend


def _start(
    runtime: Runtime,
    work: UnitOfWork,
    command: CorrelateMessage,
    capacity: Capacity,
    definition_id: UUID,
    start_event: str,
) -> UUID:
    now = runtime.clock.now()
    process = runtime.definitions.process(work.connection, definition_id)
    starter = Starter(agency_id=capacity.agency_id, agency_code=capacity.agency_code, person_id=command.actor.person_id)
    number = case_number(runtime, process, now)
    case, variables = new_case(runtime, work, process, number, starter, command.payload)
    turn = Turn(runtime, work, case, now)
    turn.begin(variables, start_event)
    turn.record(
        Event(
            kind="ProcessStarted",
            definition_id=process.id,
            deed=Deed.of(command.actor.person_id, capacity),
            detail={"message": command.name} | through(command.via),
            value={"payload": command.payload},
        )
    )
    open_to_supervisors(work.connection, case)
    return case.instance_id


def _keep(
    work: UnitOfWork,
    command: CorrelateMessage,
    capacity: Capacity,
    now: datetime,
    *,
    delivered: bool,
    lifetime: timedelta | None = None,
) -> None:
    """The row by which a repetition is known, or which waits for its receiver."""
    if delivered and command.message_id is None:
        return
    try:
        insert_message(
            work.connection,
            command.name,
            command.correlation_key,
            command.payload,
            now,
            max(command.lifetime, LIFETIME) if delivered else command.lifetime if lifetime is None else lifetime,
            message_id=command.message_id,
            sender=capacity.agency_code,
            delivered=delivered,
        )
    except sa.exc.IntegrityError as error:
        raise TurnLost from error
