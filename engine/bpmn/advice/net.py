"""A scope as a token game sees it: where tokens wait, and what each of them can do next (BPMN 2.0.2, 13.2-13.4).

Only sequence flows hold tokens. What happens inside a sub-process, which data decide, and when things happen is left
out: every choice may go every way. Flow nodes that only pass a token on are taken together with the flow behind them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, islice, product

from engine.bpmn.model import FlowNode, Model, Scope, SequenceFlow
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.rules.reading import is_set, words

START, COMPLETION = "startQuantity", "completionQuantity"
ENDS_SCOPE = frozenset({"terminate", "error", "cancel"})
MAX_CHOICES = 4
"""An inclusive split with more ways is tried with each of them alone, and all together."""
MAX_BEGINNINGS = 64
MAX_QUANTITY = 5
"""Scopes with activities that need or give more tokens at once are not played."""


@dataclass(frozen=True, slots=True)
class Result:
    """Where tokens go when a node is left. `sides`: it uses up the one non-interrupting event that is tried."""

    gives: tuple[int, ...]
    ends_scope: bool = False
    sides: bool = False


@dataclass(slots=True)
class Place:
    """A node with its incoming flows by number, and everything that can come of it.

    `joins` says that it takes a token from each flow; an inclusive gateway takes one from each that has any, and waits
    for the others while they can still be reached (`reached_from`: for each flow, from which ones without passing it).
    `needs`: how many tokens an activity takes, over whatever flow.
    """

    node: FlowNode
    incoming: tuple[int, ...]
    results: list[Result]
    joins: bool = False
    needs: int = 1
    reached_from: dict[int, frozenset[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Net:
    """The sequence flows of a scope by number, and what they lead to."""

    scope: Scope
    flows: list[SequenceFlow]
    starts: list[tuple[int, ...]]
    """The flows that get a token at the beginning; one entry for each way to begin."""
    targets: list[Place]
    """For each flow, what it leads to."""
    after: list[int]
    """For each flow, the one where a token on it comes to rest."""
    most: int
    """How many tokens an activity needs or gives at once; more than 1 where several on one flow are meant."""


def net_of(model: Model, scope: Scope) -> Net | None:
    """The net of a scope; None for one with a complex gateway, whose behaviour depends on data, or large quantities."""
    most = max((max(_quantity(node, START), _quantity(node, COMPLETION)) for node in scope.nodes), default=1)
    if most > MAX_QUANTITY or any(node.kind == "complexGateway" for node in scope.nodes):
        return None
    inside = set(scope.nodes)
    flows = [flow for flow in scope.flows if flow.source in inside and flow.target in inside]
    builder = _Builder(model, scope, {id(flow): number for number, flow in enumerate(flows)})
    places = {node: builder.place(node) for node in scope.nodes if node.incoming}
    for node, place in places.items():
        if node.kind == "inclusiveGateway" and len(place.incoming) > 1:
            place.reached_from = {each: _reaching(flows, each, node) for each in place.incoming}
    targets = [places[flow.target] for flow in flows if flow.target is not None]
    return Net(scope, flows, list(builder.starts()), targets, builder.resting_places(flows), most)


class _Builder:
    """Turns the nodes of one scope into steps over numbered flows."""

    def __init__(self, model: Model, scope: Scope, numbers: dict[int, int]) -> None:
        self._model = model
        self._scope = scope
        self._numbers = numbers

    def starts(self) -> Iterator[tuple[int, ...]]:
        started = [node for node in self._scope.nodes if node.kind == "startEvent"]
        for node in started:
            yield self.out_of(node)
        if not started:
            first = [node for node in self._scope.nodes if not node.incoming and self._begins(node)]
            ways = product(*(list(self._results(node)) for node in first))
            yield from (tuple(chain.from_iterable(way)) for way in islice(ways, MAX_BEGINNINGS))

    def place(self, node: FlowNode) -> Place:
        ends = node.kind == "endEvent" and bool(ENDS_SCOPE & set(words(self._model, node)))
        results = [Result(given, ends) for given in self._results(node)]
        results += list(self._boundary_results(node, results))
        joins = node.kind in ("parallelGateway", "inclusiveGateway") and len(self.into(node)) > 1
        return Place(node, self.into(node), results, joins, _quantity(node, START))

    def into(self, node: FlowNode) -> tuple[int, ...]:
        return tuple(self._numbers[id(flow)] for flow in node.incoming if id(flow) in self._numbers)

    def out_of(self, node: FlowNode) -> tuple[int, ...]:
        return tuple(self._numbers[id(flow)] for flow in self._leaving(node) if id(flow) in self._numbers)

    def resting_places(self, flows: list[SequenceFlow]) -> list[int]:
        """Follow each flow over the nodes that do nothing but pass on."""
        places = []
        for number, flow in enumerate(flows):
            passed = {number}
            while flow.target is not None and self._only_passes(flow.target):
                behind = self.out_of(flow.target)[0]
                if behind in passed:
                    break
                passed.add(behind)
                number, flow = behind, flows[behind]
            places.append(number)
        return places

    def _begins(self, node: FlowNode) -> bool:
        outside = node.kind == "boundaryEvent" or node.is_event_sub_process or is_set(node.xml, "isForCompensation")
        return not outside and not (node.kind == "intermediateCatchEvent" and "link" in words(self._model, node))

    def _only_passes(self, node: FlowNode) -> bool:
        boundary = any(event.outgoing for event in node.boundary_events)
        if _quantity(node, START) > 1 or _quantity(node, COMPLETION) > 1:
            return False
        return len(node.incoming) == 1 and len(self.out_of(node)) == 1 and not boundary

    def _leaving(self, node: FlowNode) -> list[SequenceFlow]:
        """Its outgoing flows; a throwing link goes on behind the link that catches it."""
        if node.kind != "intermediateThrowEvent" or "link" not in words(self._model, node):
            return node.outgoing
        names = {definition.xml.get("name") for definition in node.definitions}
        for other in self._scope.nodes:
            caught = other.kind == "intermediateCatchEvent" and "link" in words(self._model, other)
            if caught and names & {definition.xml.get("name") for definition in other.definitions}:
                return other.outgoing
        return []

    def _results(self, node: FlowNode) -> Iterator[tuple[int, ...]]:
        """Onto which flows tokens may go when the node is left."""
        out = self.out_of(node)
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ((number,) for number in out) if out else [()]
        elif node.kind == "inclusiveGateway":
            yield from _subsets(out)
        elif node.kind in ACTIVITIES:
            yield from self._ways_out(node)
        else:
            yield out

    def _ways_out(self, node: FlowNode) -> Iterator[tuple[int, ...]]:
        """Unconditional flows always; of the conditional ones some, or none and then the default."""
        flows = [flow for flow in node.outgoing if id(flow) in self._numbers]
        conditional = tuple(self._numbers[id(flow)] for flow in flows if flow.condition is not None)
        default = tuple(self._numbers[id(flow)] for flow in flows if flow.is_default)
        always = tuple(self._numbers[id(flow)] for flow in flows if flow.condition is None and not flow.is_default)
        times = _quantity(node, COMPLETION)
        if conditional:
            yield from ((always + chosen) * times for chosen in _subsets(conditional))
        if default or always or not conditional:
            yield (always + default) * times

    def _boundary_results(self, node: FlowNode, plain: list[Result]) -> Iterator[Result]:
        for event in node.boundary_events:
            out = self.out_of(event)
            if out and event.interrupting:
                yield Result(out)
            elif out:
                yield from (Result(result.gives + out, sides=True) for result in plain)


def _quantity(node: FlowNode, attribute: str) -> int:
    """How many tokens an activity needs (startQuantity) or gives (completionQuantity)."""
    text = node.xml.get(attribute, "1").strip()
    return int(text[:9]) if text.isdecimal() else 1


def _subsets(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    sizes = range(1, len(numbers) + 1) if len(numbers) <= MAX_CHOICES else (1, len(numbers))
    for size in sizes:
        yield from combinations(numbers, size)
    if not numbers:
        yield ()


def _reaching(flows: list[SequenceFlow], goal: int, barrier: FlowNode) -> frozenset[int]:
    """Flows from which a token can come to the goal without passing the barrier."""
    by_target: dict[int, list[int]] = {}
    for number, flow in enumerate(flows):
        by_target.setdefault(id(flow.target), []).append(number)
    found: set[int] = set()
    waiting = [goal]
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        found.add(number)
        source = flows[number].source
        if source is None or source is barrier:
            continue
        waiting.extend(by_target.get(id(source), ()))
        if source.host is not None and source.host is not barrier:
            waiting.extend(by_target.get(id(source.host), ()))
    return frozenset(found)
