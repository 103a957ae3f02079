"""The port through which commands ask for work later: in their own transaction, so that a rollback leaves no job."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from engine.ids import new_id
from engine.store.tables import job
from engine.store.unit_of_work import UnitOfWork

wake_listeners: list[Callable[[], None]] = []
"""Runners of this process that want to know when a job was committed."""


def enqueue(
    work: UnitOfWork, task: str, *, run_at: datetime, lock: str | None = None, **arguments: str | int | None
) -> UUID:
    """Have `task` (a name in engine.jobs.tasks) run at `run_at` or soon after, at least once.

    Jobs only wake: they read the truth anew and do nothing where nothing waits any more. Jobs of the same
    `lock` never run at the same time.
    """
    identity = new_id()
    row: dict[str, Any] = {
        "id": identity,
        "task": task,
        "lock": lock,
        "arguments": orjson.dumps(arguments).decode(),
        "run_at": run_at,
    }
    work.connection.execute(job.insert(), row)
    if not work.after_commit or work.after_commit[-1] is not wake:
        work.after_commit.append(wake)
    return identity


def wake() -> None:
    """Tell the runners of this process."""
    for listener in wake_listeners:
        listener()
