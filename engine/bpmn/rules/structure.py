"""Ids, references and listings: whatever the file points at has to be there, once, and of the right kind."""

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from engine.bpmn.findings import Severity
from engine.bpmn.model import Element, Model, local_name, local_reference
from engine.bpmn.names import BPMN, BPMNDI, bpmn, split_tag
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_, Text

_REFERENCES = (
    ("messageEventDefinition", "messageRef", ("message",)),
    ("signalEventDefinition", "signalRef", ("signal",)),
    ("errorEventDefinition", "errorRef", ("error",)),
    ("escalationEventDefinition", "escalationRef", ("escalation",)),
    ("sendTask", "messageRef", ("message",)),
    ("receiveTask", "messageRef", ("message",)),
    ("dataObjectReference", "dataObjectRef", ("dataObject",)),
    ("dataStoreReference", "dataStoreRef", ("dataStore",)),
    ("participant", "processRef", ("process",)),
)


@rule("duplicate_id", N_("Expected every id once, but %(id)s is used again here. Give this element an id of its own."))
def duplicate_id(model: Model) -> Iterator[Hit]:
    """Ids are what findings, states and history point at."""
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
    "missing_id",
    N_("Expected an id on %(kind)s “%(element)s”, but it has none. Save the model again in a modelling tool."),
)
def missing_id(model: Model) -> Iterator[Hit]:
    """The schema lets ids out; an engine cannot."""
    for element in chain(model.processes, model.nodes, model.flows):
        if not element.id:
            yield at(element, kind=element.kind)


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
    """What an element lists as incoming and outgoing must agree with the flows themselves."""
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
    """An element may list none of its flows, but not only some."""
    for node in model.nodes:
        if node.xml.find(bpmn("incoming")) is None and node.xml.find(bpmn("outgoing")) is None:
            continue
        for direction, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
            listed = {local_reference(entry.text or "") for entry in node.xml.findall(bpmn(direction))}
            for flow in flows:
                if flow.id and flow.id not in listed:
                    yield at(node, flow=flow.id, direction=direction)


@rule(
    "reference_unknown", N_("%(element)s points at %(reference)s, but there is no %(kind)s with that id in the file.")
)
def reference_unknown(model: Model) -> Iterator[Hit]:
    """Messages, errors, signals, data and participants' processes that do not exist."""
    for name, attribute, kinds in _REFERENCES:
        for element in model.all(name):
            reference = element.xml.get(attribute)
            if reference is None or _imported(model, element.xml, reference):
                continue
            if not any(model.referenced(reference, kind) is not None for kind in kinds):
                yield at(element, element=_owner(element), reference=reference, kind=kinds[0])


@rule("event_definition_unknown", N_("%(element)s points at the event definition %(reference)s, which does not exist."))
def event_definition_unknown(model: Model) -> Iterator[Hit]:
    """eventDefinitionRef leads to an event definition at the top of the file."""
    for element in model.all("eventDefinitionRef"):
        reference = element.xml.text or ""
        node = model.by_id.get(local_reference(reference))
        if (node is None or not local_name(node).endswith("EventDefinition")) and not _imported(
            model, element.xml, reference
        ):
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
    """A lane divides the process it stands in."""
    for scope in model.scopes:
        inside = {node.id for inner in scope.walk() for node in inner.nodes} | {flow.id for flow in scope.flows}
        inside |= {child.get("id") for child in scope.xml}
        for lane in scope.lanes:
            for entry in lane.xml.findall(bpmn("flowNodeRef")):
                if local_reference(entry.text or "") not in inside:
                    yield at(entry, element=lane.label, reference=(entry.text or "").strip())


@rule("lane_twice", N_("%(element)s lies in two lanes of the same level: %(first)s and %(second)s. Keep one."))
def lane_twice(model: Model) -> Iterator[Hit]:
    """A flow node has one responsible lane on each level."""
    for scope in model.scopes:
        for lane_set in scope.xml.iter(bpmn("laneSet"), bpmn("childLaneSet")):
            seen: dict[str, Element] = {}
            for xml in lane_set.findall(bpmn("lane")):
                for entry in xml.findall(bpmn("flowNodeRef")):
                    reference = local_reference(entry.text or "")
                    first = seen.setdefault(reference, Element(xml))
                    if first.xml is not xml and lane_set.getparent() is scope.xml:
                        yield at(entry, element=reference, first=first.label, second=Element(xml).label)


