"""A supervisor lets a case pass over what a system should have done, and says what it would have given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.corrections import typed, values_before
from engine.execution import SkipElement as Skip
from engine.execution import place_of
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.items import states_at
from engine.store.task_rows import addresses_of_instance
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipElement:
    """The token that stands still or waits for another system, and `values` in place of the element's results.

    Values are written as `EditAndRetry.values`; the element's output mappings are not evaluated.
    """

    instance_id: UUID
    execution: int
    token: int
    actor: Actor
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def skip_element(runtime: Runtime, command: SkipElement) -> None:
    """Go on behind the element. The history says that it was passed over, by whom and why.

    What people and decision tables decide, and what others have to send, is never passed over: nobody's silence and
    no incident may look like a decision.
    Raises NotFound, MayNotSupervise, CaseEnded, TokenGone, SkipRefused, InvalidInput with the names in error.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: SkipElement) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    sent = repr(sorted(command.values.items()))
    request = fingerprint("skip_element", command.instance_id, command.execution, command.token, command.reason, sent)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        reason = check_reason(command.reason)
        case.check_active()
        values = typed(command.values, least=0)
        before = values_before(work, case, command.execution, values)
        element_id = place_of(states_at(work, case, command.execution, command.token), command.token)

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(command.execution, Skip(token=command.token, values=values), writes=tuple(values))
        turn.record(
            Event(
                kind="ElementSkipped",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                element_id=element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"changed": sorted(values)} | through(command.via),
                value={"reason": reason, "values": values, "before": before},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
