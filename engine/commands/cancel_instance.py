"""A supervisor ends a case before its time, with everything that it started and waits for."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.supervision import SHORTEST_REASON_TO_CANCEL, capacity_to_supervise, check_reason
from engine.execution import CancelExecution
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.task_rows import addresses_of_instance
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInstance:
    """`reason` is shown in the history of the case. `capacity`: in which position, where several would do."""

    instance_id: UUID
    actor: Actor
    reason: str
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@watched
def cancel_instance(runtime: Runtime, command: CancelInstance) -> None:
    """Withdraw its tasks, end its called processes, give back its places in quotas.

    Raises NotFound, MayNotSupervise, InvalidInput for a reason that says too little, CaseEnded.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: CancelInstance) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    request = fingerprint("cancel_instance", command.instance_id, command.reason)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        reason = check_reason(command.reason, least=SHORTEST_REASON_TO_CANCEL)
        case.check_active()

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(0, CancelExecution(reason=reason))
        turn.record(
            Event(
                kind="CaseCancelled",
                definition_id=case.definition_id,
                deed=Deed.of(command.actor.person_id, capacity),
                value={"reason": reason},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
