"""Sequence flows: where they may lead, and where they may carry conditions (BPMN 2.0.2, 8.4.13)."""

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.rules.catalogue import Hit, at, rule
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
    """A sequence flow is an element of the scope of its two ends."""
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
    choosing = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}
    for flow in model.flows:
        if flow.condition is not None and flow.source is not None and flow.source.kind not in choosing:
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
