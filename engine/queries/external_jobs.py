"""Service jobs that wait for workers of other systems, over the cases of a supervisor's agencies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import check_supervisor
from engine.model.actor import Actor
from engine.queries.access import audience_of
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.runtime import Runtime
from engine.store.tables import execution, instance, process_definition, service_job
from engine.store.tables.types import microseconds

LARGEST_PAGE = 200
Condition = sa.ColumnElement[bool]


class JobState(StrEnum):
    """How a job waits: for a worker to fetch it, for the one that has it, for its next attempt after a failure, or for
    its suspended case.
    """

    OFFERED = "offered"
    LOCKED = "locked"
    RESTING = "resting"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """`after` is `JobPage.next` of the page before."""

    job_type: str | None = None
    process_key: str | None = None
    agency: str | None = None
    state: JobState | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class OpenJob:
    """`until`: when the lock or the rest ends. What is asked and answered is not shown: it may name persons."""

    id: UUID
    job_type: str
    agency: str
    state: JobState
    worker: str | None
    until: datetime | None
    retries: int
    failure: str | None
    instance_id: UUID
    number: str
    process_key: str
    version: int
    element_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class JobPage:
    """`next` continues the list."""

    rows: tuple[OpenJob, ...]
    next: str | None


def external_jobs(runtime: Runtime, actor: Actor, wanted: JobFilter | None = None) -> JobPage:
    """A page of open jobs, the oldest first. Raises MayNotSupervise, and InvalidInput for a wrong cursor."""
    check_supervisor(actor)
    wanted = wanted or JobFilter()
    limit, now = min(max(wanted.limit, 1), LARGEST_PAGE), runtime.clock.now()
    columns = service_job.c
    with runtime.database.begin() as work:
        query = (
            sa.select(service_job, instance.c.number, process_definition.c.key, process_definition.c.version)
            .join(instance, instance.c.id == columns.instance_id)
            .join(
                execution,
                sa.and_(execution.c.instance_id == columns.instance_id, execution.c.number == columns.execution),
            )
            .join(process_definition, process_definition.c.id == execution.c.definition_id)
            .where(columns.external, audience_of(work.connection, actor).sees(columns.instance_id))
            .where(*_conditions(wanted, now), *_after(wanted.after))
            .order_by(columns.created_at, columns.id)
            .limit(limit + 1)
        )
        found = work.connection.execute(query).all()
    shown = found[:limit]
    following = encode_cursor(microseconds(shown[-1].created_at), shown[-1].id.hex) if len(found) > limit else None
    return JobPage(tuple(_row(row, now) for row in shown), following)


def _conditions(wanted: JobFilter, now: datetime) -> list[Condition]:
    columns = service_job.c
    states: dict[JobState, Condition] = {
        JobState.OFFERED: sa.and_(~columns.held, columns.available_at <= now),
        JobState.LOCKED: sa.and_(~columns.held, columns.available_at > now, columns.worker.is_not(None)),
        JobState.RESTING: sa.and_(~columns.held, columns.available_at > now, columns.worker.is_(None)),
        JobState.HELD: columns.held,
    }
    found: list[Condition] = [] if wanted.state is None else [states[wanted.state]]
    if wanted.job_type:
        found.append(columns.job_type == wanted.job_type)
    if wanted.agency:
        found.append(columns.agency == wanted.agency)
    if wanted.process_key:
        found.append(process_definition.c.key == wanted.process_key)
    return found


def _after(after: str | None) -> list[Condition]:
    if not after:
        return []
    created, identity = decode_cursor(after, [int, str])
    columns = service_job.c
    try:
        place = sa.tuple_(sa.literal(int(created), sa.BigInteger), sa.literal(UUID(str(identity)), columns.id.type))
    except ValueError:
        raise no_such_page() from None
    return [sa.tuple_(sa.type_coerce(columns.created_at, sa.BigInteger), columns.id) > place]


def _row(row: Any, now: datetime) -> OpenJob:
    waits = row.available_at > now
    state = JobState.OFFERED if not waits else JobState.LOCKED if row.worker else JobState.RESTING
    if row.held:
        state = JobState.HELD
    return OpenJob(
        id=row.id,
        job_type=row.job_type,
        agency=row.agency,
        state=state,
        worker=row.worker if state is JobState.LOCKED else None,
        until=row.available_at if waits else None,
        retries=row.retries,
        failure=row.failure,
        instance_id=row.instance_id,
        number=row.number,
        process_key=row.key,
        version=row.version,
        element_id=row.element_id,
        created_at=row.created_at,
    )
