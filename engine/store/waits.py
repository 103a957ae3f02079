"""Effects become rows: what opened in a turn is inserted, what ended is deleted, what did both leaves no trace."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.bpmn.dialect.extensions import WORKED_BY
from engine.elements.effects import (
    Effect,
    EventKind,
    IncidentRaised,
    IncidentResolved,
    JobCreated,
    JobEnded,
    MessageThrown,
    SignalThrown,
    Subscribed,
    SubscriptionEnded,
    TimerEnded,
    TimerScheduled,
)
from engine.ids import new_id
from engine.model.ids import ExecutionNumber, InstanceId
from engine.store.codec import dump
from engine.store.external_jobs import is_external, tell_workers
from engine.store.jobs import enqueue
from engine.store.messages import LONGEST_NAME, first_waiting, lock_message, publish
from engine.store.portions import among, portions
from engine.store.tables import agency, incident, service_job, subscription, timer
from engine.store.tables.types import microseconds
from engine.store.unit_of_work import UnitOfWork

Key = tuple[int, ...]
Row = dict[str, Any]
Owner = Callable[[ExecutionNumber], UUID | None]
"""The agency that owns the process of an execution."""


@dataclass(slots=True)
class Waits:
    """Rows of one table that a turn opens and closes, by the columns of their key after instance_id."""

    table: sa.Table
    key: tuple[str, ...]
    opened: dict[Key, Row] = field(default_factory=dict)
    closed: list[Key] = field(default_factory=list)

    def open(self, key: Key, row: Row) -> None:
        """A wait began."""
        self.opened[key] = row

    def close(self, key: Key) -> None:
        """A wait ended, in the database or only in this turn."""
        if self.opened.pop(key, None) is None:
            self.closed.append(key)

    def write(self, connection: sa.Connection, instance_id: InstanceId) -> None:
        """Bring the table up to date: a delete for each portion, one insert."""
        columns = [self.table.c[name] for name in self.key]
        for portion in portions(self.closed):
            connection.execute(
                self.table.delete().where(self.table.c.instance_id == instance_id, among(columns, portion))
            )
        if self.opened:
            rows = [
                {"instance_id": instance_id, **dict(zip(self.key, key, strict=True)), **row}
                for key, row in self.opened.items()
            ]
            connection.execute(self.table.insert(), rows)


def record_waits(
    work: UnitOfWork,
    instance_id: InstanceId,
    effects: Iterable[tuple[ExecutionNumber, Effect]],
    now: datetime,
    owner: Owner,
    *,
    held: bool = False,
) -> None:
    """Write timers, subscriptions, service jobs and incidents, and send off what was thrown.

    `held`: the case is suspended, so that nobody is asked for anything yet.
    """
    timers = Waits(timer, ("execution", "token", "part"))
    subscriptions = Waits(subscription, ("execution", "token", "part"))
    jobs = Waits(service_job, ("execution", "token"))
    incidents = Waits(incident, ("execution", "token"))
    thrown: list[tuple[ExecutionNumber, MessageThrown | SignalThrown]] = []
    for number, effect in effects:
        match effect:
            case TimerScheduled(token=token, part=part):
                timers.open((number, token, part), {"element_id": effect.element_id, "due_at": effect.due_at})
            case TimerEnded(token=token, part=part):
                timers.close((number, token, part))
            case Subscribed(token=token, part=part):
                subscriptions.open((number, token, part), subscription_row(effect, now))
            case SubscriptionEnded(token=token, part=part):
                subscriptions.close((number, token, part))
            case JobCreated(token=token):
                jobs.open((number, token), service_job_row(effect, now))
            case JobEnded(token=token):
                jobs.close((number, token))
            case IncidentRaised(token=token):
                incidents.open((number, token), incident_row(effect, now))
            case IncidentResolved(token=token):
                incidents.close((number, token))
            case MessageThrown() | SignalThrown():
                thrown.append((number, effect))
            case _:
                pass
    address_jobs(work.connection, jobs, owner)
    if held:
        hold(timers, subscriptions, jobs)
    for waits in (timers, subscriptions, jobs, incidents):
        waits.write(work.connection, instance_id)
    codes = owner_codes(work.connection, {number for number, _ in thrown}, owner)
    for number, effect in thrown:
        send_off(work, instance_id, effect, codes[number], now)
    if held:
        return
    for (number, token), job in jobs.opened.items():
        if not job["external"]:
            enqueue_service_job(work, instance_id, number, token, now)
    tell_workers(work, {job["job_type"] for job in jobs.opened.values() if job["external"]})
    for row in subscriptions.opened.values():
        if row["kind"] == EventKind.MESSAGE:
            wake_buffered(work, row["name"], row["correlation_key"], now)


def hold(timers: Waits, subscriptions: Waits, jobs: Waits) -> None:
    """Mark what was opened in a case that is suspended; services are asked when it is resumed."""
    for waits in (timers, subscriptions, jobs):
        for row in waits.opened.values():
            row["held"] = True
    for row in jobs.opened.values():
        row["missed"] = True


def subscription_row(effect: Subscribed, now: datetime) -> Row:
    """The row of a new subscription; only the text of a condition can be longer than its column."""
    return {
        "element_id": effect.element_id,
        "kind": str(effect.kind),
        "name": effect.name[:LONGEST_NAME],
        "correlation_key": effect.correlation_key or "",
        "since": now,
    }


def service_job_row(effect: JobCreated, now: datetime) -> Row:
    """The row of a new service job."""
    return {
        "id": new_id(),
        "element_id": effect.element_id,
        "job_type": effect.job_type,
        "retries": effect.retries,
        "headers": dump(dict(effect.headers)),
        "variables": dump(effect.variables),
        "created_at": now,
        "available_at": now,
        "external": is_external(effect.job_type),
        "agency": effect.headers.get(WORKED_BY, "") if is_external(effect.job_type) else "",
    }


def address_jobs(connection: sa.Connection, jobs: Waits, owner: Owner) -> None:
    """Give the jobs for which the model names no agency to the one that owns their process."""
    unaddressed = [key for key, row in jobs.opened.items() if not row["agency"]]
    codes = owner_codes(connection, {number for number, *_ in unaddressed}, owner)
    for key in unaddressed:
        jobs.opened[key]["agency"] = codes[key[0]]


def owner_codes(
    connection: sa.Connection, numbers: Collection[ExecutionNumber], owner: Owner
) -> dict[ExecutionNumber, str]:
    """The codes of the agencies that own the processes of executions; empty where none does."""
    owners = {number: owner(number) for number in numbers}
    known = {identity for identity in owners.values() if identity is not None}
    if not known:
        return dict.fromkeys(numbers, "")
    query = sa.select(agency.c.id, agency.c.code).where(agency.c.id.in_(known))
    codes: dict[UUID | None, str] = {row.id: row.code for row in connection.execute(query)}
    return {number: codes.get(identity, "") for number, identity in owners.items()}


def incident_row(effect: IncidentRaised, now: datetime) -> Row:
    """The row of a new incident."""
    return {"element_id": effect.element_id, "code": effect.code, "detail": effect.detail, "raised_at": now}


def enqueue_service_job(work: UnitOfWork, instance_id: UUID, number: ExecutionNumber, token: int, at: datetime) -> None:
    """Have a runner perform a service job at `at`."""
    enqueue(
        work,
        "perform_service",
        run_at=at,
        lock=service_lock(instance_id, number, token),
        share=str(instance_id),
        instance_id=str(instance_id),
        execution=number,
        token=token,
    )


def service_lock(instance_id: UUID, number: ExecutionNumber, token: int) -> str:
    """The lock of the jobs that ask for one service: they never run at the same time."""
    return f"service:{instance_id}:{number}:{token}"


def send_off(
    work: UnitOfWork, instance_id: InstanceId, effect: MessageThrown | SignalThrown, sender: str, now: datetime
) -> None:
    """Put a thrown message into the buffer, a signal into a job; both are delivered after the commit."""
    if isinstance(effect, SignalThrown):
        own = {"broadcast": str(new_id()), "sender": sender}
        signal = {"name": effect.name, "payload": dump(effect.payload), **own}
        share = str(instance_id)
        enqueue(work, "broadcast_signal", run_at=now, share=share, thrown_at=microseconds(now), **signal)
        return
    key, share = effect.correlation_key or "", str(instance_id)
    publish(work, effect.name, key, effect.payload, now, sender=sender, share=share)


def wake_buffered(work: UnitOfWork, name: str, correlation_key: str, now: datetime) -> None:
    """A message may have come before somebody waited for it: then deliver it now.

    Whoever publishes locks the same words before looking for subscriptions, so that the two cannot miss each other.
    """
    lock_message(work, name, correlation_key)
    waiting = first_waiting(work.connection, name, correlation_key, now)
    if waiting is not None:
        enqueue(work, "deliver_message", run_at=now, message=str(waiting))
