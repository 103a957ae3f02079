"""A worker of another system could not do a job: it is offered again later, or a supervisor is asked."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from engine.authorization.workers import Worker
from engine.errors import InvalidInput
from engine.execution import FailJob as Fail
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.external_jobs import change_held, check_held, held_job
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.service_jobs import pause_before
from engine.turn import Turn, retrying

LONGEST_DETAIL = 2000
LONGEST_PAUSE = timedelta(days=30)
MOST_RETRIES = 99
FAILED = "worker_failed"
"""Code of the incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailExternalJob:
    """`detail` is for the supervisor and holds no secrets.

    `retries` is how often it shall be offered again; None: one time less than before. `pause`: until when at the
    earliest; None: longer and longer.
    """

    worker: Worker
    worker_id: str
    job_id: UUID
    detail: str
    retries: int | None = None
    pause: timedelta | None = None
    idempotency_key: str | None = None


@watched
def fail_external_job(runtime: Runtime, command: FailExternalJob) -> None:
    """Offer the job again, or raise an incident where no retry is left.

    Raises InvalidInput, MayNotWork, JobGone, JobLockLost.
    """
    wrong: dict[str, Text] = {}
    if not 0 < len(command.detail) <= LONGEST_DETAIL:
        text = N_("Say in at most %(most)s characters what went wrong. Supervisors read it.")
        wrong["detail"] = Text(text, {"most": LONGEST_DETAIL})
    if command.retries is not None and not 0 <= command.retries <= MOST_RETRIES:
        wrong["retries"] = Text(N_("Choose 0 to %(most)s retries."), {"most": MOST_RETRIES})
    if command.pause is not None and not timedelta(0) <= command.pause <= LONGEST_PAUSE:
        wrong["retry_after_seconds"] = Text(N_("A job rests for at most %(most)s days."), {"most": LONGEST_PAUSE.days})
    if wrong:
        raise InvalidInput(wrong)
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: FailExternalJob) -> None:
    now = runtime.clock.now()
    account_id, key = command.worker.actor.account_id, command.idempotency_key
    asked = None if command.pause is None else command.pause.total_seconds()
    request = fingerprint(
        "fail_external_job", command.job_id, command.worker_id, command.detail, command.retries, asked
    )
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        held = held_job(work, command.job_id, command.worker, command.worker_id, now)
        left = held.retries - 1 if command.retries is None else command.retries
        if left > 0:
            pause = pause_before(left) if command.pause is None else command.pause
            values = {"worker": None, "retries": left, "failure": command.detail, "available_at": now + pause}
            change_held(work, command.job_id, command.worker_id, now, **values)
        else:
            turn = Turn(runtime, work, held.case, now)
            turn.run(held.token.execution, Fail(token=held.token.token, code=FAILED, detail=command.detail))
            check_held(work, command.job_id, command.worker_id, now)
            turn.record(
                Event(
                    kind="ServiceFailed",
                    definition_id=held.case.loaded[held.token.execution].definition_id,
                    execution=held.token.execution,
                    element_id=held.element_id,
                    deed=Deed.of(command.worker.actor.person_id, held.capacity),
                    detail={"worker": command.worker_id},
                )
            )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
