"""A worker of another system needs more time for a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from engine.authorization.workers import Worker
from engine.errors import InvalidInput
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.external_jobs import change_held, held_job
from engine.turn import retrying

SHORTEST_LOCK, LONGEST_LOCK = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendJobLock:
    """`lock` is how long from now."""

    worker: Worker
    worker_id: str
    job_id: UUID
    lock: timedelta


@watched
def extend_job_lock(runtime: Runtime, command: ExtendJobLock) -> datetime:
    """Hold the job for so long from now. Returns until when.

    Raises InvalidInput, MayNotWork, JobGone, JobLockLost: a lock that is over is not extended.
    """
    if not SHORTEST_LOCK <= command.lock <= LONGEST_LOCK:
        text = N_("A lock lasts 1 to %(most)s seconds.")
        raise InvalidInput({"lock_seconds": Text(text, {"most": int(LONGEST_LOCK.total_seconds())})})
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ExtendJobLock) -> datetime:
    now = runtime.clock.now()
    until = now + command.lock
    with runtime.database.begin() as work:
        held_job(work, command.job_id, command.worker, command.worker_id, now)
        change_held(work, command.job_id, command.worker_id, now, available_at=until)
        work.commit()
    return until
