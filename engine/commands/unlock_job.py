"""A worker of another system gives a job back: the next one that asks gets it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.workers import Worker
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.external_jobs import change_held, held_job, tell_workers
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.turn import retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockJob:
    """Which job, held by whom."""

    worker: Worker
    worker_id: str
    job_id: UUID
    idempotency_key: str | None = None


@watched
def unlock_job(runtime: Runtime, command: UnlockJob) -> None:
    """Offer the job again at once, with as many retries as before. Raises MayNotWork, JobGone, JobLockLost."""
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: UnlockJob) -> None:
    now = runtime.clock.now()
    account_id, key = command.worker.actor.account_id, command.idempotency_key
    request = fingerprint("unlock_job", command.job_id, command.worker_id)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        held = held_job(work, command.job_id, command.worker, command.worker_id, now)
        change_held(work, command.job_id, command.worker_id, now, worker=None, available_at=now)
        remember(work.connection, account_id, key, request, Done(), now)
        tell_workers(work, {held.job_type})
        work.commit()
