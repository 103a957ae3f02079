"""Connections: what is never reached, what stops without a word, and choices without an answer for every case."""

from collections.abc import Iterator

from engine.bpmn.definitions import for_compensation
from engine.bpmn.dialect.rules import executed
from engine.bpmn.findings import Severity
from engine.bpmn.model import FlowNode, Model, Scope
from engine.bpmn.names import ACTIVITIES, BPMNDI, GATEWAYS
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_set, words
from engine.model.text import N_

_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@rule(
    "advice_default_missing",
    N_("Gateway %(element)s has no default flow. If no condition is true, the case stops with an incident."),
    Severity.WARNING,
)
def default_missing(model: Model) -> Iterator[Hit]:
    """A choice should have an answer for every case."""
    for node in executed(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1 and not any(flow.is_default for flow in node.outgoing):
            yield at(node)


@rule("advice_unreachable", N_("%(element)s is never reached from a start event."), Severity.WARNING)
def unreachable(model: Model) -> Iterator[Hit]:
    """Beside elements without any incoming flow, which the standard refuses, whatever only follows such ones."""
    for scope in (each for each in model.scopes if each.executable):
        if any(node.kind == "startEvent" for node in scope.nodes):
            reached = _reached(model, scope)
            yield from (at(node) for node in scope.nodes if node.incoming and node not in reached)


@rule(
    "advice_dead_end",
    N_("Nothing follows %(element)s. If its path ends here, say so by an end event."),
    Severity.WARNING,
)
def dead_end(model: Model) -> Iterator[Hit]:
    """BPMN consumes the token there; a reader cannot know whether that is meant."""
    ended = {id(node.scope) for node in executed(model, "endEvent")}
    for node in executed(model):
        if id(node.scope) in ended or is_set(node.xml, "isForCompensation"):
            continue
        in_flow = node.kind in ACTIVITIES and not node.is_event_sub_process
        if not node.outgoing and (in_flow or node.kind in GATEWAYS) and node.scope.kind != "adHocSubProcess":
            yield at(node)


@rule(
    "advice_mixed_gateway",
    N_("Gateway %(element)s both joins and splits. Two gateways read more easily."),
    Severity.WARNING,
)
def mixed_gateway(model: Model) -> Iterator[Hit]:
    """One gateway, one job."""
    for node in executed(model):
        if node.kind in (*_CHOOSING, "parallelGateway") and len(node.incoming) > 1 and len(node.outgoing) > 1:
            yield at(node)


@rule("advice_no_diagram", N_("The file has no diagram, so the process can only be shown as a list."), Severity.WARNING)
def no_diagram(model: Model) -> Iterator[Hit]:
    """Interchange data is what the picture is drawn from."""
    if model.processes and next(model.xml.iter(f"{{{BPMNDI}}}BPMNShape"), None) is None:
        yield at(model.processes[0])


def _reached(model: Model, scope: Scope) -> set[FlowNode]:
    reached: set[FlowNode] = set()
    waiting = [node for node in scope.nodes if _begins(model, node)]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        waiting.extend(flow.target for flow in node.outgoing if flow.target is not None)
        waiting.extend(node.boundary_events)
    return reached


def _begins(model: Model, node: FlowNode) -> bool:
    """Whether it is reached without a sequence flow: started, by a compensation, or the catching end of a link."""
    started = node.kind == "startEvent" or node.is_event_sub_process or is_set(node.xml, "instantiate")
    return started or for_compensation(node) or (node.kind == "intermediateCatchEvent" and "link" in words(model, node))
