"""The buffer of messages, and who waits for one.

Publisher and subscriber lock the same words (`lock_message`) before they look for each other, so that they cannot
miss each other; SQLite's single writer does the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import EventKind
from engine.ids import new_id
from engine.model.data import ProcessData
from engine.model.reserved_names import CONDITION, RESERVED, SIGNAL, TIMER
from engine.store.codec import dump
from engine.store.jobs import enqueue
from engine.store.tables import message, message_start, subscription
from engine.store.unit_of_work import UnitOfWork

LONGEST_NAME = 200
LIFETIME = timedelta(days=30)
"""How long a message waits for its receiver unless it says otherwise."""
LONGEST_LIFETIME = timedelta(days=365)
"""How long it may wait at most; one that a suspended case waits for always may."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A token that waits for a message."""

    instance_id: UUID
    execution: int
    token: int
    part: int


@dataclass(frozen=True, slots=True)
class MessageStart:
    """A process whose start event a message starts."""

    process_key: str
    element_id: str


def lock_message(work: UnitOfWork, name: str, correlation_key: str) -> None:
    """Exclude whoever publishes or awaits the same message, until the end of the unit of work."""
    work.lock_name("message", name, correlation_key)


def publish(
    work: UnitOfWork,
    name: str,
    correlation_key: str,
    payload: ProcessData,
    now: datetime,
    lifetime: timedelta = LIFETIME,
    *,
    sender: str = "",
    share: str | None = None,
) -> UUID:
    """Put a message of a process into the buffer; a job of that share delivers it after the commit.

    `sender`: the agency that owns the process; empty where none does, and for what Lintas says itself.
    """
    identity = insert_message(work.connection, name, correlation_key, payload, now, lifetime, sender=sender)
    enqueue(work, "deliver_message", run_at=now, share=share, message=str(identity))
    return identity


def insert_message(
    connection: sa.Connection,
    name: str,
    correlation_key: str,
    payload: ProcessData,
    now: datetime,
    lifetime: timedelta,
    *,
    message_id: str | None = None,
    sender: str = "",
    delivered: bool = False,
) -> UUID:
    """A row in the buffer. `message_id` is that of the `sender`, an agency: with it and the name it is unique."""
    identity = new_id()
    row = {
        "id": identity,
        "name": name,
        "correlation_key": correlation_key,
        "message_id": message_id,
        "sender": sender,
        "payload": dump(payload),
        "received_at": now,
        "expires_at": now + lifetime,
        "delivered_at": now if delivered else None,
    }
    connection.execute(message.insert(), row)
    return identity


def first_waiting(
    connection: sa.Connection, name: str, correlation_key: str, now: datetime, *, after: UUID | None = None
) -> UUID | None:
    """The oldest message of that name and key that nobody took yet; behind the message `after`, if one is named."""
    columns = message.c
    query = sa.select(columns.id).where(
        columns.name == name,
        columns.correlation_key == correlation_key,
        columns.delivered_at.is_(None),
        columns.expires_at > now,
    )
    if after is not None:
        query = query.where(columns.id > after)
    return connection.scalar(query.order_by(columns.id).limit(1))


def mark_delivered(connection: sa.Connection, identity: UUID, now: datetime) -> bool:
    """Take a message out of the buffer. False where somebody else took it."""
    changed = connection.execute(
        message.update().where(message.c.id == identity, message.c.delivered_at.is_(None)).values(delivered_at=now)
    )
    return changed.rowcount == 1


def refuse(connection: sa.Connection, identity: UUID, now: datetime) -> None:
    """A message that was to start a process in which its sender has no part is over, as if its time were."""
    connection.execute(
        message.update().where(message.c.id == identity, message.c.delivered_at.is_(None)).values(expires_at=now)
    )


def receiver_of(connection: sa.Connection, name: str, correlation_key: str, *, held: bool = False) -> Receiver | None:
    """The token that has waited longest for that message. One message reaches one token (BPMN 2.0.2, 8.4.11).

    `held` asks for those of suspended cases, which take nothing, instead of the others.
    """
    found = receivers_of(connection, name, correlation_key, held=held, most=1)
    return found[0] if found else None


