"""The execution profile: what of BPMN this release executes, by element, event definition and position.

An allow-list. Whatever stands in an executable process and is not named here is refused, connected or not, so that
nothing of a model is skipped in silence. A refusal says that the model is valid but not executable here.
"""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.data import is_carried, touches_store, writes_early
from engine.bpmn.definitions import for_compensation, instantiates, is_compensation_event, stands_apart, triggers
from engine.bpmn.findings import Finding, error
from engine.bpmn.model import FlowNode, Model, Scope, local_name, local_reference
from engine.bpmn.names import ARTIFACTS, BPMN, EVENT_DEFINITIONS, bpmn, split_tag
from engine.bpmn.profile_shared import SHARED
from engine.bpmn.rules.catalogue import Hit, Rule, at, rule
from engine.model.text import N_, Text

MAX_NODES_PER_SCOPE = 300
MAX_SUB_PROCESS_DEPTH = 20

EXECUTED: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message", "signal", "timer", "conditional"}),
    "endEvent": frozenset(
        {"none", "message", "error", "terminate", "signal", "escalation", "compensate", "cancel"},
    ),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "compensate", "link"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "error", "signal", "escalation", "conditional", "compensate", "cancel"},
    ),
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
    "transaction": frozenset(),
    "adHocSubProcess": frozenset(),
    "complexGateway": frozenset(),
    "exclusiveGateway": frozenset(),
    "parallelGateway": frozenset(),
    "inclusiveGateway": frozenset(),
    "eventBasedGateway": frozenset(),
}
"""Flow nodes that are executed; events with the definitions they may have there."""

EVENT_SUB_PROCESS_STARTS = frozenset(
    {"message", "timer", "error", "signal", "escalation", "conditional", "compensate"},
)
"""The definitions that the start event of an event sub-process may have."""

_ONLY_DRAWN = ARTIFACTS | {"dataObject", "dataObjectReference", "dataStoreReference", "property", "laneSet"}
_OF_SCOPES = _ONLY_DRAWN | {
    "documentation",
    "extensionElements",
    "sequenceFlow",
    "incoming",
    "outgoing",
    "auditing",
    "monitoring",
    "ioSpecification",
    "completionCondition",
    "correlationSubscription",
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
        "activationCondition",
        "ioSpecification",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "auditing",
        "monitoring",
    ]
)


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
        position, allowed = _position(node)
        for word in triggers(model, node):
            if word not in allowed:
                yield at(node, trigger=word, kind=position)


@rule(
    "not_executable_attribute", N_("%(attribute)s=“%(value)s” of %(element)s is valid BPMN, but is not executed here.")
)
def attribute_not_executed(model: Model) -> Iterator[Hit]:
    """Switches that would change what the element does."""
    for node in _nodes(model):
        starts_process = node.kind == "startEvent" and node.scope.owner is None
        for name, refused in (
            ("operationRef", node.kind == "serviceTask" and bool(node.xml.get("operationRef"))),
            ("parallelMultiple", starts_process and node.xml.get("parallelMultiple", "").strip() in ("true", "1")),
            ("instantiate", instantiates(node) and bool(node.boundary_events or node.loop or node.scope.owner)),
        ):
            if refused:
                yield at(node, attribute=name, value=node.xml.get(name))


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
    N_(
        "The data association at %(element)s is valid BPMN, but is not executed here: it computes something that no "
        "data input or output takes, is that of a multi-instance over a data store, or its dataStoreReference names no "
        "dataStore of the file (dataStoreRef)."
    ),
)
def association_not_executed(model: Model) -> Iterator[Hit]:
    """What an association carries must not be lost; one that is only drawn carries nothing."""
    for node in _nodes(model):
        for name in ("dataInputAssociation", "dataOutputAssociation"):
            for association in node.xml.findall(bpmn(name)):
                computes = any(association.find(bpmn(part)) is not None for part in ("assignment", "transformation"))
                stored = touches_store(model, association)
                lost = not is_carried(model, association) and (computes or stored)
                if lost or writes_early(model, association) or (stored and _loops_over(node)):
                    yield at(association, element=node.label)


def _loops_over(node: FlowNode) -> bool:
    """Whether the items of its multi-instance are those of a data input or output."""
    parts = ("loopDataInputRef", "loopDataOutputRef")
    return node.loop is not None and any(node.loop.xml.find(bpmn(part)) is not None for part in parts)


