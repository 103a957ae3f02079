"""The port through which commands ask for work later: in their own transaction, so that a rollback leaves no job."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.ids import new_id
from engine.store.tables import job
from engine.store.unit_of_work import UnitOfWork

CHANNEL = "lintas_job"
"""Where PostgreSQL tells all nodes that a job was committed which is due."""
SOON = 1_000_000
"""Microseconds by which a job may lie ahead of the database's clock and still count as due."""
WAITING = job.c.state == "todo"

wake_listeners: list[Callable[[], None]] = []
"""Runners of this process that want to know when a job was committed."""


def enqueue(
    work: UnitOfWork,
    task: str,
    *,
    run_at: datetime,
    lock: str | None = None,
    share: str | None = None,
    **arguments: str | int | None,
) -> UUID:
    """Have `task` (a name in engine.jobs.tasks) run at `run_at` or soon after, at least once.

    Jobs only wake: they read the truth anew and do nothing where nothing waits any more. Jobs of the same
    `lock` never run at the same time. Jobs of the same `share` (a case, a batch) take turns with those of others,
    however many they are; what a job causes belongs to its share.
    """
    identity = new_id()
    line = share or str(identity)
    if work.guard is not None:
        line = work.guard.share
    row: dict[str, Any] = {
        "id": identity,
        "task": task,
        "lock": lock,
        "arguments": orjson.dumps(arguments).decode(),
        "run_at": run_at,
        "share": line,
        "due_by": run_at,
        "of_share": line,
    }
    work.connection.execute(INSERT_EMBEDDED if work.embedded else INSERT, row)
    if not work.after_commit or work.after_commit[-1] is not wake:
        work.after_commit.append(wake)
    return identity


def _next_turn() -> sa.ScalarSelect[int]:
    """Behind the last of its share, but not before what the others have reached."""
    reached = sa.select(sa.func.min(job.c.turn).label("turn")).where(
        WAITING, job.c.run_at <= sa.bindparam("due_by", type_=job.c.run_at.type)
    )
    behind = sa.select((sa.func.max(job.c.turn) + 1).label("turn")).where(
        WAITING, job.c.share == sa.bindparam("of_share")
    )
    places = sa.union_all(reached, behind).subquery()
    return sa.select(sa.func.coalesce(sa.func.max(places.c.turn), 0)).scalar_subquery()


def _told() -> sa.ColumnElement[Any]:
    """Tells the nodes at the commit, once for all jobs of a transaction; nothing where the job is for later."""
    now = sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()) * 1_000_000, sa.BigInteger)
    due = sa.type_coerce(job.c.run_at, sa.BigInteger) <= now + SOON
    return sa.case((due, sa.cast(sa.func.pg_notify(CHANNEL, ""), sa.Text)))


INSERT_EMBEDDED = job.insert().values(turn=_next_turn())
INSERT = INSERT_EMBEDDED.returning(_told())


def wake() -> None:
    """Tell the runners of this process."""
    for listener in wake_listeners:
        listener()
