"""Plays the token game of a scope through, within bounds, and keeps what goes wrong on some way.

Whatever is found can happen by the model alone, if the data allow it. Where the bounds are reached, the rest is not
looked at: finding nothing is no proof.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from engine.bpmn.advice.net import Marking, Net, Step, net_of
from engine.bpmn.model import FlowNode, Model, SequenceFlow

MAX_STATES = 1_500
"""Of one scope."""
MAX_STATES_OF_MODEL = 6_000
MAX_FLOWS = 400
MAX_ANCESTORS = 200
"""How far back growth is looked for."""


@dataclass(slots=True)
class Found:
    """What can go wrong in a model."""

    stuck: dict[FlowNode, list[SequenceFlow]] = field(default_factory=dict)
    """Joins that wait for ever, with the flows on which nothing comes any more."""
    doubled: dict[FlowNode, SequenceFlow] = field(default_factory=dict)
    """Nodes behind which two tokens can be on one flow, with that flow."""
    growing: dict[FlowNode, SequenceFlow] = field(default_factory=dict)
    """Nodes that can put ever more tokens onto a flow, round by round."""


@dataclass(frozen=True, slots=True)
class _State:
    """Tokens on flows; `sided` where a non-interrupting event has happened already."""

    marking: Marking
    sided: bool
    last: FlowNode | None = field(default=None, compare=False)
    before: "_State | None" = field(default=None, compare=False)


@lru_cache(maxsize=1)
def explored(model: Model) -> Found:
    """What the token games of all executable scopes show."""
    found = Found()
    left = MAX_STATES_OF_MODEL
    for scope in model.scopes:
        net = net_of(model, scope) if scope.executable and len(scope.flows) <= MAX_FLOWS else None
        if net is not None and left > 0:
            left -= explore(net, found, min(left, MAX_STATES))
    return found


def explore(net: Net, found: Found, budget: int) -> int:
    """Add what goes wrong in a scope; the number of states that were seen, a step more than the budget at most.

    Breadth first, so that the first way to a trouble is a short one.
    """
    beginnings = [_State(_moved(net, [0] * len(net.flows), given), False) for given in net.starts]
    seen = set(beginnings)
    waiting = deque(seen)
    while waiting and len(seen) <= budget:
        state = waiting.popleft()
        following = list(_following(net, state))
        if not following and any(state.marking):
            _note_stuck(net, state, found)
        for after in following:
            if after in seen:
                continue
            seen.add(after)
            if not _note_crowded(net, after, found):
                waiting.append(after)
    return len(seen)


def _following(net: Net, state: _State) -> Iterator[_State]:
    for step in net.steps:
        for taken in _taken(net, step, state.marking):
            if step.sides and state.sided:
                continue
            tokens = [0] * len(net.flows) if step.ends_scope else list(state.marking)
            for number in () if step.ends_scope else taken:
                tokens[number] -= 1
            marking = _moved(net, tokens, () if step.ends_scope else step.gives)
            yield _State(marking, state.sided or step.sides, step.node, state)


def _taken(net: Net, step: Step, marking: Marking) -> Iterator[tuple[int, ...]]:
    """The flows that the step takes a token from, if it can happen."""
    waiting = net.inclusive.get(step.node)
    if waiting is None:
        if all(marking[number] for number in step.takes):
            yield step.takes
        return
    there = tuple(number for number in step.takes if marking[number])
    if there and not _awaits(net, step.takes, marking, waiting.reached_from):
        yield there


def _awaits(net: Net, incoming: tuple[int, ...], marking: Marking, reached_from: dict[int, frozenset[int]]) -> bool:
    """Whether some token can still reach an empty flow into the gateway, and none that is there already (13.4.3)."""
    empty = frozenset().union(*(reached_from[number] for number in incoming if not marking[number]))
    filled = frozenset().union(*(reached_from[number] for number in incoming if marking[number]))
    return any(count and number in empty and number not in filled for number, count in enumerate(marking))


def _moved(net: Net, tokens: list[int], given: tuple[int, ...]) -> Marking:
    for number in given:
        tokens[net.after[number]] += 1
    return tuple(tokens)


def _note_stuck(net: Net, state: _State, found: Found) -> None:
    for number, count in enumerate(state.marking):
        node = net.flows[number].target if count else None
        if node is not None and len(node.incoming) > 1:
            empty = [flow for index, flow in enumerate(net.flows) if flow.target is node and not state.marking[index]]
            found.stuck.setdefault(node, empty)


def _note_crowded(net: Net, state: _State, found: Found) -> bool:
    """Note where tokens come together or become ever more; whether the ways behind need not be looked at."""
    grown = _grown(state)
    crowded = {number for number, count in enumerate(state.marking) if count > 1}
    for numbers, notes in ((grown, found.growing), (crowded - grown, found.doubled)):
        for number in numbers:
            node = _filler(state, number)
            if node is not None:
                notes.setdefault(node, net.flows[number])
    return bool(grown) or any(state.marking[number] > 2 for number in crowded)


def _grown(state: _State) -> set[int]:
    """Flows with more tokens than some time before, while no flow has fewer: that can go on without end."""
    earlier = state.before
    for _ in range(MAX_ANCESTORS):
        if earlier is None:
            break
        pairs = list(zip(earlier.marking, state.marking, strict=True))
        more = earlier.marking != state.marking and earlier.sided == state.sided
        if more and all(old <= new for old, new in pairs):
            return {number for number, (old, new) in enumerate(pairs) if old < new}
        earlier = earlier.before
    return set()


def _filler(state: _State, number: int) -> FlowNode | None:
    """The node that put the last token onto a flow."""
    current: _State | None = state
    while current is not None and current.before is not None:
        if current.marking[number] > current.before.marking[number]:
            return current.last
        current = current.before
    return None
