"""Plays the token game of a scope through, within bounds, and keeps what goes wrong on some way.

Whatever is found can happen by the model alone, if the data allow it. Where the bounds are reached, the rest is not
looked at: finding nothing is no proof.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from engine.bpmn.advice.net import Net, Place, net_of
from engine.bpmn.model import FlowNode, Model, SequenceFlow

MAX_STATES = 1_500
"""Of one scope."""
MAX_STEPS = 30_000
"""Of the whole model: how often something is tried."""
MAX_FLOWS = 400
MAX_ANCESTORS = 200
"""How far back growth is looked for."""

Marking = tuple[int, ...]
"""The numbers of the flows that hold tokens, in order; a flow with two tokens stands there twice."""


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


@dataclass(slots=True)
class Budget:
    """How many steps may still be tried."""

    steps: int = MAX_STEPS


@lru_cache(maxsize=1)
def explored(model: Model) -> Found:
    """What the token games of all executable scopes show."""
    found, budget = Found(), Budget()
    for scope in model.scopes:
        net = net_of(model, scope) if scope.executable and len(scope.flows) <= MAX_FLOWS else None
        if net is not None:
            explore(net, found, budget)
    return found


def explore(net: Net, found: Found, budget: Budget) -> int:
    """Add what goes wrong in a scope; the number of states that were looked at.

    Breadth first, so that the first way to a trouble is a short one.
    """
    waiting = deque({_State(_moved(net, (), (), given), False) for given in net.starts})
    seen = set(waiting)
    looked_at = 0
    while waiting and looked_at < MAX_STATES and budget.steps > 0:
        state = waiting.popleft()
        looked_at += 1
        following = list(_following(net, state, budget))
        if not following and state.marking:
            _note_stuck(net, state, found)
        for after in following:
            if after not in seen:
                seen.add(after)
                if not _note_crowded(net, after, found):
                    waiting.append(after)
    return looked_at


def _following(net: Net, state: _State, budget: Budget) -> Iterator[_State]:
    marked = Counter(state.marking)
    for number in sorted(marked):
        place = net.targets[number]
        taken = _taken(place, number, marked)
        for result in place.results if taken else ():
            budget.steps -= 1
            if result.ends_scope:
                yield _State((), state.sided, place.node, state)
            elif not (result.sides and state.sided):
                marking = _moved(net, state.marking, taken, result.gives)
                yield _State(marking, state.sided or result.sides, place.node, state)


def _taken(place: Place, number: int, marked: Counter[int]) -> tuple[int, ...]:
    """The flows that the node takes a token from because of this one; none if it can not, or does so for another."""
    if place.needs > 1:
        waiting = tuple(each for each in place.incoming for _ in range(marked[each]))
        return waiting[: place.needs] if number == waiting[0] and len(waiting) >= place.needs else ()
    if not place.joins:
        return (number,)
    there = tuple(each for each in place.incoming if each in marked)
    if number != there[0]:
        return ()
    if place.reached_from:
        return () if _awaits(place, set(marked)) else there
    return there if len(there) == len(place.incoming) else ()


def _awaits(place: Place, marked: set[int]) -> bool:
    """Whether some token can still reach an empty flow into the gateway, and none that is there already (13.4.3)."""
    empty: set[int] = set()
    filled: set[int] = set()
    for number in place.incoming:
        (filled if number in marked else empty).update(place.reached_from[number])
    return bool(marked & (empty - filled))


def _moved(net: Net, marking: Marking, taken: tuple[int, ...], given: tuple[int, ...]) -> Marking:
    tokens = list(marking)
    for number in taken:
        tokens.remove(number)
    tokens.extend(net.after[number] for number in given)
    return tuple(sorted(tokens))


def _note_stuck(net: Net, state: _State, found: Found) -> None:
    for number in set(state.marking):
        place = net.targets[number]
        if place.joins or place.needs > 1:
            empty = [each for each in place.incoming if each not in state.marking]
            found.stuck.setdefault(place.node, [net.flows[each] for each in empty or place.incoming])


def _note_crowded(net: Net, state: _State, found: Found) -> bool:
    """Note where tokens come together or become ever more; whether the ways behind need not be looked at."""
    counts = Counter(state.marking)
    grown = _grown(state, counts)
    crowded = {number for number, count in counts.items() if count > net.most}
    for numbers, notes in ((grown, found.growing), (crowded - grown, found.doubled)):
        for number in numbers:
            node = _filler(state, number)
            if node is not None:
                notes.setdefault(node, net.flows[number])
    return bool(grown) or any(counts[number] > net.most + 1 for number in crowded)


def _grown(state: _State, counts: Counter[int]) -> set[int]:
    """Flows with more tokens than some time before, while no flow has fewer: that can go on without end."""
    earlier = state.before
    for _ in range(MAX_ANCESTORS):
        if earlier is None:
            break
        if len(earlier.marking) < len(state.marking) and earlier.sided == state.sided:
            before = Counter(earlier.marking)
            if before <= counts:
                return set(counts - before)
        earlier = earlier.before
    return set()


def _filler(state: _State, number: int) -> FlowNode | None:
    """The node that put the last token onto a flow."""
    current: _State | None = state
    while current is not None and current.before is not None:
        if current.marking.count(number) > current.before.marking.count(number):
            return current.last
        current = current.before
    return None