@rule(
    "not_executable_loop",
    N_("The loop of %(element)s has neither a condition nor a maximum and would never end. Give it one."),
)
def endless_loop(model: Model) -> Iterator[Hit]:
    """A standard loop ends by its condition or by a number of rounds."""
    for node in _nodes(model):
        loop = node.loop
        if loop is None or loop.kind != "standardLoopCharacteristics":
            continue
        if loop.xml.find(bpmn("loopCondition")) is None and not loop.xml.get("loopMaximum"):
            yield at(node)


@rule(
    "not_executable_compensation",
    N_(
        "%(element)s can not be executed as compensation here: a compensation event leads by an association to one "
        "activity that is for compensation, and that is not itself compensated."
    ),
)
def compensation_not_executed(model: Model) -> Iterator[Hit]:
    """The handler is found by its association; what undoes is not remembered, so nothing can undo it."""
    for scope in _scopes(model):
        associations = scope.xml.findall(bpmn("association"))
        for node in scope.nodes:
            if for_compensation(node) and any(is_compensation_event(model, event) for event in node.boundary_events):
                yield at(node)
            elif is_compensation_event(model, node):
                ends = [_other_end(association, node.id or "") for association in associations]
                handlers = [model.nodes_by_id[end] for end in ends if end in model.nodes_by_id]
                if not any(for_compensation(handler) for handler in handlers):
                    yield at(node)


@rule(
    "not_executable_start",
    N_("“%(element)s” has no start event, and everything in it waits for something else. Add a start event."),
)
def nothing_to_start_with(model: Model) -> Iterator[Hit]:
    """Without start event everything begins that nothing leads to; there must be such a thing."""
    for scope in _scopes(model):
        kinds = {node.kind for node in scope.nodes}
        if (
            scope.nodes
            and "startEvent" not in kinds
            and all(node.incoming or stands_apart(node) for node in scope.nodes)
        ):
            yield at(scope)


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


def _instead(kind: str) -> Text:
    if kind in ("potentialOwner", "performer", "humanPerformer", "resourceRole"):
        return Text(N_("Address the task with zeebe:assignmentDefinition candidateGroups."))
    if kind in ("ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet"):
        return Text(N_("Use zeebe:ioMapping."))
    return Text(N_("Remove it."))


def _position(node: FlowNode) -> tuple[str, frozenset[str]]:
    """What an event is there, and what it may wait for or bring about."""
    owner = node.scope.owner
    if node.kind == "startEvent" and owner is not None and owner.is_event_sub_process:
        return "startEvent of an event sub-process", EVENT_SUB_PROCESS_STARTS
    sources = [flow.source for flow in node.incoming if flow.source is not None]
    if any(source.kind == "eventBasedGateway" and instantiates(source) for source in sources):
        return "startEvent", EXECUTED["startEvent"] - {"conditional"}
    return node.kind, EXECUTED.get(node.kind, EVENT_DEFINITIONS | {"none"})


def _other_end(association: etree._Element, identifier: str) -> str | None:
    """Where an association leads from there; None if it does not touch it."""
    ends = [local_reference(association.get(end, "")) for end in ("sourceRef", "targetRef")]
    return ends[1 - ends.index(identifier)] if identifier in ends else None


def _is_loop(kind: str) -> bool:
    return kind in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def _scopes(model: Model) -> Iterator[Scope]:
    return (scope for scope in model.scopes if scope.executable)


def _nodes(model: Model) -> Iterator[FlowNode]:
    return (node for scope in _scopes(model) for node in scope.nodes)


def _depth(scope: Scope) -> int:
    return 0 if scope.parent is None else 1 + _depth(scope.parent)


def _leading_out(scope: Scope) -> set[FlowNode]:
    """Flow nodes from which a token can come to rest: somewhere no sequence flow goes on, or one leads nowhere.

    That a reference leads nowhere is said by the standard's own rule; it makes no cycle.
    """
    out: set[FlowNode] = set()
    waiting = [node for node in scope.nodes if not node.outgoing or any(flow.target is None for flow in node.outgoing)]
    while waiting:
        node = waiting.pop()
        if node in out:
            continue
        out.add(node)
        waiting.extend(flow.source for flow in node.incoming if flow.source is not None)
        if node.host is not None:
            waiting.append(node.host)
    return out


PROFILE: tuple[Rule, ...] = (*(value for value in list(vars().values()) if isinstance(value, Rule)), *SHARED)
"""The rules of the profile, in the order in which their findings are shown."""
