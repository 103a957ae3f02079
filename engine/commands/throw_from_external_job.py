"""A worker of another system answers with a BPMN error: the model says what happens then."""

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from engine.authorization.workers import Worker
from engine.corrections import check_names
from engine.errors import InvalidInput
from engine.execution import ThrowFromJob as Throw
from engine.model.data import ProcessData
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.external_jobs import check_held, held_job
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.turn import Turn, retrying

LONGEST_CODE = 200
LONGEST_MESSAGE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowFromExternalJob:
    """`code` is what boundary events compare (BPMN 2.0.2, 10.5.6). `message` is for people; no secrets in it."""

    worker: Worker
    worker_id: str
    job_id: UUID
    code: str
    message: str = ""
    variables: ProcessData = field(default_factory=dict)
    idempotency_key: str | None = None


@watched
def throw_from_external_job(runtime: Runtime, command: ThrowFromExternalJob) -> None:
    """Throw the error at the token once. Raises InvalidInput, MayNotWork, JobGone, JobLockLost."""
    if not 0 < len(command.code) <= LONGEST_CODE:
        raise InvalidInput({"code": Text(N_("Use at most %(most)s characters."), {"most": LONGEST_CODE})})
    check_names("variables", command.variables)
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ThrowFromExternalJob) -> None:
    now = runtime.clock.now()
    account_id, key = command.worker.actor.account_id, command.idempotency_key
    request = fingerprint(
        "throw_from_external_job", command.job_id, command.worker_id, command.code, command.message, command.variables
    )
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        held = held_job(work, command.job_id, command.worker, command.worker_id, now)
        turn = Turn(runtime, work, held.case, now)
        message = command.message[:LONGEST_MESSAGE]
        error = Throw(token=held.token.token, code=command.code, message=message, data=command.variables)
        turn.run(held.token.execution, error, writes=tuple(command.variables))
        check_held(work, command.job_id, command.worker_id, now)
        turn.record(
            Event(
                kind="ServiceAnswered",
                definition_id=held.case.loaded[held.token.execution].definition_id,
                execution=held.token.execution,
                element_id=held.element_id,
                deed=Deed.of(command.worker.actor.person_id, held.capacity),
                detail={"worker": command.worker_id, "error": command.code},
                value={"variables": command.variables},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
