"""Ids, references and listings: whatever the file points at has to be there, once, and of the right kind."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Element, FlowNode, Model, local_name, local_reference
from engine.bpmn.names import ACTIVITIES, BPMN, BPMNDI, bpmn, split_tag
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_elsewhere, references
from engine.model.text import N_, Text

_REFERENCES = (
    ("messageEventDefinition", "messageRef", ("message",)),
    ("signalEventDefinition", "signalRef", ("signal",)),
    ("errorEventDefinition", "errorRef", ("error",)),
    ("escalationEventDefinition", "escalationRef", ("escalation",)),
    ("compensateEventDefinition", "activityRef", tuple(sorted(ACTIVITIES))),
    ("sendTask", "messageRef", ("message",)),
    ("receiveTask", "messageRef", ("message",)),
    ("messageFlow", "messageRef", ("message",)),
    ("dataObjectReference", "dataObjectRef", ("dataObject",)),
    ("dataStoreReference", "dataStoreRef", ("dataStore",)),
    ("participant", "processRef", ("process",)),
    ("group", "categoryValueRef", ("categoryValue",)),
    ("correlationSubscription", "correlationKeyRef", ("correlationKey",)),
    ("correlationPropertyBinding", "correlationPropertyRef", ("correlationProperty",)),
    ("correlationPropertyRetrievalExpression", "messageRef", ("message",)),
    ("association", "sourceRef", ()),
    ("association", "targetRef", ()),
)
"""Element, attribute, and the kinds of elements that it may lead to; none: whatever there is."""


@rule("duplicate_id", N_("Expected every id once, but %(id)s is used again here. Give this element an id of its own."))
def duplicate_id(model: Model) -> Iterator[Hit]:
    """8.3.1: the id of an element is unique; findings, states and history point at it."""
    seen: set[str] = set()
    for node in model.xml.iter(etree.Element):
        if split_tag(str(node.tag))[0] not in (BPMN, BPMNDI):
            continue
        identifier = node.get("id")
        if identifier in seen:
            yield at(node, id=identifier)
        elif identifier:
            seen.add(identifier)


@rule(
    "flow_source_unknown",
    N_("Sequence flow %(element)s begins at %(reference)s, which is not an activity, event or gateway of a process."),
)
def flow_source_unknown(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, table 8.60: sourceRef is a flow node."""
    for flow in model.flows:
        if flow.source is None:
            yield at(flow, reference=flow.xml.get("sourceRef") or Text(N_("nothing")))


