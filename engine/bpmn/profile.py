"""The execution profile: what of BPMN this release executes, by element, event definition and position.

An allow-list. Whatever stands in an executable process and is not named here is refused, connected or not, so that
nothing of a model is skipped in silence. A refusal says that the model is valid but not executable here.
"""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.findings import Finding, error
from engine.bpmn.model import FlowNode, Model, Scope, local_name
from engine.bpmn.names import ARTIFACTS, BPMN, bpmn, split_tag
from engine.bpmn.rules.catalogue import Hit, Rule, at, rule
from engine.model.text import N_, Text

MAX_NODES_PER_SCOPE = 300
MAX_SUB_PROCESS_DEPTH = 20

EXECUTED: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "message", "error", "terminate", "signal"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal"}),
    "boundaryEvent": frozenset({"message", "timer", "error"}),
    "task": frozenset(),
    "userTask": frozenset(),
    "manualTask": frozenset(),
    "serviceTask": frozenset(),
    "scriptTask": frozenset(),
    "businessRuleTask": frozenset(),
    "sendTask": frozenset(),
    "receiveTask": frozenset(),
    "callActivity": frozenset(),
    "subProcess": frozenset(),
    "exclusiveGateway": frozenset(),
    "parallelGateway": frozenset(),
    "inclusiveGateway": frozenset(),
    "eventBasedGateway": frozenset(),
}
"""Flow nodes that are executed; events with the definitions they may have there."""

_ONLY_DRAWN = ARTIFACTS | {"dataObject", "dataObjectReference", "dataStoreReference", "property", "laneSet"}
_OF_SCOPES = _ONLY_DRAWN | {
    "documentation",
    "extensionElements",
    "sequenceFlow",
    "incoming",
    "outgoing",
    "auditing",
    "monitoring",
}
_OF_SCOPES |= {"dataInputAssociation", "dataOutputAssociation"}
_OF_NODES = frozenset(
    [
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "eventDefinitionRef",
        "script",
        "auditing",
        "monitoring",
    ]
)
_SWITCHES = {
    "isForCompensation": ("true", "1"),
    "instantiate": ("true", "1"),
    "triggeredByEvent": ("true", "1"),
    "parallelMultiple": ("true", "1"),
    "eventGatewayType": ("Parallel",),
}
"""Attributes with the values that are not executed."""


def profile_findings(model: Model) -> Iterator[Finding]:
    """Everything in the executable processes of the model that this release does not execute."""
    if not model.processes:
        yield error(
            "no_process", N_("The file contains no process. A collaboration or choreography alone can not be executed.")
        )
    elif not any(process.executable for process in model.processes):
        yield error(
            "no_executable_process",
            N_(
                "No process of the file is executable. Set isExecutable on the process that should run "
                "(“Executable” in the modelling tool)."
            ),
            element_id=model.processes[0].id,
            line=model.processes[0].line,
        )
    for found in PROFILE:
        yield from found.check(model)


@rule(
    "not_executable_element",
    N_("%(kind)s %(element)s is valid BPMN, but is not executed here. Model it with the elements that are."),
)
def element_not_executed(model: Model) -> Iterator[Hit]:
    """Kinds of flow nodes and other parts of a process that are not in the table."""
    for scope in _scopes(model):
        for child in scope.xml.iterchildren(etree.Element):
            namespace, kind = split_tag(str(child.tag))
            if namespace != BPMN or kind in EXECUTED or kind in _OF_SCOPES or _is_loop(kind):
                continue
            yield at(child, kind=kind)


@rule(
    "not_executable_event",
    N_("An event of kind %(trigger)s is valid BPMN, but is not executed as %(kind)s here (%(element)s)."),
)
def event_not_executed(model: Model) -> Iterator[Hit]:
    """Event definitions that this position does not execute."""
    for node in _nodes(model):
        if not node.kind.endswith("Event"):
            continue
        words = [definition.word for definition in node.definitions] or ["none"]
        for word in words:
            if word not in EXECUTED.get(node.kind, frozenset({word})):
                yield at(node, trigger=word, kind=node.kind)


