"""A worker of another system did a job: its variables are taken and the token goes on."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.workers import Worker
from engine.corrections import check_names
from engine.execution import CompleteJob as Complete
from engine.model.data import ProcessData
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.external_jobs import check_held, held_job
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteExternalJob:
    """`variables` is the answer. `idempotency_key`: the same key brings the same answer, however often it is sent."""

    worker: Worker
    worker_id: str
    job_id: UUID
    variables: ProcessData
    idempotency_key: str | None = None


@watched
def complete_external_job(runtime: Runtime, command: CompleteExternalJob) -> None:
    """Take the answer once, or nothing of it. Raises InvalidInput, MayNotWork, JobGone, JobLockLost."""
    check_names("variables", command.variables)
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: CompleteExternalJob) -> None:
    now = runtime.clock.now()
    account_id, key = command.worker.actor.account_id, command.idempotency_key
    request = fingerprint("complete_external_job", command.job_id, command.worker_id, command.variables)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        held = held_job(work, command.job_id, command.worker, command.worker_id, now)
        turn = Turn(runtime, work, held.case, now)
        answer = Complete(token=held.token.token, data=command.variables)
        turn.run(held.token.execution, answer, writes=tuple(command.variables))
        check_held(work, command.job_id, command.worker_id, now)
        turn.record(
            Event(
                kind="ServiceAnswered",
                definition_id=held.case.loaded[held.token.execution].definition_id,
                execution=held.token.execution,
                element_id=held.element_id,
                deed=Deed.of(command.worker.actor.person_id, held.capacity),
                detail={"worker": command.worker_id},
                value={"variables": command.variables},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