def receivers_of(
    connection: sa.Connection,
    name: str,
    correlation_key: str,
    *,
    held: bool = False,
    after: Receiver | None = None,
    most: int,
) -> Sequence[Receiver]:
    """The tokens that wait for that message, who waited longest first; those behind `after`."""
    columns = subscription.c
    order = columns.instance_id, columns.execution, columns.token, columns.part
    query = sa.select(*order).where(
        columns.kind == EventKind.MESSAGE,
        columns.name == name,
        columns.correlation_key == correlation_key,
        columns.held == sa.literal(held),
    )
    if after is not None:
        place = after.instance_id, after.execution, after.token, after.part
        values = [sa.literal(value, column.type) for value, column in zip(place, order, strict=True)]
        query = query.where(sa.tuple_(*order) > sa.tuple_(*values))
    return [Receiver(*row) for row in connection.execute(query.order_by(*order).limit(most))]


def keep_for_suspended(connection: sa.Connection, identity: UUID, now: datetime) -> None:
    """A message that a suspended case waits for is kept for as long as any message may be."""
    changed = message.update().where(message.c.id == identity, message.c.expires_at < now + LONGEST_LIFETIME)
    connection.execute(changed.values(expires_at=now + LONGEST_LIFETIME))


def cases_waiting(connection: sa.Connection, name: str, correlation_key: str) -> list[UUID]:
    """Cases that wait for that message, two at most: enough to know whether it is clear which one is meant.

    Suspended ones count only where no other waits, for they take nothing.
    """
    columns = subscription.c
    query = sa.select(columns.instance_id).where(
        columns.kind == EventKind.MESSAGE, columns.name == name, columns.correlation_key == correlation_key
    )
    running, held = (query.where(columns.held == sa.literal(value)).distinct().limit(2) for value in (False, True))
    return list(connection.scalars(running)) or list(connection.scalars(held))


def starts_of(connection: sa.Connection, name: str, correlation_key: str = "") -> list[MessageStart]:
    """The processes that a message of that name may start, in their newest versions, by key; the first one starts.

    For a signal, a time or a condition it is the one that the message is meant for.
    """
    columns = message_start.c
    wanted = sa.select(columns.process_key, columns.element_id).where(columns.name == name)
    if name.startswith(RESERVED):
        wanted = wanted.where(columns.process_key == correlation_key)
    return [MessageStart(*row) for row in connection.execute(wanted.order_by(columns.process_key))]


def signal_start(name: str) -> str:
    """The message by which a signal starts a process: one for each process, with its key as correlation key."""
    return named(SIGNAL, name)


def named(prefix: str, text: str) -> str:
    """The two together, as long as the column holds them; else a digest stands for the text."""
    fits = len(prefix) + len(text) <= LONGEST_NAME
    return prefix + (text if fits else hashlib.sha256(text.encode()).hexdigest())


def timer_start(element_id: str) -> str:
    """The message by which a timer start event starts its process, with the key of that as correlation key."""
    return named(TIMER, element_id)


def condition_start(element_id: str) -> str:
    """The message by which a conditional start event starts its process, with the key of that as correlation key."""
    return named(CONDITION, element_id)


def publish_condition(work: UnitOfWork, process_key: str, element_id: str, message_id: str, now: datetime) -> None:
    """Put a message into the buffer that starts the process at its conditional start event."""
    name = condition_start(element_id)
    short = hashlib.sha256(message_id.encode()).hexdigest()
    identity = insert_message(work.connection, name, process_key, {}, now, LIFETIME, message_id=short)
    enqueue(work, "deliver_message", run_at=now, message=str(identity))


def publish_signal(
    work: UnitOfWork, broadcast: str, name: str, payload: ProcessData, now: datetime, sender: str
) -> None:
    """Put a message into the buffer for each process that a signal starts; a repeated broadcast puts none twice."""
    starting, columns = signal_start(name), message.c
    for key in work.connection.scalars(sa.select(message_start.c.process_key).where(message_start.c.name == starting)):
        known = sa.and_(columns.name == starting, columns.sender == sender, columns.message_id == f"{broadcast}:{key}")
        if work.connection.scalar(sa.select(columns.id).where(known)) is None:
            repeated = f"{broadcast}:{key}"
            identity = insert_message(
                work.connection, starting, key, payload, now, LIFETIME, message_id=repeated, sender=sender
            )
            enqueue(work, "deliver_message", run_at=now, message=str(identity))


def forget_expired(connection: sa.Connection, now: datetime, most: int) -> int:
    """Delete messages whose time is over, at most so many. Returns how many."""
    old = sa.select(message.c.id).where(message.c.expires_at <= now).order_by(message.c.expires_at).limit(most)
    return connection.execute(message.delete().where(message.c.id.in_(old))).rowcount
