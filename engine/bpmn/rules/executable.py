"""What a process must say to be executed here although the standard lets it unsaid: valid BPMN, but not executable."""

from collections.abc import Iterator
from itertools import chain

from engine.bpmn.definitions import event_definitions
from engine.bpmn.model import FlowNode, Model, SequenceFlow
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import text_of
from engine.model.text import N_

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_SEARCHED = 500
"""Larger scopes are refused for their size; searching them from every gateway would cost minutes."""


@rule(
    "missing_id",
    N_("Expected an id on %(kind)s “%(element)s”, but it has none. Save the model again in a modelling tool."),
)
def missing_id(model: Model) -> Iterator[Hit]:
    """The schema lets ids out; an engine cannot."""
    for element in chain(model.processes, model.nodes, model.flows):
        if not element.id:
            yield at(element, kind=element.kind)


@rule("timer_without_time", N_("Timer %(element)s says nothing about when. Give it a date, a duration or a cycle."))
def timer_without_time(model: Model) -> Iterator[Hit]:
    """The standard lets a timer without a time stand; here it would never be due."""
    for node in model.nodes:
        for definition in event_definitions(model, node) if node.scope.executable else ():
            if definition.word == "timer" and not any(text_of(child) for child in definition.xml):
                yield at(node)


@rule(
    "condition_missing",
    N_(
        "Expected a condition on sequence flow %(element)s out of gateway “%(gateway)s”: it is neither "
        "conditional nor the default."
    ),
)
def condition_missing(model: Model) -> Iterator[Hit]:
    """Where a gateway chooses, every way but the default says when it is taken."""
    for node in model.nodes:
        if node.kind in _CHOOSING and len(node.outgoing) > 1 and node.scope.executable:
            for flow in node.outgoing:
                if flow.condition is None and not flow.is_default:
                    yield at(flow, gateway=node.label)


@rule(
    "join_waits_for_itself",
    N_(
        "Parallel gateway %(element)s waits for sequence flow %(flow)s, which is only reached through the "
        "gateway itself."
    ),
)
def join_waits_for_itself(model: Model) -> Iterator[Hit]:
    """A join needs a token on every incoming flow; one that comes from itself never arrives."""
    for node in model.nodes:
        if node.kind != "parallelGateway" or len(node.incoming) < 2 or len(node.scope.nodes) > _SEARCHED:
            continue
        reached = _reached_without(node)
        for flow in node.incoming:
            if flow.source is not None and flow.source not in reached and _leads_to(node, flow):
                yield at(node, flow=flow.id)


def _reached_without(gateway: FlowNode) -> set[FlowNode]:
    """Flow nodes of the scope that a token can reach without passing the gateway."""
    nodes = gateway.scope.nodes
    waiting = [n for n in nodes if not n.incoming and n.kind != "boundaryEvent" and n is not gateway]
    return _closure(waiting, gateway)


def _leads_to(gateway: FlowNode, flow: SequenceFlow) -> bool:
    """Whether the source of `flow` is reached behind the gateway."""
    behind = _closure([f.target for f in gateway.outgoing if f.target is not None], gateway)
    return flow.source is gateway or flow.source in behind


def _closure(start: list[FlowNode], barrier: FlowNode) -> set[FlowNode]:
    reached: set[FlowNode] = set()
    waiting = [node for node in start if node is not barrier]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        following = [flow.target for flow in node.outgoing] + list(node.boundary_events)
        waiting.extend(n for n in following if n is not None and n is not barrier and n not in reached)
    return reached
