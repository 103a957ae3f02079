"""Suspending a case: what waits in it is held, and what comes meanwhile is kept until it is resumed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import EventKind
from engine.model.data import ProcessData
from engine.model.ids import ExecutionNumber
from engine.store.cases import Case
from engine.store.codec import dump
from engine.store.jobs import enqueue
from engine.store.tables import instance, kept_signal, service_job, subscription, timer, user_task
from engine.store.unit_of_work import UnitOfWork
from engine.store.upsert import insert_missing
from engine.store.waiting_calls import any_waits, wake_calls
from engine.store.waits import enqueue_service_job, wake_buffered

WAITING = (user_task, timer, subscription, service_job)


def hold_case(work: UnitOfWork, case: Case, now: datetime) -> None:
    """Mark the case and everything that waits in it."""
    _mark(work, case, now, held=True)


def release_case(work: UnitOfWork, case: Case, now: datetime) -> None:
    """Take the marks away, and have done what came meanwhile: services, calls, messages, signals. Timers are swept."""
    connection, identity = work.connection, case.instance_id
    jobs = service_job.c
    missed = connection.execute(
        sa.select(jobs.execution, jobs.token).where(jobs.instance_id == identity, jobs.missed == sa.true())
    ).all()
    _mark(work, case, None, held=False)
    connection.execute(service_job.update().where(jobs.instance_id == identity).values(missed=False))
    for number, token in missed:
        enqueue_service_job(work, identity, number, token, now)
    if any_waits(connection, identity):
        wake_calls(work, identity, now)
    _deliver_signals(work, identity, now)
    awaited = subscription.c
    names = sa.select(awaited.name, awaited.correlation_key).where(
        awaited.instance_id == identity, awaited.kind == EventKind.MESSAGE
    )
    for name, correlation_key in connection.execute(names.distinct().order_by(*names.selected_columns)).all():
        wake_buffered(work, name, correlation_key, now)


def _mark(work: UnitOfWork, case: Case, suspended_at: datetime | None, *, held: bool) -> None:
    connection = work.connection
    connection.execute(instance.update().where(instance.c.id == case.instance_id).values(suspended_at=suspended_at))
    for table in WAITING:
        connection.execute(table.update().where(table.c.instance_id == case.instance_id).values(held=held))
    case.suspended_at = suspended_at


def keep_signal(
    work: UnitOfWork, case: Case, number: ExecutionNumber, broadcast: str, name: str, payload: ProcessData
) -> None:
    """Keep a signal for an execution of a suspended case, once however often it comes. Nothing if none waits for it."""
    columns = subscription.c
    waiting = sa.exists().where(
        columns.instance_id == case.instance_id,
        columns.execution == number,
        columns.kind == EventKind.SIGNAL,
        columns.name == name,
    )
    if not work.connection.scalar(sa.select(waiting)):
        return
    row: dict[str, Any] = {"instance_id": case.instance_id, "execution": number, "broadcast": broadcast}
    insert_missing(work.connection, kept_signal, [{**row, "name": name, "payload": dump(payload)}])


def forget_signals(connection: sa.Connection, instance_id: UUID) -> None:
    """The case has ended: nobody waits for what was kept."""
    connection.execute(kept_signal.delete().where(kept_signal.c.instance_id == instance_id))


def _deliver_signals(work: UnitOfWork, instance_id: UUID, now: datetime) -> None:
    columns = kept_signal.c
    kept = sa.select(kept_signal).where(columns.instance_id == instance_id)
    for row in work.connection.execute(kept.order_by(columns.execution, columns.broadcast)).all():
        enqueue(
            work,
            "deliver_signal",
            run_at=now,
            share=str(instance_id),
            instance_id=str(instance_id),
            execution=row.execution,
            name=row.name,
            payload=row.payload,
        )
    forget_signals(work.connection, instance_id)