@rule(
    "not_executable_multiple_events",
    N_("%(element)s has several event definitions, or one from elsewhere. Give it one of its own."),
)
def several_definitions(model: Model) -> Iterator[Hit]:
    """Multiple events and definitions by reference."""
    for node in _nodes(model):
        if len(node.definitions) > 1 or node.xml.find(bpmn("eventDefinitionRef")) is not None:
            yield at(node)


@rule(
    "not_executable_attribute", N_("%(attribute)s=“%(value)s” of %(element)s is valid BPMN, but is not executed here.")
)
def attribute_not_executed(model: Model) -> Iterator[Hit]:
    """Switches that would change what the element does."""
    for node in _nodes(model):
        for name, values in _SWITCHES.items():
            if (node.xml.get(name) or "").strip() in values:
                yield at(node, attribute=name, value=node.xml.get(name))
        for name in ("startQuantity", "completionQuantity"):
            if node.xml.get(name, "1").strip() != "1":
                yield at(node, attribute=name, value=node.xml.get(name))
        if node.xml.get("operationRef"):
            yield at(node, attribute="operationRef", value=node.xml.get("operationRef"))


@rule(
    "not_executable_content", N_("%(content)s inside %(element)s is valid BPMN, but is not executed here. %(instead)s")
)
def content_not_executed(model: Model) -> Iterator[Hit]:
    """Parts of flow nodes that would otherwise be skipped in silence."""
    for node in _nodes(model):
        if node.inner is not None:
            continue
        for child in node.xml.iterchildren(etree.Element):
            kind = local_name(child)
            if kind in _OF_NODES and not (kind == "script" and node.kind != "scriptTask"):
                continue
            if kind.endswith("EventDefinition") and node.kind.endswith("Event"):
                continue
            yield at(child, content=kind, element=node.label, instead=_instead(kind))


@rule(
    "not_executable_association",
    N_("The data association at %(element)s transforms data, which is not executed here. Use zeebe:ioMapping."),
)
def association_not_executed(model: Model) -> Iterator[Hit]:
    """Data objects are drawn only; an association that computes something would be lost."""
    for node in _nodes(model):
        for name in ("dataInputAssociation", "dataOutputAssociation"):
            for association in node.xml.findall(bpmn(name)):
                if (
                    association.find(bpmn("assignment")) is not None
                    or association.find(bpmn("transformation")) is not None
                ):
                    yield at(association, element=node.label)


@rule(
    "not_executable_loop",
    N_("%(what)s of %(element)s is valid BPMN, but is not executed here. Use a multi-instance over a collection."),
)
def loop_not_executed(model: Model) -> Iterator[Hit]:
    """Only multi-instance over a collection, with an optional completion condition, is executed."""
    for node in _nodes(model):
        loop = node.loop
        if loop is None:
            continue
        if loop.kind == "standardLoopCharacteristics":
            yield at(node, what=loop.kind)
            continue
        for child in loop.xml.iterchildren(etree.Element):
            if local_name(child) not in ("completionCondition", "extensionElements", "documentation"):
                yield at(node, what=local_name(child))
        if loop.xml.get("behavior", "All") != "All":
            yield at(node, what="behavior")


@rule(
    "not_executable_timer_cycle",
    N_("A repeating timer is executed here only at a non-interrupting boundary event, not at %(element)s."),
)
def cycle_not_executed(model: Model) -> Iterator[Hit]:
    """What interrupts or goes on happens once."""
    for node in _nodes(model):
        repeats = any(d.word == "timer" and d.xml.find(bpmn("timeCycle")) is not None for d in node.definitions)
        if repeats and (node.kind != "boundaryEvent" or node.interrupting):
            yield at(node)


@rule(
    "not_executable_conditional_flow",
    N_(
        "Sequence flow %(element)s leaves the activity “%(source)s” on a condition. Put an exclusive or "
        "inclusive gateway there."
    ),
)
def conditional_flow_of_activity(model: Model) -> Iterator[Hit]:
    """Conditional flows leave gateways only."""
    for node in _nodes(model):
        if node.kind.endswith("Gateway"):
            continue
        for flow in node.outgoing:
            if flow.condition is not None or flow.is_default:
                yield at(flow, source=node.label)