@rule(
    "flow_target_unknown",
    N_("Sequence flow %(element)s leads to %(reference)s, which is not an activity, event or gateway of a process."),
)
def flow_target_unknown(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, table 8.60: targetRef is a flow node."""
    for flow in model.flows:
        if flow.target is None:
            yield at(flow, reference=flow.xml.get("targetRef") or Text(N_("nothing")))


@rule(
    "flow_not_listed",
    N_("%(element)s lists the sequence flow %(flow)s as %(direction)s, but that flow does not connect there."),
)
def flow_listed_wrongly(model: Model) -> Iterator[Hit]:
    """8.4.13: what an element lists as incoming and outgoing agrees with the flows themselves."""
    for node in model.nodes:
        for direction, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
            actual = {flow.id for flow in flows}
            for entry in node.xml.findall(bpmn(direction)):
                if local_reference(entry.text or "") not in actual:
                    yield at(entry, element=node.label, flow=(entry.text or "").strip(), direction=direction)


@rule(
    "flow_missing_in_list",
    N_("Sequence flow %(flow)s is %(direction)s at %(element)s, but is missing in the list that this element keeps."),
)
def flow_missing_in_list(model: Model) -> Iterator[Hit]:
    """8.4.13: both ends of a sequence flow list it; a process whose elements keep no lists at all is read as well."""
    for process in model.processes:
        nodes = [node for scope in process.walk() for node in scope.nodes]
        if not any(_keeps_lists(node) for node in nodes):
            continue
        for node in nodes:
            for direction, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
                listed = references(node.xml, direction)
                for flow in flows:
                    if flow.id and flow.id not in listed:
                        yield at(node, flow=flow.id, direction=direction)


@rule(
    "reference_unknown", N_("%(element)s points at %(reference)s, but there is no %(kind)s with that id in the file.")
)
def reference_unknown(model: Model) -> Iterator[Hit]:
    """8.2.1: a reference to a message, error, signal, data or process leads to one."""
    for name, attribute, kinds in _REFERENCES:
        for element in model.all(name):
            reference = element.xml.get(attribute)
            if reference is None or is_elsewhere(model, element.xml, reference):
                continue
            meant = model.meant(reference, element.xml)
            if meant is None or (kinds and local_name(meant[1]) not in kinds):
                kind = kinds[0] if kinds else Text(N_("element"))
                yield at(element, element=_owner(element), reference=reference, kind=kind)


@rule("event_definition_unknown", N_("%(element)s points at the event definition %(reference)s, which does not exist."))
def event_definition_unknown(model: Model) -> Iterator[Hit]:
    """10.5.1: eventDefinitionRef leads to an event definition at the top of the file."""
    for element in model.all("eventDefinitionRef"):
        reference = element.xml.text or ""
        meant = model.meant(reference, element.xml)
        if meant is not None and local_name(meant[1]).endswith("EventDefinition"):
            continue
        if not is_elsewhere(model, element.xml, reference):
            yield at(element, element=_owner(element), reference=reference.strip())


@rule("default_unknown", N_("The default flow %(reference)s of %(element)s is not one of its outgoing sequence flows."))
def default_unknown(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, 8.4.13: the default is an outgoing flow of the element that names it."""
    for node in model.nodes:
        reference = node.xml.get("default")
        if reference is not None and local_reference(reference) not in {flow.id for flow in node.outgoing}:
            yield at(node, reference=reference)


@rule(
    "boundary_host_unknown",
    N_("Boundary event %(element)s is attached to %(reference)s, which is no activity beside it."),
)
def boundary_host_unknown(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, table 10.91: attachedToRef is an activity of the same process or sub-process."""
    for node in model.nodes:
        if node.kind != "boundaryEvent":
            continue
        if node.host is None or not _is_activity(node.host.kind) or node.host.scope is not node.scope:
            yield at(node, reference=node.xml.get("attachedToRef") or Text(N_("nothing")))


@rule("lane_reference_unknown", N_("Lane %(element)s lists %(reference)s, which is not part of its process."))
def lane_reference_unknown(model: Model) -> Iterator[Hit]:
    """10.8: a lane divides the process that it stands in."""
    for scope in model.scopes:
        inside = {node.id for inner in scope.walk() for node in inner.nodes} | {flow.id for flow in scope.flows}
        inside |= {child.get("id") for child in scope.xml}
        for lane in scope.lanes:
            for entry in lane.xml.findall(bpmn("flowNodeRef")):
                if local_reference(entry.text or "") not in inside:
                    yield at(entry, element=lane.label, reference=(entry.text or "").strip())


@rule("lane_twice", N_("%(element)s lies in two lanes of the same level: %(first)s and %(second)s. Keep one."))
def lane_twice(model: Model) -> Iterator[Hit]:
    """10.8: a flow node has one responsible lane on each level."""
    for lane_set in model.all("laneSet", "childLaneSet"):
        seen: dict[str, Element] = {}
        for lane in lane_set.xml.findall(bpmn("lane")):
            for entry in lane.findall(bpmn("flowNodeRef")):
                reference = local_reference(entry.text or "")
                first = seen.setdefault(reference, Element(lane))
                if first.xml is not lane:
                    yield at(entry, element=reference, first=first.label, second=Element(lane).label)


def _is_activity(kind: str) -> bool:
    return kind.endswith("Task") or kind in ("task", "callActivity", "subProcess", "transaction", "adHocSubProcess")


def _owner(element: Element) -> str:
    """The event or task that a definition or reference inside it belongs to, as a person names it."""
    parent = element.xml.getparent()
    if local_name(element.xml) == "eventDefinitionRef" or element.kind.endswith("EventDefinition"):
        return Element(parent).label if parent is not None else element.label
    return element.label


def _keeps_lists(node: FlowNode) -> bool:
    return node.xml.find(bpmn("incoming")) is not None or node.xml.find(bpmn("outgoing")) is not None
