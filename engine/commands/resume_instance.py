"""A supervisor lets a suspended case go on, with what came while it stood still."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.suspending import release_case
from engine.store.task_rows import addresses_of_instance
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInstance:
    """`reason` is shown in the history of the case. `capacity`: in which position, where several would do.

    `via`: through whom it is done in the person's name, where it is not the person; it stays in the history.
    """

    instance_id: UUID
    actor: Actor
    reason: str
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def resume_instance(runtime: Runtime, command: ResumeInstance) -> None:
    """Take off the hold: timers that are due fire, messages and signals that came are delivered, services are asked.

    Resuming a case that is not suspended changes nothing.
    Raises NotFound, MayNotSupervise, InvalidInput for a missing reason, CaseEnded.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ResumeInstance) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    request = fingerprint("resume_instance", command.instance_id, command.reason)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        reason = check_reason(command.reason)
        case.check_active()
        if case.suspended_at is None:
            return

        Turn(runtime, work, case, now).record(
            Event(
                kind="CaseResumed",
                definition_id=case.definition_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail=through(command.via),
                value={"reason": reason},
            )
        )
        release_case(work, case, now)
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
