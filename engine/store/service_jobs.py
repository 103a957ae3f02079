"""Service jobs that wait for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model.data import ProcessData
from engine.store.cases import Case, load_case
from engine.store.codec import load
from engine.store.tables import execution, instance, process_definition, service_job
from engine.store.tables.types import EPOCH
from engine.store.unit_of_work import UnitOfWork

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobToken:
    """The token whose service job it is."""

    instance_id: UUID
    execution: int
    token: int

    @property
    def key(self) -> str:
        """The same for every attempt: what other systems recognise a repetition by."""
        return f"{self.instance_id}:{self.execution}:{self.token}"


@dataclass(frozen=True, slots=True)
class ServiceJob:
    """What is asked of a service."""

    token: JobToken
    element_id: str
    job_type: str
    retries: int
    headers: dict[str, str]
    variables: ProcessData
    held: bool = False
    """Its case is suspended."""
    agency: str = ""
    """Code of the agency that owns the process."""
    created_at: datetime = EPOCH

    @classmethod
    def of(cls, row: Any) -> Self:
        """From a row of service_job."""
        return cls(
            token=JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token),
            element_id=row.element_id,
            job_type=row.job_type,
            retries=row.retries,
            headers=load(row.headers),
            variables=load(row.variables),
            held=row.held,
            agency=row.agency,
            created_at=row.created_at,
        )


def here(token: JobToken) -> sa.ColumnElement[bool]:
    """The condition that finds the job's row."""
    columns = service_job.c
    return sa.and_(
        columns.instance_id == token.instance_id,
        columns.execution == token.execution,
        columns.token == token.token,
    )


def find_job(work: UnitOfWork, token: JobToken) -> ServiceJob | None:
    """The job, if its token still waits."""
    row = work.connection.execute(sa.select(service_job).where(here(token))).one_or_none()
    return None if row is None else ServiceJob.of(row)


def note_missed(work: UnitOfWork, token: JobToken) -> bool:
    """Remember to ask when the case is resumed. False where it is not suspended (any more)."""
    work.begin_write()
    held = sa.and_(here(token), service_job.c.held == sa.true())
    return work.connection.execute(service_job.update().where(held).values(missed=True)).rowcount == 1


def named_case(connection: sa.Connection, token: JobToken) -> tuple[str, str]:
    """Number of the case and key of the process in which the token stands; empty where they are gone."""
    at = sa.and_(execution.c.instance_id == token.instance_id, execution.c.number == token.execution)
    query = (
        sa.select(instance.c.number, process_definition.c.key)
        .join(execution, execution.c.instance_id == instance.c.id)
        .join(process_definition, process_definition.c.id == execution.c.definition_id)
        .where(at)
    )
    row = connection.execute(query).one_or_none()
    return ("", "") if row is None else (row.number, row.key)


def waiting_case(work: UnitOfWork, token: JobToken) -> Case | None:
    """The case of the job, locked, if its token still waits for an answer.

    Raises CaseSuspended: the answer is not taken, and the same is asked again when the case is resumed.
    """
    try:
        case = load_case(work, token.instance_id, token.execution)
    except NotFound:
        return None
    if find_job(work, token) is None:
        return None
    case.check_running()
    return case


def pause_before(retries_left: int) -> timedelta:
    """How long a job rests after a failure: longer with each, beginning at FIRST_PAUSE for three retries."""
    factor: int = 4 ** max(0, 3 - retries_left)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)
