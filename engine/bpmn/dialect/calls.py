"""What the house dialect asks of calls: which process, decision or form, and in which version."""

from collections.abc import Iterator

from engine.bpmn.dialect.extensions import BOUND, LATEST, attribute, binding, called_process, called_tasks, is_late
from engine.bpmn.dialect.rules import executed
from engine.bpmn.model import FlowNode, Model
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_


@rule("decision_missing", N_("Business rule task %(element)s names no decision (zeebe:calledDecision decisionId)."))
def decision_missing(model: Model) -> Iterator[Hit]:
    """A business rule task evaluates a decision, which is pinned when the process starts."""
    for node in executed(model, "businessRuleTask"):
        if attribute(node.xml, "calledDecision", "decisionId") is None:
            yield at(node)


@rule("called_process_missing", N_("Call activity %(element)s names no process (zeebe:calledElement processId)."))
def called_process_missing(model: Model) -> Iterator[Hit]:
    """A call activity starts another process."""
    for node in executed(model, "callActivity"):
        if called_process(node) is None:
            yield at(node)


@rule("called_by_expression", N_("%(element)s must name what it calls plainly, but has the expression “%(called)s”."))
def called_by_expression(model: Model) -> Iterator[Hit]:
    """What is called is pinned when an instance starts, so it is known before."""
    for node in executed(model, "callActivity"):
        called = called_process(node)
        if called is not None and called.startswith("="):
            yield at(node, called=called[:60])
    for kind, name, attribute_name in (
        ("businessRuleTask", "calledDecision", "decisionId"),
        ("userTask", "formDefinition", "formId"),
        ("startEvent", "formDefinition", "formId"),
    ):
        for node in executed(model, kind):
            called = attribute(node.xml, name, attribute_name)
            if called is not None and called.startswith("="):
                yield at(node, called=called[:60])


@rule(
    "binding_unknown",
    N_("%(element)s asks for the binding “%(binding)s”. Write deployment, or latest for the newest version."),
)
def binding_unknown(model: Model) -> Iterator[Hit]:
    """Processes, decisions and forms are pinned when a case starts, or looked up when they are needed."""
    for node in (*model.nodes, *called_tasks(model)):
        asked = binding(node.xml)
        if asked not in (None, "deployment", LATEST):
            yield at(node, binding=asked[:60])


@rule(
    "binding_mixed",
    N_("%(element)s asks for the newest version of %(id)s, and %(other)s for the pinned one. Choose one for both."),
)
def binding_mixed(model: Model) -> Iterator[Hit]:
    """Within a process there is one version of a thing at a time."""
    for process in model.processes:
        pinned: dict[tuple[str, str], FlowNode] = {}
        late: list[tuple[tuple[str, str], FlowNode]] = []
        for node in (node for scope in process.walk() for node in scope.nodes):
            for key in _named_things(node):
                if is_late(node.xml):
                    late.append((key, node))
                else:
                    pinned.setdefault(key, node)
        for key, node in late:
            if key in pinned:
                yield at(node, id=key[1], other=pinned[key].label)


def _named_things(node: FlowNode) -> Iterator[tuple[str, str]]:
    """What a node names by the extensions that have a binding. A start form is the newest one either way."""
    if node.kind != "startEvent":
        for name, attribute_name in BOUND.items():
            called = attribute(node.xml, name, attribute_name)
            if called is not None:
                yield name, called
