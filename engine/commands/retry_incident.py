"""A supervisor sets a token going again after the cause of its incident was removed."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise
from engine.execution import RetryIncident as Retry
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.incidents import find_incident
from engine.store.task_rows import addresses_of_instance
from engine.store.user_tasks import UNKNOWN_ADDRESS, readdress_task
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """The token that has the incident. `capacity`: in which position, where several would do."""

    instance_id: UUID
    execution: int
    token: int
    actor: Actor
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@watched
def retry_incident(runtime: Runtime, command: RetryIncident) -> None:
    """Try again; a new failure raises a new incident.

    Raises NotFound where there is no such incident (any more), MayNotSupervise.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: RetryIncident) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    request = fingerprint("retry_incident", command.instance_id, command.execution, command.token)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        incident = find_incident(work.connection, command.instance_id, command.execution, command.token)
        turn = Turn(runtime, work, case, now, supervised=True)
        if incident.code != UNKNOWN_ADDRESS:
            turn.run(command.execution, Retry(token=command.token))
        turn.record(
            Event(
                kind="IncidentRetried",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                element_id=incident.element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"code": incident.code},
            )
        )
        if incident.code == UNKNOWN_ADDRESS:
            readdress_task(work.connection, case, command.execution, command.token)
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
