"""Advice on good modelling: nothing here hinders deployment."""

from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.model import FlowNode, Model, Scope
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.rules.catalogue import Hit, Rule, at, rule
from engine.model.text import N_

_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@rule(
    "advice_name_missing",
    N_(
        "%(kind)s %(element)s has no name. People see it in their inbox and on the diagram; name it by a "
        "verb and its object."
    ),
    Severity.WARNING,
)
def name_missing(model: Model) -> Iterator[Hit]:
    """Activities are named."""
    for node in _nodes(model):
        if node.kind in ACTIVITIES and not node.name:
            yield at(node, kind=node.kind)


@rule(
    "advice_event_name_missing",
    N_("%(kind)s %(element)s has no name. Name it by the state that is reached."),
    Severity.WARNING,
)
def event_name_missing(model: Model) -> Iterator[Hit]:
    """Start and end events say what begins and what has been reached."""
    for node in _nodes(model):
        if node.kind in ("startEvent", "endEvent") and node.scope.owner is None and not node.name:
            yield at(node, kind=node.kind)


@rule("advice_process_name_missing", N_("Process %(element)s has no name."), Severity.WARNING)
def process_name_missing(model: Model) -> Iterator[Hit]:
    """Lists show processes by name."""
    for process in model.processes:
        if process.executable and not process.name:
            yield at(process)


@rule(
    "advice_gateway_question_missing",
    N_("Gateway %(element)s chooses, but has no name. Name it by the question that its ways answer."),
    Severity.WARNING,
)
def gateway_question_missing(model: Model) -> Iterator[Hit]:
    """A choice is a question."""
    for node in _nodes(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1 and not node.name:
            yield at(node)


@rule(
    "advice_flow_answer_missing",
    N_("Sequence flow %(element)s out of gateway “%(gateway)s” has no name. Name it by the answer."),
    Severity.WARNING,
)
def flow_answer_missing(model: Model) -> Iterator[Hit]:
    """The ways out of a choice are its answers."""
    for node in _nodes(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if not flow.name:
                    yield at(flow, gateway=node.label)


@rule(
    "advice_default_missing",
    N_("Gateway %(element)s has no default flow. If no condition is true, the case stops with an incident."),
    Severity.WARNING,
)
def default_missing(model: Model) -> Iterator[Hit]:
    """A choice should have an answer for every case."""
    for node in _nodes(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1 and not any(flow.is_default for flow in node.outgoing):
            yield at(node)


@rule("advice_unreachable", N_("%(element)s is never reached from a start event."), Severity.WARNING)
def unreachable(model: Model) -> Iterator[Hit]:
    """What no token can reach is probably a forgotten connection."""
    for scope in _scopes(model):
        if any(node.kind == "startEvent" for node in scope.nodes):
            reached = _reached(scope)
            yield from (at(node) for node in scope.nodes if node not in reached)


@rule(
    "advice_dead_end",
    N_("Nothing follows %(element)s. If its path ends here, say so by an end event."),
    Severity.WARNING,
)
def dead_end(model: Model) -> Iterator[Hit]:
    """BPMN consumes the token there; a reader cannot know whether that is meant."""
    for node in _nodes(model):
        if not node.outgoing and (node.kind in ACTIVITIES or node.kind.endswith("Gateway")):
            yield at(node)


@rule(
    "advice_mixed_gateway",
    N_("Gateway %(element)s both joins and splits. Two gateways read more easily."),
    Severity.WARNING,
)
def mixed_gateway(model: Model) -> Iterator[Hit]:
    """One gateway, one job."""
    for node in _nodes(model):
        if node.kind in (*_CHOOSING, "parallelGateway") and len(node.incoming) > 1 and len(node.outgoing) > 1:
            yield at(node)


@rule("advice_no_diagram", N_("The file has no diagram, so the process can only be shown as a list."), Severity.WARNING)
def no_diagram(model: Model) -> Iterator[Hit]:
    """Interchange data is what the picture is drawn from."""
    if model.processes and next(model.xml.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"), None) is None:
        yield at(model.processes[0])


def _scopes(model: Model) -> Iterator[Scope]:
    return (scope for scope in model.scopes if scope.executable)


def _nodes(model: Model) -> Iterator[FlowNode]:
    return (node for scope in _scopes(model) for node in scope.nodes)


def _reached(scope: Scope) -> set[FlowNode]:
    reached: set[FlowNode] = set()
    waiting = [node for node in scope.nodes if node.kind == "startEvent" or node.is_event_sub_process]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        waiting.extend(flow.target for flow in node.outgoing if flow.target is not None)
        waiting.extend(node.boundary_events)
    return reached


ADVICE: tuple[Rule, ...] = tuple(value for value in list(vars().values()) if isinstance(value, Rule))
"""In the order in which it is shown."""
