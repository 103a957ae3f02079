"""A supervisor moves a token: what it did is interrupted, and it enters another element of the same scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self
from uuid import UUID

from engine.authorization.supervision import capacity_to_dispatch, capacity_to_supervise, check_reason
from engine.corrections import typed, values_before
from engine.elements.effects import ElementActivated, ElementTerminated, IncidentRaised
from engine.execution import MoveToken as Move
from engine.execution import TokenGone, place_of
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.items import states_at
from engine.store.movement import movement_event
from engine.store.task_rows import addresses_of_instance
from engine.store.user_tasks import candidates_of_withdrawn
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveToken:
    """Which token goes to which element, and values that are written before, as `EditAndRetry.values`.

    `dry_run`: only tell what would happen; no reason is needed.
    """

    instance_id: UUID
    execution: int
    token: int
    to: str
    actor: Actor
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move brings about, as ids of elements in the order in which it happens.

    `moves` is the same as the history has it.
    """

    interrupted: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    status: str = "active"
    moves: tuple[Any, ...] = ()

    @classmethod
    def load(cls, known: Any) -> Self:
        """The answer as it was kept."""
        lists = {name: tuple(known[name]) for name in ("interrupted", "entered", "incidents", "moves")}
        return cls(status=known["status"], **lists)


@watched
def move_token(runtime: Runtime, command: MoveToken) -> Moved:
    """Move it and go on to the next waits, or only tell what would happen.

    Who takes tasks away from people by it supervises an agency to which each of them is addressed: nobody moves past
    what another agency decides.
    Raises NotFound, MayNotSupervise, CaseEnded, TokenGone, MoveRefused, InvalidInput with the names in error.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: MoveToken) -> Moved:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    place, sent = (command.execution, command.token, command.to), repr(sorted(command.values.items()))
    request = fingerprint("move_token", command.instance_id, *place, command.reason, sent)
    with runtime.database.begin() as work:
        given = recall(work.connection, account_id, key, request)
        if given is not None:
            return Moved.load(given)
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        reason = "" if command.dry_run else check_reason(command.reason)
        case.check_active()
        values = typed(command.values, least=0)
        before = values_before(work, case, command.execution, values)
        element_id = place_of(states_at(work, case, command.execution, command.token), command.token)
        if element_id is None:
            raise TokenGone

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(command.execution, Move(command.token, command.to, values), writes=tuple(values))
        for candidates in candidates_of_withdrawn(work.connection, case, turn.effects):
            capacity_to_dispatch(command.actor, candidates, participating, command.capacity)
        if command.dry_run:
            return _moved(turn)
        turn.record(
            Event(
                kind="TokenMoved",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                element_id=element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"to": command.to, "changed": sorted(values)} | through(command.via),
                value={"reason": reason, "values": values, "before": before},
            )
        )
        moved = _moved(turn)
        remember(work.connection, account_id, key, request, moved, now)
        work.commit()
        return moved


def _moved(turn: Turn) -> Moved:
    effects = [effect for _, effect in turn.effects]
    event = movement_event(turn.case.definition_id, turn.effects)
    return Moved(
        interrupted=tuple(each.element_id for each in effects if isinstance(each, ElementTerminated)),
        entered=tuple(each.element_id for each in effects if isinstance(each, ElementActivated) and not each.body),
        incidents=tuple(each.element_id for each in effects if isinstance(each, IncidentRaised)),
        status=turn.case.status,
        moves=tuple(event.detail) if event else (),
    )
