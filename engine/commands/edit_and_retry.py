"""A supervisor corrects variables and sets a token going again, in one turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.corrections import typed, values_before
from engine.execution import RetryIncident as Retry
from engine.execution import SetVariables
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
class EditAndRetry:
    """The token that has the incident, and new values of variables of its execution, which may be new ones.

    A value is what JSON can say, fractions as Decimal; a text that begins with `=` is a FEEL literal.
    """

    instance_id: UUID
    execution: int
    token: int
    actor: Actor
    values: Mapping[str, Any]
    reason: str
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@watched
def edit_and_retry(runtime: Runtime, command: EditAndRetry) -> None:
    """Write the values, then try again; a new failure raises a new incident, and the values stay.

    Raises NotFound where there is no such incident (any more), MayNotSupervise, InvalidInput with the names in error.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: EditAndRetry) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    values_sent = repr(sorted(command.values.items()))
    request = fingerprint(
        "edit_and_retry", command.instance_id, command.execution, command.token, command.reason, values_sent
    )
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        incident = find_incident(work.connection, command.instance_id, command.execution, command.token)
        reason = check_reason(command.reason)
        values = typed(command.values)
        before = values_before(work, case, command.execution, values)

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(command.execution, SetVariables(values=values), writes=tuple(values))
        if incident.code != UNKNOWN_ADDRESS:
            turn.run(command.execution, Retry(token=command.token))
        turn.record(
            Event(
                kind="IncidentEdited",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                element_id=incident.element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"code": incident.code, "changed": sorted(values)},
                value={"reason": reason, "values": values, "before": before},
            )
        )
        if incident.code == UNKNOWN_ADDRESS:
            readdress_task(work.connection, case, command.execution, command.token)
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
