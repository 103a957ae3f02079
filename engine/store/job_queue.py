"""The durable table of jobs as a runner sees it: claim, finish, try again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.store.tables import job
from engine.store.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=5)
"""Longer than the longest job. A job whose runner died runs again when its lease is over."""
MOST_ATTEMPTS = 8
LONGEST_ERROR = 2000


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this runner has for the length of its lease."""

    id: UUID
    task: str
    arguments: dict[str, Any]
    attempts: int


def anything_due(work: UnitOfWork, now: datetime, besides: Collection[str] = ()) -> bool:
    """Whether a job waits for its turn or was left by a runner that died. Reads only, so that idling costs no write.

    `besides`: tasks that are left to others.
    """
    waiting = sa.exists().where(job.c.state == "todo", job.c.run_at <= now, job.c.task.not_in(besides))
    expired = sa.exists().where(job.c.state == "doing", job.c.lease_until < now)
    return bool(work.connection.scalar(sa.select(sa.or_(waiting, expired))))


def claim(work: UnitOfWork, now: datetime, besides: Collection[str] = ()) -> ClaimedJob | None:
    """Take the oldest job that is due and whose lock is free, for LEASE. `besides`: tasks that are left to others."""
    work.begin_write()
    waiting = job.alias("waiting")
    running = job.alias("running")
    candidate = (
        sa.select(waiting.c.id)
        .where(
            waiting.c.state == "todo",
            waiting.c.run_at <= now,
            waiting.c.task.not_in(besides),
            ~sa.exists().where(running.c.state == "doing", running.c.lock == waiting.c.lock),
        )
        .order_by(waiting.c.run_at, waiting.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=waiting)
    )
    taken = (
        job.update()
        .where(job.c.id == candidate.scalar_subquery())
        .values(state="doing", attempts=job.c.attempts + 1, lease_until=now + LEASE)
        .returning(job.c.id, job.c.task, job.c.arguments, job.c.attempts)
    )
    try:
        with work.connection.begin_nested():
            row = work.connection.execute(taken).one_or_none()
    except sa.exc.IntegrityError:
        return None  # another runner took a job of the same lock at the same moment
    return None if row is None else ClaimedJob(row.id, row.task, orjson.loads(row.arguments), row.attempts)


def free_expired(work: UnitOfWork, now: datetime) -> int:
    """Put jobs of runners that died back into the queue. Returns how many."""
    work.begin_write()
    freed = work.connection.execute(
        job.update().where(job.c.state == "doing", job.c.lease_until < now).values(state="todo", lease_until=None)
    )
    return freed.rowcount


def finish(work: UnitOfWork, claimed: ClaimedJob) -> None:
    """The job is done."""
    work.begin_write()
    work.connection.execute(job.delete().where(job.c.id == claimed.id))


def put_back(work: UnitOfWork, claimed: ClaimedJob, error: str, now: datetime) -> bool:
    """The job failed: try again later, or give up after MOST_ATTEMPTS. Returns whether it will be tried again."""
    work.begin_write()
    again = claimed.attempts < MOST_ATTEMPTS
    work.connection.execute(
        job.update()
        .where(job.c.id == claimed.id)
        .values(
            state="todo" if again else "failed",
            run_at=now + timedelta(seconds=2**claimed.attempts),
            lease_until=None,
            error=error[:LONGEST_ERROR],
        )
    )
    return again
