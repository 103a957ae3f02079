"""Names: people see them in their inbox, on the diagram and in lists."""

from collections.abc import Iterator

from engine.bpmn.dialect.rules import executed
from engine.bpmn.findings import Severity
from engine.bpmn.model import Model
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.rules.catalogue import Hit, at, rule
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
    for node in executed(model):
        if node.kind in ACTIVITIES and not node.name:
            yield at(node, kind=node.kind)


@rule(
    "advice_event_name_missing",
    N_("%(kind)s %(element)s has no name. Name it by the state that is reached."),
    Severity.WARNING,
)
def event_name_missing(model: Model) -> Iterator[Hit]:
    """Start and end events say what begins and what has been reached."""
    for node in executed(model):
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
    for node in executed(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1 and not node.name:
            yield at(node)


@rule(
    "advice_flow_answer_missing",
    N_("Sequence flow %(element)s out of gateway “%(gateway)s” has no name. Name it by the answer."),
    Severity.WARNING,
)
def flow_answer_missing(model: Model) -> Iterator[Hit]:
    """The ways out of a choice are its answers."""
    for node in executed(model):
        if node.kind in _CHOOSING and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if not flow.name:
                    yield at(flow, gateway=node.label)
