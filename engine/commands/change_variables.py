"""A supervisor corrects variables of a case that goes on; what waits for a condition over them sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.corrections import fitting, typed, values_before
from engine.execution import SetVariables
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.task_rows import addresses_of_instance
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVariables:
    """New values of variables of an execution (0: the process itself), which may be new ones.

    A value is what JSON can say, fractions as Decimal; a text that begins with `=` is a FEEL literal.
    """

    instance_id: UUID
    actor: Actor
    values: Mapping[str, Any]
    reason: str
    execution: int = 0
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def change_variables(runtime: Runtime, command: ChangeVariables) -> None:
    """Write the values. The history has the old and the new ones.

    Raises NotFound, MayNotSupervise, CaseEnded, InvalidInput with the names in error: a variable keeps its kind, and
    what a field of a form would not take is not taken here.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ChangeVariables) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    sent = repr(sorted(command.values.items()))
    request = fingerprint("change_variables", command.instance_id, command.execution, command.reason, sent)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        reason = check_reason(command.reason)
        case.check_active()
        values = typed(command.values)
        before = values_before(work, case, command.execution, values)
        values = fitting(runtime, work, case, command.execution, values, before)

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(command.execution, SetVariables(values=values), writes=tuple(values))
        turn.record(
            Event(
                kind="VariablesChanged",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"changed": sorted(values), "names": ", ".join(sorted(values))} | through(command.via),
                value={"reason": reason, "values": values, "before": before},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
