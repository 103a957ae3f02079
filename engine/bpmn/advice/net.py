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

ENDS_SCOPE = frozenset({"terminate", "error", "cancel"})
MAX_CHOICES = 4
"""An inclusive split with more ways is tried with each of them alone, and all together."""
MAX_BEGINNINGS = 64

Marking = tuple[int, ...]
"""How many tokens each sequence flow holds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can happen. `sides` says that it uses up the one non-interrupting event that is tried."""

    node: FlowNode
    takes: tuple[int, ...]
    gives: tuple[int, ...]
    ends_scope: bool = False
    sides: bool = False


@dataclass(slots=True)
class Net:
    """The sequence flows of a scope by number, and everything that can happen at its nodes."""

    scope: Scope
    flows: list[SequenceFlow]
    starts: list[tuple[int, ...]]
    """The flows that get a token at the beginning; one entry for each way to begin."""
    steps: list[Step]
    inclusive: dict[FlowNode, "Waiting"] = field(default_factory=dict)
    after: list[int] = field(default_factory=list)
    """For each flow the one where a token on it comes to rest."""


@dataclass(slots=True)
class Waiting:
    """For each flow into an inclusive gateway, from which flows it can be reached without passing the gateway."""

    reached_from: dict[int, frozenset[int]]


def net_of(model: Model, scope: Scope) -> Net | None:
    """The net of a scope; None for one with a complex gateway, whose behaviour depends on data."""
    if any(node.kind == "complexGateway" for node in scope.nodes):
        return None
    flows = [flow for flow in scope.flows if flow.source is not None and flow.target is not None]
    builder = _Builder(model, scope, {id(flow): number for number, flow in enumerate(flows)})
    steps = [step for node in scope.nodes for step in builder.steps(node)]
    net = Net(scope, flows, list(builder.starts()), steps)
    net.after = builder.resting_places(flows)
    for node in scope.nodes:
        if node.kind == "inclusiveGateway" and len(node.incoming) > 1:
            net.inclusive[node] = Waiting({each: _reaching(flows, each, node) for each in builder.into(node)})
    return net


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

    def steps(self, node: FlowNode) -> Iterator[Step]:
        if node.kind in ("startEvent", "boundaryEvent") or not node.incoming:
            return
        if node.kind in ("parallelGateway", "inclusiveGateway") and len(node.incoming) > 1:
            takes = [self.into(node)]
        else:
            takes = [(number,) for number in self.into(node)]
        ends = node.kind == "endEvent" and bool(ENDS_SCOPE & set(words(self._model, node)))
        for taken in takes:
            for given in self._results(node):
                yield Step(node, taken, given, ends)
            yield from self._boundary_steps(node, taken)

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
        if conditional:
            yield from (always + chosen for chosen in _subsets(conditional))
        if default or always or not conditional:
            yield always + default

    def _boundary_steps(self, node: FlowNode, taken: tuple[int, ...]) -> Iterator[Step]:
        for event in node.boundary_events:
            out = self.out_of(event)
            if out and event.interrupting:
                yield Step(node, taken, out)
            elif out:
                for given in self._results(node):
                    yield Step(node, taken, given + out, sides=True)


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
