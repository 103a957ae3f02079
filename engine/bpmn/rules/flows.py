"""Sequence flows: where they may lead, and where they may carry conditions (BPMN 2.0.2, 8.4.13)."""

from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.model import FlowNode, Model
from engine.bpmn.names import ACTIVITIES, GATEWAYS
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_set
from engine.model.text import N_


@rule(
    "flow_crosses_border",
    N_("Sequence flow %(element)s leads from “%(source)s” to “%(target)s” across the border of a sub-process or pool."),
)
def flow_crosses_border(model: Model) -> Iterator[Hit]:
    """7.6.1: sequence flows stay inside their process and sub-process."""
    for flow in model.flows:
        if flow.source is None or flow.target is None:
            continue
        if flow.source.scope is not flow.target.scope:
            yield at(flow, source=flow.source.label, target=flow.target.label)


@rule(
    "flow_in_wrong_scope",
    N_("Sequence flow %(element)s is written outside the process or sub-process that it connects."),
)
def flow_in_wrong_scope(model: Model) -> Iterator[Hit]:
    """8.4.8: a sequence flow is an element of the container of its two ends."""
    for flow in model.flows:
        if flow.source is None or flow.target is None or flow.source.scope is not flow.target.scope:
            continue
        if flow.source.scope is not flow.scope:
            yield at(flow)


@rule(
    "condition_not_allowed",
    N_("Sequence flow %(element)s can not have a condition: its source “%(source)s” does not choose."),
)
def condition_not_allowed(model: Model) -> Iterator[Hit]:
    """8.4.13: conditional flows leave activities and exclusive, inclusive and complex gateways only."""
    choosing = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway", "parallelGateway"}
    for flow in model.flows:
        if flow.condition is not None and flow.source is not None and flow.source.kind not in choosing:
            yield at(flow, source=flow.source.label)


@rule(
    "condition_ignored",
    N_("The condition of sequence flow %(element)s is ignored: parallel gateway “%(source)s” takes all ways."),
    Severity.WARNING,
)
def condition_ignored(model: Model) -> Iterator[Hit]:
    """13.4.1: a parallel gateway puts a token on every outgoing sequence flow, whatever stands on it."""
    for flow in model.flows:
        if flow.condition is not None and flow.source is not None and flow.source.kind == "parallelGateway":
            yield at(flow, source=flow.source.label)


@rule(
    "single_conditional_flow",
    N_("%(element)s has one outgoing sequence flow and a condition on it. Add a second way for the other case."),
)
def single_conditional_flow(model: Model) -> Iterator[Hit]:
    """8.4.13: a conditional flow out of an activity needs a second outgoing flow."""
    for node in model.nodes:
        if node.kind in ACTIVITIES and len(node.outgoing) == 1 and node.outgoing[0].condition is not None:
            yield at(node)


@rule("flow_not_immediate", N_("Sequence flow %(element)s has isImmediate=false, which can not be executed."))
def flow_not_immediate(model: Model) -> Iterator[Hit]:
    """8.4.13: isImmediate of a sequence flow is not false in an executable process."""
    for flow in model.flows:
        if flow.scope.executable and flow.xml.get("isImmediate", "true").strip() in ("false", "0"):
            yield at(flow)


@rule(
    "node_not_reached",
    N_("No sequence flow leads to %(element)s, although “%(container)s” has a start event. Connect it."),
)
def node_not_reached(model: Model) -> Iterator[Hit]:
    """10.5.2: where there is a start event, every other activity and gateway has an incoming sequence flow."""
    for scope in model.scopes:
        if any(node.kind == "startEvent" for node in scope.nodes):
            for node in scope.nodes:
                if not node.incoming and _in_flow(node) and not is_set(node.xml, "instantiate"):
                    yield at(node, container=scope.label)


@rule("node_leads_nowhere", N_("Nothing follows %(element)s, although “%(container)s” has an end event. Connect it."))
def node_leads_nowhere(model: Model) -> Iterator[Hit]:
    """10.5.3: where there is an end event, every other activity and gateway has an outgoing sequence flow."""
    for scope in model.scopes:
        if any(node.kind == "endEvent" for node in scope.nodes):
            for node in scope.nodes:
                if not node.outgoing and _in_flow(node):
                    yield at(node, container=scope.label)


def _in_flow(node: FlowNode) -> bool:
    """Whether it is an activity or gateway of the normal flow: not for compensation, not started by an event."""
    in_flow = node.kind in ACTIVITIES or node.kind in GATEWAYS
    return in_flow and not is_set(node.xml, "isForCompensation") and not node.is_event_sub_process
