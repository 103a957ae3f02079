"""Gateways: conditions, defaults, and joins that would wait for ever (BPMN 2.0.2, 10.6)."""

from collections.abc import Iterator

from engine.bpmn.model import FlowNode, Model
from engine.bpmn.names import ACTIVITIES, GATEWAYS
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_set, words
from engine.model.text import N_

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_AWAITED = frozenset(["message", "timer", "conditional", "signal"])


@rule(
    "gateway_unconnected",
    N_("Gateway %(element)s joins nothing and splits nothing. Give it several ways, or remove it."),
)
def gateway_unconnected(model: Model) -> Iterator[Hit]:
    """10.6.1: a gateway has several incoming or several outgoing sequence flows."""
    for node in _gateways(model):
        if len(node.incoming) < 2 and len(node.outgoing) < 2:
            yield at(node)


@rule("gateway_direction", N_("Gateway %(element)s is declared %(direction)s, but its sequence flows say otherwise."))
def gateway_direction(model: Model) -> Iterator[Hit]:
    """Table 8.46: the declared direction agrees with the number of flows."""
    for node in _gateways(model):
        direction = node.xml.get("gatewayDirection", "Unspecified")
        joins, splits = len(node.incoming) > 1, len(node.outgoing) > 1
        agrees = {"Converging": joins and not splits, "Diverging": splits and not joins, "Mixed": joins and splits}
        if not agrees.get(direction, True):
            yield at(node, direction=direction)


@rule("condition_empty", N_("The condition of sequence flow %(element)s is empty."))
def condition_empty(model: Model) -> Iterator[Hit]:
    """8.4.13: a condition expression has a text."""
    for flow in model.flows:
        if flow.condition is not None and not (flow.condition.text or "").strip():
            yield at(flow)


@rule(
    "default_with_condition",
    N_("Sequence flow %(element)s is a default and can not have a condition as well. Remove one."),
)
def default_with_condition(model: Model) -> Iterator[Hit]:
    """The default is taken where no condition is true (8.4.13)."""
    for flow in model.flows:
        if flow.is_default and flow.condition is not None:
            yield at(flow)


@rule("default_not_allowed", N_("%(element)s can not have a default flow: it does not choose."))
def default_not_allowed(model: Model) -> Iterator[Hit]:
    """8.4.13: activities and exclusive, inclusive and complex gateways have a default flow, nothing else."""
    for node in model.nodes:
        chooses = node.kind in ACTIVITIES | _CHOOSING | {"complexGateway"}
        if node.xml.get("default") is not None and not chooses:
            yield at(node)


@rule("event_gateway_needs_two", N_("Event-based gateway %(element)s needs at least two outgoing sequence flows."))
def event_gateway_needs_two(model: Model) -> Iterator[Hit]:
    """10.6.6: an event-based gateway has two or more outgoing flows."""
    for node in _gateways(model, "eventBasedGateway"):
        if len(node.outgoing) < 2:
            yield at(node)


@rule(
    "event_gateway_target",
    N_(
        "Expected %(element)s behind event-based gateway “%(gateway)s” to wait for a message, timer, "
        "condition or signal."
    ),
)
def event_gateway_target(model: Model) -> Iterator[Hit]:
    """10.6.6: targets are receive tasks or intermediate catch events of these kinds."""
    for node, target in _event_gateway_targets(model):
        awaited = set(words(model, target)) - {"reference"}
        caught = target.kind == "intermediateCatchEvent" and awaited <= _AWAITED
        if not caught and target.kind != "receiveTask":
            yield at(target, gateway=node.label)


@rule(
    "event_gateway_target_shared",
    N_("%(element)s follows event-based gateway “%(gateway)s” and may have no other incoming flow."),
)
def event_gateway_target_shared(model: Model) -> Iterator[Hit]:
    """10.6.6: a target of an event-based gateway has no further incoming flow."""
    for node, target in _event_gateway_targets(model):
        if len(target.incoming) > 1:
            yield at(target, gateway=node.label)


@rule(
    "event_gateway_mixed",
    N_("Event-based gateway %(element)s leads both to receive tasks and to message events. Use one of the two."),
)
def event_gateway_mixed(model: Model) -> Iterator[Hit]:
    """10.6.6: message intermediate events and receive tasks exclude each other."""
    for node in _gateways(model, "eventBasedGateway"):
        targets = [flow.target for flow in node.outgoing if flow.target is not None]
        receives = any(target.kind == "receiveTask" for target in targets)
        messages = any("message" in words(model, target) for target in targets)
        if receives and messages:
            yield at(node)


@rule(
    "event_gateway_receive_boundary",
    N_("Receive task %(element)s follows an event-based gateway and may have no boundary events."),
)
def event_gateway_receive_boundary(model: Model) -> Iterator[Hit]:
    """10.6.6: receive tasks behind an event-based gateway have no boundary events."""
    for _, target in _event_gateway_targets(model):
        if target.kind == "receiveTask" and target.boundary_events:
            yield at(target)


@rule(
    "event_gateway_instantiate",
    N_("Event-based gateway %(element)s is meant to start the process, so nothing may lead into it."),
)
def event_gateway_instantiate(model: Model) -> Iterator[Hit]:
    """10.6.6: an event-based gateway that instantiates the process has no incoming sequence flows."""
    for node in _gateways(model, "eventBasedGateway"):
        if is_set(node.xml, "instantiate") and node.incoming:
            yield at(node)


def _gateways(model: Model, *kinds: str) -> Iterator[FlowNode]:
    wanted = kinds or GATEWAYS
    return (node for node in model.nodes if node.kind in wanted)


def _event_gateway_targets(model: Model) -> Iterator[tuple[FlowNode, FlowNode]]:
    for node in _gateways(model, "eventBasedGateway"):
        for flow in node.outgoing:
            if flow.target is not None:
                yield node, flow.target
