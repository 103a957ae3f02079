"""A worker of another system takes service jobs, for as long as it says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.workers import Worker
from engine.errors import InvalidInput
from engine.model.data import ProcessData
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.external_jobs import LONGEST_WORKER, locked_jobs, offered, take
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.service_jobs import JobToken
from engine.store.tables import service_job
from engine.store.unit_of_work import UnitOfWork
from engine.turn import retrying

SHORTEST_LOCK, LONGEST_LOCK = timedelta(seconds=1), timedelta(days=1)
MOST_TOPICS = 50
MOST_JOBS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Jobs of which type, locked for how long, with which variables; None for all that the model maps."""

    job_type: str
    lock: timedelta
    variables: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchJobs:
    """`worker_id` is the worker's own name: only who gives it again may answer. At most `most` jobs."""

    worker: Worker
    worker_id: str
    topics: Sequence[Topic]
    most: int = 10
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedJob:
    """A job as its worker sees it. `variables` are the mapped inputs of the task, and nothing else of the case."""

    id: UUID
    job_type: str
    worker: str
    locked_until: datetime
    retries: int
    failure: str | None
    instance_id: UUID
    case_number: str
    process_key: str
    version: int
    element_id: str
    agency: str
    created_at: datetime
    headers: Mapping[str, str]
    variables: ProcessData
    idempotency_key: str
    """The same for every attempt at this work: what the worker gives to systems that it asks in turn."""

    @classmethod
    def of(cls, row: Any, wanted: Collection[str] | None) -> Self:
        """From a row of `locked_jobs`, with the wanted variables; all if that is None."""
        token = JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
        variables = load(row.variables)
        return cls(
            id=row.id,
            job_type=row.job_type,
            worker=row.worker,
            locked_until=row.available_at,
            retries=row.retries,
            failure=row.failure,
            instance_id=row.instance_id,
            case_number=row.number,
            process_key=row.key,
            version=row.version,
            element_id=row.element_id,
            agency=row.agency,
            created_at=row.created_at,
            headers=load(row.headers),
            variables=variables if wanted is None else {name: variables[name] for name in wanted if name in variables},
            idempotency_key=token.key,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What is remembered of an answer: which jobs, not what stands in them."""

    ids: list[UUID]


@watched
def fetch_jobs(runtime: Runtime, command: FetchJobs) -> list[LockedJob]:
    """Lock jobs that wait and tell what they ask. Empty where there is none: that writes nothing.

    A job that was locked for too long is given to the next worker that asks. Raises InvalidInput, MayNotWork,
    JobTypeClosed.
    """
    _check_input(command)
    return retrying(partial(_attempt, runtime, command))


def _check_input(command: FetchJobs) -> None:
    wrong: dict[str, Text] = {}
    if not 0 < len(command.worker_id) <= LONGEST_WORKER:
        text = N_("Give the worker a name of at most %(most)s characters.")
        wrong["worker_id"] = Text(text, {"most": LONGEST_WORKER})
    if not 0 < len(command.topics) <= MOST_TOPICS:
        wrong["topics"] = Text(N_("Name 1 to %(most)s job types."), {"most": MOST_TOPICS})
    if len({each.job_type for each in command.topics}) != len(command.topics):
        wrong["topics"] = Text(N_("Name each job type once."))
    if not all(SHORTEST_LOCK <= each.lock <= LONGEST_LOCK for each in command.topics):
        text = N_("A lock lasts 1 to %(most)s seconds.")
        wrong["topics"] = Text(text, {"most": int(LONGEST_LOCK.total_seconds())})
    if not 0 < command.most <= MOST_JOBS:
        wrong["max_jobs"] = Text(N_("Ask for 1 to %(most)s jobs."), {"most": MOST_JOBS})
    if wrong:
        raise InvalidInput(wrong)


def _attempt(runtime: Runtime, command: FetchJobs) -> list[LockedJob]:
    now = runtime.clock.now()
    account_id, key, request = command.worker.actor.account_id, command.idempotency_key, _request(command)
    types = [each.job_type for each in command.topics]
    command.worker.check_types(types)
    offer = offered(command.worker.agencies, types, now)
    with runtime.database.begin() as work:
        given = recall(work.connection, account_id, key, request)
        if given is not None:
            return _told(work, command, [UUID(each) for each in given["ids"]], now)
        if not work.connection.scalar(sa.select(sa.exists(service_job.select().where(offer)))):
            return []
        work.begin_write()
        locks = {each.job_type: each.lock for each in command.topics}
        ids = take(work, offer, command.worker_id, locks, command.most, now)
        jobs = _told(work, command, ids, now)
        if ids:
            remember(work.connection, account_id, key, request, Taken(ids), now)
        work.commit()
        return jobs


def _told(work: UnitOfWork, command: FetchJobs, ids: list[UUID], now: datetime) -> list[LockedJob]:
    """Those of the jobs that the worker holds."""
    wanted = {each.job_type: each.variables for each in command.topics}
    rows = locked_jobs(work.connection, ids)
    held = [row for row in rows if row.worker == command.worker_id and row.available_at > now]
    return [LockedJob.of(row, wanted[row.job_type]) for row in held]


def _request(command: FetchJobs) -> bytes:
    topics = [(each.job_type, each.lock.total_seconds(), each.variables) for each in command.topics]
    return fingerprint("fetch_jobs", command.worker_id, topics, command.most)
