"""Start, end, intermediate and boundary events: what may trigger them, and where they may stand (BPMN 2.0.2, 10.5)."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.definitions import event_definitions
from engine.bpmn.model import EventDefinition, FlowNode, Model, Scope, local_name, local_reference
from engine.bpmn.names import CATCH_EVENTS, DEFINITION_SUFFIX, THROW_EVENTS
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.items import data_of, same_item
from engine.bpmn.rules.reading import words
from engine.model.text import N_, Text

_START = frozenset(["message", "timer", "conditional", "signal"])
_EVENT_SUB_PROCESS_START = frozenset(["message", "timer", "conditional", "signal", "escalation", "error", "compensate"])
_CATCH = frozenset(["message", "timer", "conditional", "link", "signal"])
_THROW = frozenset(["message", "escalation", "link", "compensate", "signal"])
_END = frozenset(["message", "escalation", "error", "cancel", "compensate", "signal", "terminate"])
_BOUNDARY = frozenset(["message", "timer", "conditional", "signal", "escalation", "error", "cancel", "compensate"])
_CARRIERS = {"message": "itemRef", "error": "structureRef", "escalation": "structureRef", "signal": "structureRef"}
"""By kind of event, the attribute that names the item it carries."""
_ALWAYS_INTERRUPTING = frozenset(["error", "cancel", "compensate"])


@rule("start_event_incoming", N_("Expected nothing to lead into start event %(element)s, but %(flow)s does."))
def start_event_incoming(model: Model) -> Iterator[Hit]:
    """A start event is not the target of a sequence flow (10.5.2)."""
    for node in _of_kind(model, "startEvent"):
        for flow in node.incoming:
            yield at(node, flow=flow.id)


@rule("end_event_outgoing", N_("Expected nothing to lead out of end event %(element)s, but %(flow)s does."))
def end_event_outgoing(model: Model) -> Iterator[Hit]:
    """An end event is not the source of a sequence flow (10.5.3)."""
    for node in _of_kind(model, "endEvent"):
        for flow in node.outgoing:
            yield at(node, flow=flow.id)


@rule("boundary_event_incoming", N_("Expected nothing to lead into boundary event %(element)s, but %(flow)s does."))
def boundary_event_incoming(model: Model) -> Iterator[Hit]:
    """A boundary event is triggered, not reached (10.5.4)."""
    for node in _of_kind(model, "boundaryEvent"):
        for flow in node.incoming:
            yield at(node, flow=flow.id)


@rule("start_event_trigger", N_("Start event %(element)s of a process can not be triggered by: %(trigger)s."))
def start_event_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.84: what may start a process."""
    for node in _of_kind(model, "startEvent"):
        if node.scope.owner is None:
            yield from _outside(model, node, _START)


@rule("sub_process_start_trigger", N_("The start event %(element)s of an embedded sub-process must have no trigger."))
def sub_process_start_trigger(model: Model) -> Iterator[Hit]:
    """The outer flow starts a sub-process, no event does (table 10.85)."""
    for node in _of_kind(model, "startEvent"):
        owner = node.scope.owner
        if owner is not None and not owner.is_event_sub_process and words(model, node):
            yield at(node)


@rule(
    "event_sub_process_start_trigger",
    N_(
        "The start event %(element)s of an event sub-process needs a trigger that is allowed there, but has: "
        "%(trigger)s."
    ),
)
def event_sub_process_start_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.86: an event sub-process is started by an event, and by which."""
    for node in _of_kind(model, "startEvent"):
        owner = node.scope.owner
        if owner is None or not owner.is_event_sub_process:
            continue
        if not words(model, node):
            yield at(node, trigger=Text(N_("none")))
        allowed = _EVENT_SUB_PROCESS_START if node.interrupting else _EVENT_SUB_PROCESS_START - _ALWAYS_INTERRUPTING
        yield from _outside(model, node, allowed)


@rule(
    "catch_event_trigger",
    N_("Intermediate catch event %(element)s must wait for something allowed there, but has: %(trigger)s."),
)
def catch_event_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.89: intermediate events in the normal flow."""
    for node in _of_kind(model, "intermediateCatchEvent"):
        if not words(model, node):
            yield at(node, trigger=Text(N_("none")))
        yield from _outside(model, node, _CATCH)


