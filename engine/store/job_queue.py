"""The durable table of jobs as a runner sees it: claim, finish, try again."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.errors import Unavailable
from engine.model.text import N_
from engine.store.tables import job
from engine.store.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=5)
"""Longer than the longest job: how long somebody without a heartbeat has a job."""
MOST_ATTEMPTS = 8
LONGEST_ERROR = 2000


class ClaimLost(Unavailable):
    """The job was given to another node, because this one showed no life: nothing of it is written any more."""

    code = "claim_lost"
    message = N_("This was given to another node, which does it now. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who takes jobs. `in_hand`: those that it is doing right now; their leases are prolonged by its heartbeat."""

    node_id: UUID | None = None
    lease: timedelta = LEASE
    in_hand: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that this runner has for the length of its lease. `attempts` tells this claim from any other of it."""

    id: UUID
    task: str
    arguments: dict[str, Any]
    attempts: int
    share: str


def anything_due(work: UnitOfWork, now: datetime, besides: Collection[str] = ()) -> bool:
    """Whether a job waits for its turn or was left by a runner that died. Reads only, so that idling costs no write.

    `besides`: tasks that are left to others.
    """
    waiting = sa.exists().where(job.c.state == "todo", job.c.run_at <= now, job.c.task.not_in(besides))
    expired = sa.exists().where(job.c.state == "doing", job.c.lease_until < now)
    return bool(work.connection.scalar(sa.select(sa.or_(waiting, expired))))


def claim(
    work: UnitOfWork, now: datetime, besides: Collection[str] = (), holder: Holder | None = None
) -> ClaimedJob | None:
    """Take the job whose turn it is: due, its lock free. `besides`: tasks that are left to others."""
    work.begin_write()
    taker = holder or Holder()
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
        .order_by(waiting.c.turn, waiting.c.run_at, waiting.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=waiting)
    )
    taken = (
        job.update()
        .where(job.c.id == candidate.scalar_subquery())
        .values(state="doing", attempts=job.c.attempts + 1, lease_until=now + taker.lease, node_id=taker.node_id)
        .returning(job.c.id, job.c.task, job.c.arguments, job.c.attempts, job.c.share)
    )
    try:
        with work.connection.begin_nested():
            row = work.connection.execute(taken).one_or_none()
    except sa.exc.IntegrityError:
        return None  # another runner took a job of the same lock at the same moment
    if row is None:
        return None
    return ClaimedJob(row.id, row.task, orjson.loads(row.arguments), row.attempts, row.share or str(row.id))


def free_expired(work: UnitOfWork, now: datetime, holder: Holder | None = None) -> int:
    """Put jobs of runners that died back into the queue. Returns how many.

    What the `holder` itself has in hand is not freed, however late its heartbeat is.
    """
    work.begin_write()
    own = holder.in_hand if holder else ()
    expired = (
        sa.select(job.c.id)
        .where(job.c.state == "doing", job.c.lease_until < now, job.c.id.not_in(list(own)))
        .with_for_update(skip_locked=True)
    )
    freed = work.connection.execute(
        job.update().where(job.c.id.in_(expired)).values(state="todo", lease_until=None, node_id=None)
    )
    return freed.rowcount


def is_held(claimed: ClaimedJob) -> sa.ColumnElement[bool]:
    """The condition that the job is still in the hands that claimed it."""
    return sa.and_(job.c.id == claimed.id, job.c.attempts == claimed.attempts, job.c.state == "doing")


def check_held(work: UnitOfWork, claimed: ClaimedJob) -> None:
    """Raise ClaimLost where the job was given to others; until the end of this unit of work it will not be."""
    query = sa.select(job.c.id).where(is_held(claimed)).with_for_update(read=True)
    if work.connection.scalar(query) is None:
        raise ClaimLost


def finish(work: UnitOfWork, claimed: ClaimedJob) -> None:
    """The job is done. Nothing, where others have it now."""
    work.begin_write()
    work.connection.execute(job.delete().where(is_held(claimed)))


def give_back(work: UnitOfWork, holder: Holder) -> int:
    """Put what a node has in hand back at once, for another to do. Returns how many jobs."""
    work.begin_write()
    own = sa.and_(job.c.state == "doing", job.c.node_id == holder.node_id, job.c.id.in_(list(holder.in_hand)))
    return work.connection.execute(
        job.update().where(own).values(state="todo", lease_until=None, node_id=None)
    ).rowcount


def put_back(work: UnitOfWork, claimed: ClaimedJob, error: str, now: datetime) -> bool:
    """The job failed: try again later, or give up after MOST_ATTEMPTS. Returns whether it will be tried again."""
    work.begin_write()
    again = claimed.attempts < MOST_ATTEMPTS
    work.connection.execute(
        job.update()
        .where(is_held(claimed))
        .values(
            state="todo" if again else "failed",
            run_at=now + timedelta(seconds=2**claimed.attempts),
            lease_until=None,
            node_id=None,
            error=error[:LONGEST_ERROR],
        )
    )
    return again