@rule("message_flow_end_unknown", N_("Message flow %(element)s connects %(reference)s, which does not exist."))
def message_flow_end_unknown(model: Model) -> Iterator[Hit]:
    """Both ends of a message flow are pools, activities or events."""
    for element in model.all("messageFlow"):
        for attribute in ("sourceRef", "targetRef"):
            reference = element.xml.get(attribute) or ""
            if local_reference(reference) not in model.by_id and not _imported(model, element.xml, reference):
                yield at(element, reference=reference)


@rule(
    "message_flow_inside_pool",
    N_("Message flow %(element)s stays inside one pool. Messages pass between pools; inside, use a sequence flow."),
)
def message_flow_inside_pool(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, 9.4: a message flow connects two separate pools."""
    pools = {local_reference(p.xml.get("processRef", "")): p.id for p in model.all("participant")}
    for element in model.all("messageFlow"):
        ends = [model.by_id.get(local_reference(element.xml.get(name, ""))) for name in ("sourceRef", "targetRef")]
        owners = [_pool_of(end, pools) for end in ends if end is not None]
        if len(owners) == 2 and owners[0] is not None and owners[0] == owners[1]:
            yield at(element)


@rule(
    "message_flow_end_kind",
    N_("Message flow %(element)s %(direction)s %(kind)s “%(end)s”, which can not %(verb)s messages."),
)
def message_flow_end_kind(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, table 7.4: which elements send and which receive."""
    for element in model.all("messageFlow"):
        for attribute, refused in (("sourceRef", _NEVER_SENDS), ("targetRef", _NEVER_RECEIVES)):
            end = model.by_id.get(local_reference(element.xml.get(attribute, "")))
            if end is None or local_name(end) not in refused:
                continue
            sending = attribute == "sourceRef"
            yield at(
                element,
                direction=Text(N_("starts at")) if sending else Text(N_("leads to")),
                kind=local_name(end),
                end=Element(end).label,
                verb=Text(N_("send")) if sending else Text(N_("receive")),
            )


@rule("choreography_in_process", N_("%(element)s is part of a choreography and has no place in a process."))
def choreography_in_process(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, 11: choreography activities stand outside processes."""
    for node in model.nodes:
        if node.kind in ("choreographyTask", "subChoreography", "callChoreography"):
            yield at(node)


@rule(
    "import_unresolved",
    N_("The file imports %(location)s, which is not read. What it defines is missing here."),
    Severity.WARNING,
)
def import_unresolved(model: Model) -> Iterator[Hit]:
    """Nothing outside the file is ever fetched."""
    for node in model.xml.findall(bpmn("import")):
        yield at(node, location=node.get("location") or node.get("namespace") or Text(N_("something without a name")))


@rule(
    "diagram_reference_unknown",
    N_("The diagram draws %(reference)s, which the model does not contain. It is left out of the picture."),
    Severity.WARNING,
)
def diagram_reference_unknown(model: Model) -> Iterator[Hit]:
    """Interchange data without its element is harmless, and a sign of a damaged file."""
    for node in model.xml.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge", f"{{{BPMNDI}}}BPMNPlane"):
        reference = node.get("bpmnElement")
        if reference and local_reference(reference) not in model.by_id and not _imported(model, node, reference):
            yield at(node, reference=reference)


_NEVER_SENDS = frozenset(
    [
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
        "association",
        "group",
        "textAnnotation",
        "lane",
        "process",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "sequenceFlow",
        "messageFlow",
    ]
)
_NEVER_RECEIVES = frozenset(
    [
        "endEvent",
        "intermediateThrowEvent",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
        "association",
        "group",
        "textAnnotation",
        "lane",
        "process",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "sequenceFlow",
        "messageFlow",
    ]
)


def _is_activity(kind: str) -> bool:
    return kind.endswith("Task") or kind in ("task", "callActivity", "subProcess", "transaction", "adHocSubProcess")


def _owner(element: Element) -> str:
    """The event or task that a definition or reference inside it belongs to, as a person names it."""
    parent = element.xml.getparent()
    if local_name(element.xml) == "eventDefinitionRef" or element.kind.endswith("EventDefinition"):
        return Element(parent).label if parent is not None else element.label
    return element.label


def _imported(model: Model, node: etree._Element, reference: str) -> bool:
    """Whether a QName means something in another file."""
    prefix, colon, _ = reference.strip().rpartition(":")
    if not colon:
        return False
    namespace = node.nsmap.get(prefix)
    return namespace is not None and namespace != model.xml.get("targetNamespace")


def _pool_of(node: etree._Element, pools: dict[str, str | None]) -> str | None:
    current: etree._Element | None = node
    while current is not None:
        kind = local_name(current)
        if kind == "participant":
            return current.get("id")
        if kind == "process":
            return pools.get(current.get("id", "")) or current.get("id")
        current = current.getparent()
    return None