@rule("throw_event_result", N_("Intermediate throw event %(element)s can not bring about: %(trigger)s."))
def throw_event_result(model: Model) -> Iterator[Hit]:
    """Table 10.89: intermediate events in the normal flow."""
    for node in _of_kind(model, "intermediateThrowEvent"):
        yield from _outside(model, node, _THROW)


@rule("end_event_result", N_("End event %(element)s can not bring about: %(trigger)s."))
def end_event_result(model: Model) -> Iterator[Hit]:
    """Table 10.88: results of end events."""
    for node in _of_kind(model, "endEvent"):
        yield from _outside(model, node, _END)


@rule(
    "boundary_event_trigger",
    N_("Boundary event %(element)s must wait for something allowed there, but has: %(trigger)s."),
)
def boundary_event_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.90: intermediate events on the border of an activity."""
    for node in _of_kind(model, "boundaryEvent"):
        if not words(model, node):
            yield at(node, trigger=Text(N_("none")))
        yield from _outside(model, node, _BOUNDARY)


@rule(
    "boundary_event_must_interrupt",
    N_(
        "Boundary event %(element)s always ends its activity: an event of kind %(trigger)s can not be non-interrupting."
    ),
)
def boundary_event_must_interrupt(model: Model) -> Iterator[Hit]:
    """Errors, cancellation and compensation have no non-interrupting form (table 10.90)."""
    for node in _of_kind(model, "boundaryEvent"):
        for word in words(model, node):
            if not node.interrupting and word in _ALWAYS_INTERRUPTING:
                yield at(node, trigger=word)


@rule(
    "cancel_outside_transaction", N_("%(element)s cancels, which only exists inside or at the border of a transaction.")
)
def cancel_outside_transaction(model: Model) -> Iterator[Hit]:
    """10.5.5: cancel end events stand in transactions, cancel boundary events on them."""
    for node in model.nodes:
        if "cancel" not in words(model, node):
            continue
        inside = any(owner.kind == "transaction" for owner in _owners(node.scope))
        on_border = node.host is not None and node.host.kind == "transaction"
        if (node.kind == "endEvent" and not inside) or (node.kind == "boundaryEvent" and node.host and not on_border):
            yield at(node)


@rule("start_without_end", N_("“%(element)s” has a %(present)s event but no %(missing)s event. Use both or neither."))
def start_without_end(model: Model) -> Iterator[Hit]:
    """If one of start and end events is used, the other is too (10.5.2, 10.5.3)."""
    for scope in model.scopes:
        starts = any(node.kind == "startEvent" for node in scope.nodes)
        ends = any(node.kind == "endEvent" for node in scope.nodes)
        if ends and not starts:
            yield at(scope, present=Text(N_("end")), missing=Text(N_("start")))
        elif starts and not ends:
            yield at(scope, present=Text(N_("start")), missing=Text(N_("end")))


@rule("event_not_reached", N_("Expected a sequence flow into %(element)s, but none leads there."))
def event_not_reached(model: Model) -> Iterator[Hit]:
    """End and intermediate events are reached; only the catching end of a link is not (10.5.3, 10.5.4)."""
    for node in _of_kind(model, "endEvent", "intermediateThrowEvent", "intermediateCatchEvent"):
        link_target = node.kind == "intermediateCatchEvent" and "link" in words(model, node)
        if not node.incoming and not link_target:
            yield at(node)


@rule("event_leads_nowhere", N_("Expected a sequence flow out of %(element)s, but nothing follows it."))
def event_leads_nowhere(model: Model) -> Iterator[Hit]:
    """10.5.2, 10.5.4: start and intermediate events go on; only the throwing end of a link does not."""
    for node in _of_kind(model, "startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"):
        found = words(model, node)
        if node.outgoing or (node.kind == "intermediateThrowEvent" and "link" in found) or "compensate" in found:
            continue
        yield at(node)


@rule("timer_with_two_times", N_("Timer %(element)s has more than one of date, duration and cycle. Keep one."))
def timer_with_two_times(model: Model) -> Iterator[Hit]:
    """The three are mutually exclusive (table 10.101)."""
    for node, times in _timers(model):
        if len(times) > 1:
            yield at(node)


@rule("condition_event_empty", N_("Conditional event %(element)s has no condition."))
def condition_event_empty(model: Model) -> Iterator[Hit]:
    """A conditional event needs its expression (table 10.96)."""
    for node in model.nodes:
        for definition in node.definitions if node.scope.executable else ():
            if definition.word == "conditional" and not "".join(map(str, definition.xml.itertext())).strip():
                yield at(node)


@rule(
    "escalation_without_code",
    N_("%(element)s throws an escalation without an escalation code, so nothing could tell which one it is."),
)
def escalation_without_code(model: Model) -> Iterator[Hit]:
    """8.4.4: an escalation that is thrown in an executable process has a code."""
    for node in _of_kind(model, *THROW_EVENTS):
        for definition in event_definitions(model, node) if node.scope.executable else ():
            if definition.word != "escalation":
                continue
            escalation = model.referenced(definition.xml.get("escalationRef"), "escalation")
            if escalation is None or not (escalation.get("escalationCode") or "").strip():
                yield at(node)


@rule("message_event_without_message", N_("%(element)s is about a message, but names none. Choose the message."))
def message_event_without_message(model: Model) -> Iterator[Hit]:
    """10.5.5: a message event of an executable process has a messageRef."""
    for node in _of_kind(model, *CATCH_EVENTS, *THROW_EVENTS):
        for definition in node.definitions if node.scope.executable else ():
            if definition.word == "message" and not definition.xml.get("messageRef"):
                yield at(node)


@rule("event_data_count", N_("%(element)s has %(count)s data elements for %(events)s event definitions. Use one each."))
def event_data_count(model: Model) -> Iterator[Hit]:
    """10.5.1: an event that has data has as many data elements as event definitions."""
    for node, data, found in _events_with_data(model):
        if len(data) != len(found):
            yield at(node, count=len(data), events=len(found))


@rule("event_data_item", N_("The data of %(element)s is not of the item that its %(trigger)s carries."))
def event_data_item(model: Model) -> Iterator[Hit]:
    """10.5.1: the data element of each event definition is of the item of its message, error, escalation or signal."""
    for node, data, found in _events_with_data(model):
        for element, definition in zip(data, found, strict=False):
            kind = definition.word
            payload = model.referenced(definition.xml.get(f"{kind}Ref"), kind)
            if payload is None or kind not in _CARRIERS:
                continue
            item, carried = element.get("itemSubjectRef"), payload.get(_CARRIERS[kind])
            stated = item is not None and carried is not None
            if (stated or node.scope.executable) and not same_item(model, item, carried):
                yield at(node, trigger=kind)


@rule(
    "event_definition_borrowed",
    N_("%(element)s points at the event definition %(reference)s, which belongs to the throwing event “%(owner)s”."),
)
def event_definition_borrowed(model: Model) -> Iterator[Hit]:
    """10.5.1: only event definitions at the top of the file are shared, not those inside throwing events."""
    for element in model.all("eventDefinitionRef"):
        meant = model.by_id.get(local_reference(element.xml.text or ""))
        owner = None if meant is None else meant.getparent()
        if meant is None or owner is None or not local_name(meant).endswith(DEFINITION_SUFFIX):
            continue
        if local_name(owner) in THROW_EVENTS:
            event = element.xml.getparent()
            name = element.label if event is None else event.get("name") or event.get("id")
            yield at(element, element=name, reference=meant.get("id"), owner=owner.get("name") or owner.get("id"))


def _events_with_data(model: Model) -> Iterator[tuple[FlowNode, list[etree._Element], list[EventDefinition]]]:
    for node in _of_kind(model, *CATCH_EVENTS, *THROW_EVENTS):
        data = data_of(node.xml, "dataOutput" if node.kind in CATCH_EVENTS else "dataInput")
        if data:
            yield node, data, event_definitions(model, node)


def _timers(model: Model) -> Iterator[tuple[FlowNode, list[str]]]:
    for node in model.nodes:
        for definition in node.definitions:
            if definition.word == "timer":
                texts = [(child.text or "").strip() for child in definition.xml if _is_time(str(child.tag))]
                yield node, texts


def _is_time(tag: str) -> bool:
    return tag.endswith(("}timeDate", "}timeDuration", "}timeCycle"))


def _of_kind(model: Model, *kinds: str) -> Iterator[FlowNode]:
    return (node for node in model.nodes if node.kind in kinds)


def _outside(model: Model, node: FlowNode, allowed: frozenset[str]) -> Iterator[Hit]:
    for word in words(model, node):
        if word not in allowed and word != "reference":
            yield at(node, trigger=word)


def _owners(scope: Scope) -> Iterator[FlowNode]:
    current: Scope | None = scope
    while current is not None and current.owner is not None:
        yield current.owner
        current = current.parent
