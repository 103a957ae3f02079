"""What moved without a person in a turn, as one entry of the history."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.elements.effects import (
    DecisionEvaluated,
    Effect,
    ElementActivated,
    ElementCompleted,
    ElementMigrated,
    ElementTerminated,
    ErrorEscaped,
    EscalationEscaped,
    IncidentRaised,
    IncidentResolved,
    MessageThrown,
    ProcessEnded,
    SignalThrown,
    TimerEnded,
    UserTaskCreated,
)
from engine.model.ids import DefinitionId, ExecutionNumber
from engine.store.codec import decode, encode
from engine.store.history import Event

MOVED = "TokensMoved"
"""Kind of the entry. Its detail lists [execution, effect, element id, token, ...], its value what is personal."""


BODY = "body"
"""Marks what the loop around a multi-instance does; its instances are counted instead."""


def movement_event(definition_id: DefinitionId, effects: Sequence[tuple[ExecutionNumber, Effect]]) -> Event | None:
    """The entry for `effects`, or None where nothing worth remembering happened."""
    moves: list[Any] = []
    personal: list[Any] = []
    for number, effect in without_passing_incidents(effects):
        more = particulars(effect)
        if more is None:
            continue
        moves.append([number, type(effect).__name__, effect.element_id, effect.token, *more])
        if isinstance(effect, DecisionEvaluated):
            told = [encode(effect.inputs), encode(effect.result), list(effect.warnings)]
            personal.append([len(moves) - 1, *told])
        elif isinstance(effect, IncidentRaised):
            personal.append([len(moves) - 1, effect.detail])
    if not moves:
        return None
    return Event(kind=MOVED, definition_id=definition_id, detail=moves, value=personal or None)


def without_passing_incidents(
    effects: Sequence[tuple[ExecutionNumber, Effect]],
) -> Iterable[tuple[ExecutionNumber, Effect]]:
    """Leave out incidents that were over in the same turn: an error that a caller catches stood still for a moment."""
    passing: set[int] = set()
    raised: dict[tuple[ExecutionNumber, int], int] = {}
    for index, (number, effect) in enumerate(effects):
        if isinstance(effect, IncidentRaised):
            raised[number, effect.token] = index
        elif isinstance(effect, IncidentResolved) and (number, effect.token) in raised:
            passing |= {index, raised.pop((number, effect.token))}
    return (each for index, each in enumerate(effects) if index not in passing)


def particulars(effect: Effect) -> list[Any] | None:
    """What an effect is remembered with, free of personal data; None for effects that are not remembered."""
    match effect:
        case ElementActivated(body=True) | ElementTerminated(body=True):
            return None
        case ElementActivated() | ElementTerminated() | IncidentResolved():
            return []
        case ElementCompleted(flows=flows, body=body):
            return [list(flows), BODY] if body else [list(flows)]
        case ElementMigrated(former=former, entered=entered):
            return [former] if entered else None
        case UserTaskCreated(candidates=candidates):
            return [list(candidates)]
        case TimerEnded(part=part, ending=ending):
            return [part, str(ending)]
        case DecisionEvaluated(decision_id=decision_id, matched=matched, basis=basis, version=version):
            return [decision_id, [[decision, list(rules)] for decision, rules in matched], list(basis), version]
        case MessageThrown(name=name) | SignalThrown(name=name):
            return [name]
        case IncidentRaised(code=code) | ErrorEscaped(code=code) | EscalationEscaped(code=code):
            return [code]
        case ProcessEnded(outcome=outcome):
            return [str(outcome)]
        case _:
            return None


class Movement:
    """Where tokens were and are, counted from the entries of an instance's history."""

    def __init__(self, details: Iterable[Sequence[Any]]) -> None:
        self.entered: dict[tuple[int, str], int] = {}
        self.left: dict[tuple[int, str], int] = {}
        self.interrupted: dict[tuple[int, str], int] = {}
        self.flows: dict[str, int] = {}
        for moves in details:
            for number, kind, element_id, _token, *more in moves:
                key = number, element_id
                if kind == "ElementActivated":
                    self.entered[key] = self.entered.get(key, 0) + 1
                elif kind == "ElementCompleted":
                    if BODY not in more:
                        self.left[key] = self.left.get(key, 0) + 1
                    for flow in more[0]:
                        self.flows[flow] = self.flows.get(flow, 0) + 1
                elif kind == "ElementMigrated":
                    former = number, more[0]
                    self.interrupted[former] = self.interrupted.get(former, 0) + 1
                    self.entered[key] = self.entered.get(key, 0) + 1
                elif kind == "ElementTerminated":
                    self.interrupted[key] = self.interrupted.get(key, 0) + 1

    def active(self) -> dict[str, int]:
        """Tokens that are in an element now, by its id."""
        counts: dict[str, int] = {}
        for (number, element_id), entered in self.entered.items():
            key = number, element_id
            here = entered - self.left.get(key, 0) - self.interrupted.get(key, 0)
            if here > 0:
                counts[element_id] = counts.get(element_id, 0) + here
        return counts

    def done(self) -> dict[str, int]:
        """How often each element was completed."""
        counts: dict[str, int] = {}
        for (_, element_id), left in self.left.items():
            counts[element_id] = counts.get(element_id, 0) + left
        return counts


def personal_of(value: Any) -> dict[int, list[Any]]:
    """The personal part of an entry by the index of the move it belongs to; empty where it was erased."""
    return {item[0]: [decode(part) for part in item[1:]] for item in value or []}
