"""Service jobs that workers of other systems fetch, lock and answer.

Nothing but the row says whose turn it is: a job may be taken when `available_at` has passed, whoever had it. The clock
is ours, so that workers need not agree on the time.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.workers import Worker
from engine.errors import Conflict
from engine.model.actor import Capacity
from engine.model.text import N_
from engine.store.cases import Case
from engine.store.service_jobs import JobToken, waiting_case
from engine.store.tables import execution, instance, process_definition, service_job
from engine.store.unit_of_work import UnitOfWork

OURS = "lintas:"
"""Begins the job types that Lintas performs itself."""
LONGEST_WORKER = 100
Condition = sa.ColumnElement[bool]

listeners: list[Callable[[frozenset[str]], None]] = []
"""Told, in the thread that committed, of which types jobs may have become available."""


class JobGone(Conflict):
    """Nobody waits for the answer (any more), or it was never for this worker; which of these is not told."""

    code = "job_gone"
    message = N_(
        "This job does not wait for you: it was answered, its case went another way, or it is not yours. "
        "Drop it and fetch the next one."
    )


class JobLockLost(Conflict):
    """The worker does not hold the lock: it took too long, or never had it."""

    code = "job_lock_lost"
    message = N_(
        "The lock of this job is not yours any more: its time was over. Drop your work, fetch the job again, "
        "and ask for a longer lock or extend it in time."
    )


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job whose lock the worker holds, with its case under lock."""

    case: Case
    token: JobToken
    element_id: str
    job_type: str
    retries: int
    capacity: Capacity


def is_external(job_type: str) -> bool:
    """Whether workers of other systems do jobs of this type."""
    return not job_type.startswith(OURS)


def tell_workers(work: UnitOfWork, job_types: Collection[str]) -> None:
    """After the commit, tell whoever waits in this process for jobs of these types."""
    if job_types:
        work.after_commit.append(partial(ring, frozenset(job_types)))


def ring(job_types: frozenset[str]) -> None:
    """Tell the listeners."""
    for listener in tuple(listeners):
        listener(job_types)


def offered(agencies: Collection[str], job_types: Collection[str], now: datetime) -> Condition:
    """The condition that a job may be fetched."""
    columns = service_job.c
    return sa.and_(
        columns.external,
        ~columns.held,
        columns.agency.in_(agencies),
        columns.job_type.in_(job_types),
        columns.available_at <= now,
    )


def take(
    work: UnitOfWork, offer: Condition, worker: str, locks: Mapping[str, timedelta], most: int, now: datetime
) -> list[UUID]:
    """Lock up to `most` jobs for as long as `locks` says for their type. Those that wait longest come first."""
    columns = service_job.c
    query = (
        sa.select(columns.id, columns.job_type)
        .where(offer)
        .order_by(columns.available_at, columns.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = work.connection.execute(query).all()
    for job_type in {row.job_type for row in found}:
        ids = [row.id for row in found if row.job_type == job_type]
        values = {"worker": worker, "available_at": now + locks[job_type]}
        work.connection.execute(service_job.update().where(columns.id.in_(ids)).values(values))
    return [row.id for row in found]


def locked_jobs(connection: sa.Connection, ids: Collection[UUID]) -> list[Any]:
    """The rows of jobs with what is told of their case, those first that were created first."""
    columns = service_job.c
    query = (
        sa.select(service_job, instance.c.number, process_definition.c.key, process_definition.c.version)
        .join(instance, instance.c.id == columns.instance_id)
        .join(
            execution,
            sa.and_(execution.c.instance_id == columns.instance_id, execution.c.number == columns.execution),
        )
        .join(process_definition, process_definition.c.id == execution.c.definition_id)
        .where(columns.id.in_(ids))
        .order_by(columns.created_at, columns.id)
    )
    return list(connection.execute(query))


def held_job(work: UnitOfWork, job_id: UUID, worker: Worker, name: str, now: datetime) -> HeldJob:
    """The job, its case locked, if the worker holds it. Raises MayNotWork, JobGone, JobLockLost."""
    served = worker.agencies
    row = _find(work.connection, job_id)
    if row is None or row.agency not in served:
        raise JobGone
    token = JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
    case = waiting_case(work, token)
    row = _find(work.connection, job_id)
    capacity = None if row is None else worker.capacity(row.agency, row.job_type)
    if case is None or row is None or capacity is None:
        raise JobGone
    if row.worker != name or row.available_at <= now:
        raise JobLockLost
    return HeldJob(case, token, row.element_id, row.job_type, row.retries, capacity)


def _find(connection: sa.Connection, job_id: UUID) -> Any:
    query = sa.select(service_job).where(service_job.c.id == job_id, service_job.c.external)
    return connection.execute(query).one_or_none()


def check_held(work: UnitOfWork, job_id: UUID, name: str, now: datetime) -> None:
    """Before an answer is written: raise JobLockLost where the worker gave the job back meanwhile (on SQLite)."""
    work.begin_write()
    columns = service_job.c
    here = columns.id == job_id, columns.worker == name, columns.available_at > now
    if work.connection.scalar(sa.select(columns.id).where(*here)) is None:
        raise JobLockLost


def change_held(work: UnitOfWork, job_id: UUID, name: str, now: datetime, **values: Any) -> None:
    """Write to a job that the worker holds. Raises JobLockLost where it lost it meanwhile."""
    work.begin_write()
    columns = service_job.c
    here = columns.id == job_id, columns.worker == name, columns.available_at > now
    if work.connection.execute(service_job.update().where(*here).values(values)).rowcount != 1:
        raise JobLockLost