@rule(
    "not_executable_start",
    N_("Process %(element)s has no start event. A process is started by a start event here; add one."),
)
def process_without_start(model: Model) -> Iterator[Hit]:
    """BPMN allows it; but nobody could start the process."""
    for process in model.processes:
        if process.executable and not any(node.kind == "startEvent" for node in process.nodes):
            yield at(process)


@rule("not_executable_second_start", N_("“%(element)s” has more than one start event without a trigger. Keep one."))
def second_none_start(model: Model) -> Iterator[Hit]:
    """A person or a caller starts a process at its only none start event."""
    for scope in _scopes(model):
        none = [node for node in scope.nodes if node.kind == "startEvent" and not node.definitions]
        if len(none) > 1:
            yield at(scope)


@rule("not_executable_empty", N_("“%(element)s” contains nothing to execute."))
def empty_scope(model: Model) -> Iterator[Hit]:
    """A sub-process or process without flow nodes."""
    for scope in _scopes(model):
        if not scope.nodes:
            yield at(scope)


@rule("not_executable_endless", N_("%(element)s belongs to a cycle without a way out. Add a gateway that leaves it."))
def endless_cycle(model: Model) -> Iterator[Hit]:
    """A cycle that no sequence flow leaves would never end."""
    for scope in _scopes(model):
        ways_out = _leading_out(scope)
        for node in scope.nodes:
            if node not in ways_out and node.outgoing:
                yield at(node)
                break


@rule(
    "not_executable_size",
    N_(
        "“%(element)s” contains %(count)s elements, but at most %(limit)s are executed. Move parts into "
        "sub-processes or called processes."
    ),
)
def too_many_nodes(model: Model) -> Iterator[Hit]:
    """Bounds what one upload can cost."""
    for scope in _scopes(model):
        if len(scope.nodes) > MAX_NODES_PER_SCOPE:
            yield at(scope, count=len(scope.nodes), limit=MAX_NODES_PER_SCOPE)


@rule("not_executable_depth", N_("Sub-process %(element)s is nested more than %(limit)s deep. Call a process instead."))
def too_deep(model: Model) -> Iterator[Hit]:
    """Bounds what one upload can cost."""
    for scope in _scopes(model):
        if _depth(scope) == MAX_SUB_PROCESS_DEPTH + 1:
            yield at(scope, limit=MAX_SUB_PROCESS_DEPTH)


@rule(
    "not_executable_correlation",
    N_(
        "%(kind)s %(element)s is valid BPMN, but is not executed here. Give the message a zeebe:subscription "
        "correlationKey."
    ),
)
def correlation_not_executed(model: Model) -> Iterator[Hit]:
    """Correlation by properties and keys of a conversation."""
    for element in model.all("correlationProperty", "correlationKey"):
        if any(process.executable for process in model.processes):
            yield at(element, kind=element.kind)


def _instead(kind: str) -> Text:
    if kind in ("potentialOwner", "performer", "humanPerformer", "resourceRole"):
        return Text(N_("Address the task with zeebe:assignmentDefinition candidateGroups."))
    if kind in ("ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet"):
        return Text(N_("Use zeebe:ioMapping."))
    return Text(N_("Remove it."))


def _is_loop(kind: str) -> bool:
    return kind in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def _scopes(model: Model) -> Iterator[Scope]:
    return (scope for scope in model.scopes if scope.executable)


def _nodes(model: Model) -> Iterator[FlowNode]:
    return (node for scope in _scopes(model) for node in scope.nodes)


def _depth(scope: Scope) -> int:
    return 0 if scope.parent is None else 1 + _depth(scope.parent)


def _leading_out(scope: Scope) -> set[FlowNode]:
    """Flow nodes from which a token can come to rest: somewhere no sequence flow goes on."""
    out: set[FlowNode] = set()
    waiting = [node for node in scope.nodes if not node.outgoing]
    while waiting:
        node = waiting.pop()
        if node in out:
            continue
        out.add(node)
        waiting.extend(flow.source for flow in node.incoming if flow.source is not None)
        if node.host is not None:
            waiting.append(node.host)
    return out


PROFILE: tuple[Rule, ...] = tuple(value for value in list(vars().values()) if isinstance(value, Rule))
"""The rules of the profile, in the order in which their findings are shown."""
