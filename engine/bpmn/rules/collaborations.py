"""Pools, message flows, conversations and choreographies (BPMN 2.0.2, 9 and 11)."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Element, Model, local_name, local_reference
from engine.bpmn.names import CHOREOGRAPHY, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_elsewhere, is_set, words
from engine.model.text import N_, Text

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
_CONVERSATIONS = ("conversation", "subConversation", "callConversation", "conversationLink")
_ARTIFACTS = ("association", "group", "textAnnotation")


@rule("message_flow_end_unknown", N_("Message flow %(element)s connects %(reference)s, which does not exist."))
def message_flow_end_unknown(model: Model) -> Iterator[Hit]:
    """9.4: both ends of a message flow are pools, activities or events."""
    for element in model.all("messageFlow"):
        for attribute in ("sourceRef", "targetRef"):
            reference = element.xml.get(attribute) or ""
            if model.meant(reference, element.xml) is None and not is_elsewhere(model, element.xml, reference):
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


@rule(
    "message_flow_event",
    N_("Message flow %(element)s leads to or from the event “%(event)s”, which has no message. Give it a message."),
)
def message_flow_event(model: Model) -> Iterator[Hit]:
    """10.5.2, 10.5.3: a start event that receives a message flow, and an end event that sends one, has a message."""
    for element in model.all("messageFlow"):
        for attribute, kind in (("sourceRef", "endEvent"), ("targetRef", "startEvent")):
            node = model.nodes_by_id.get(local_reference(element.xml.get(attribute, "")))
            if node is not None and node.kind == kind and not {"message", "reference"} & set(words(model, node)):
                yield at(element, event=node.label)


@rule("choreography_in_process", N_("%(element)s is part of a choreography and has no place in a process."))
def choreography_in_process(model: Model) -> Iterator[Hit]:
    """BPMN 2.0.2, 11: choreography activities stand outside processes."""
    for node in model.nodes:
        if node.kind in CHOREOGRAPHY:
            yield at(node)


@rule(
    "multiplicity_negative",
    N_("Expected the minimum number of participants of “%(participant)s” to be 0 or more, but it is %(value)s."),
)
def multiplicity_negative(model: Model) -> Iterator[Hit]:
    """9.3.1: the minimum of a participant's multiplicity is not negative."""
    for element in model.all("participantMultiplicity"):
        value = _number(element, "minimum", 0)
        if value is not None and value < 0:
            yield at(element, participant=_participant(element), value=value)


@rule(
    "multiplicity_contradictory",
    N_(
        "Expected the maximum number of participants of “%(participant)s” to be 1 or more and not below the "
        "minimum %(minimum)s, but it is %(maximum)s."
    ),
)
def multiplicity_contradictory(model: Model) -> Iterator[Hit]:
    """9.3.1: the maximum of a participant's multiplicity is one or more, and no less than the minimum."""
    for element in model.all("participantMultiplicity"):
        minimum, maximum = _number(element, "minimum", 0), _number(element, "maximum", 1)
        if minimum is not None and maximum is not None and (maximum < 1 or maximum < minimum):
            yield at(element, participant=_participant(element), minimum=minimum, maximum=maximum)


@rule("choreography_reference", N_("%(element)s can not refer to the choreography %(reference)s."))
def choreography_reference(model: Model) -> Iterator[Hit]:
    """9.2: only a collaboration refers to choreographies, not a choreography or global conversation."""
    for element in model.all("choreography", "globalChoreographyTask", "globalConversation"):
        for child in element.xml.findall(bpmn("choreographyRef")):
            yield at(child, element=element.label, reference=(child.text or "").strip())


@rule(
    "global_conversation_content",
    N_("Global conversation %(element)s can not contain %(kind)s. Make it a collaboration, or take that out."),
)
def global_conversation_content(model: Model) -> Iterator[Hit]:
    """9.5.5: a global conversation contains no conversation nodes, their links or artifacts."""
    for element in model.all("globalConversation"):
        for child in element.xml.iterchildren(etree.Element):
            if local_name(child) in (*_CONVERSATIONS, *_ARTIFACTS):
                yield at(child, element=element.label, kind=local_name(child))


@rule(
    "closed_choreography",
    N_("Message flow %(element)s reaches into “%(closed)s”, which is closed: no others may send or receive there."),
)
def closed_choreography(model: Model) -> Iterator[Hit]:
    """9.2, 11.2: nothing but its own message flows touches what stands in a closed choreography."""
    for element in model.all("messageFlow"):
        for attribute in ("sourceRef", "targetRef"):
            end = model.by_id.get(local_reference(element.xml.get(attribute, "")))
            around = None if end is None else _closed_around(end)
            if around is not None and element.xml.getparent() is not around:
                yield at(element, closed=Element(around).label)


@rule(
    "conversation_link_end",
    N_("Conversation link %(element)s must connect a conversation with a participant or activity."),
)
def conversation_link_end(model: Model) -> Iterator[Hit]:
    """9.5.6: a conversation link has a conversation at one end and a participant, activity or event at the other."""
    for element in model.all("conversationLink"):
        ends = [model.by_id.get(local_reference(element.xml.get(name, ""))) for name in ("sourceRef", "targetRef")]
        kinds = [local_name(end) in _CONVERSATIONS for end in ends if end is not None]
        if len(kinds) == 2 and kinds[0] == kinds[1]:
            yield at(element)


def _number(element: Element, attribute: str, missing: int) -> int | None:
    """The value of an attribute; None for what the schema refuses."""
    try:
        return int(element.xml.get(attribute, str(missing)))
    except ValueError:
        return None


def _participant(element: Element) -> str:
    parent = element.xml.getparent()
    return element.label if parent is None else Element(parent).label


def _closed_around(node: etree._Element) -> etree._Element | None:
    current: etree._Element | None = node
    while current is not None:
        if local_name(current) == "choreography" and is_set(current, "isClosed"):
            return current
        current = current.getparent()
    return None


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
