"""Start, end, intermediate and boundary events: what may trigger them, and where they may stand (BPMN 2.0.2, 10.5)."""

from collections import Counter
from collections.abc import Iterator

from engine.bpmn.model import FlowNode, Model, Scope
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_, Text

_START = frozenset(["message", "timer", "conditional", "signal"])
_EVENT_SUB_PROCESS_START = frozenset(["message", "timer", "conditional", "signal", "escalation", "error", "compensate"])
_CATCH = frozenset(["message", "timer", "conditional", "link", "signal"])
_THROW = frozenset(["message", "escalation", "link", "compensate", "signal"])
_END = frozenset(["message", "escalation", "error", "cancel", "compensate", "signal", "terminate"])
_BOUNDARY = frozenset(["message", "timer", "conditional", "signal", "escalation", "error", "cancel", "compensate"])
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
            yield from _outside(node, _START)


@rule("sub_process_start_trigger", N_("The start event %(element)s of an embedded sub-process must have no trigger."))
def sub_process_start_trigger(model: Model) -> Iterator[Hit]:
    """The outer flow starts a sub-process, no event does (table 10.85)."""
    for node in _of_kind(model, "startEvent"):
        owner = node.scope.owner
        if owner is not None and not owner.is_event_sub_process and _words(node):
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
        if not _words(node):
            yield at(node, trigger=Text(N_("none")))
        allowed = _EVENT_SUB_PROCESS_START if node.interrupting else _EVENT_SUB_PROCESS_START - _ALWAYS_INTERRUPTING
        yield from _outside(node, allowed)


@rule(
    "catch_event_trigger",
    N_("Intermediate catch event %(element)s must wait for something allowed there, but has: %(trigger)s."),
)
def catch_event_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.89: intermediate events in the normal flow."""
    for node in _of_kind(model, "intermediateCatchEvent"):
        if not _words(node):
            yield at(node, trigger=Text(N_("none")))
        yield from _outside(node, _CATCH)


@rule("throw_event_result", N_("Intermediate throw event %(element)s can not bring about: %(trigger)s."))
def throw_event_result(model: Model) -> Iterator[Hit]:
    """Table 10.89: intermediate events in the normal flow."""
    for node in _of_kind(model, "intermediateThrowEvent"):
        yield from _outside(node, _THROW)


@rule("end_event_result", N_("End event %(element)s can not bring about: %(trigger)s."))
def end_event_result(model: Model) -> Iterator[Hit]:
    """Table 10.88: results of end events."""
    for node in _of_kind(model, "endEvent"):
        yield from _outside(node, _END)


@rule(
    "boundary_event_trigger",
    N_("Boundary event %(element)s must wait for something allowed there, but has: %(trigger)s."),
)
def boundary_event_trigger(model: Model) -> Iterator[Hit]:
    """Table 10.90: intermediate events on the border of an activity."""
    for node in _of_kind(model, "boundaryEvent"):
        if not _words(node):
            yield at(node, trigger=Text(N_("none")))
        yield from _outside(node, _BOUNDARY)


@rule(
    "boundary_event_must_interrupt",
    N_(
        "Boundary event %(element)s always ends its activity: an event of kind %(trigger)s can not be non-interrupting."
    ),
)
def boundary_event_must_interrupt(model: Model) -> Iterator[Hit]:
    """Errors, cancellation and compensation have no non-interrupting form (table 10.90)."""
    for node in _of_kind(model, "boundaryEvent"):
        for word in _words(node):
            if not node.interrupting and word in _ALWAYS_INTERRUPTING:
                yield at(node, trigger=word)


@rule(
    "cancel_outside_transaction", N_("%(element)s cancels, which only exists inside or at the border of a transaction.")
)
def cancel_outside_transaction(model: Model) -> Iterator[Hit]:
    """Cancel end events stand in transactions, cancel boundary events on them."""
    for node in model.nodes:
        if "cancel" not in _words(node):
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
        link_target = node.kind == "intermediateCatchEvent" and "link" in _words(node)
        if not node.incoming and not link_target:
            yield at(node)


@rule("event_leads_nowhere", N_("Expected a sequence flow out of %(element)s, but nothing follows it."))
def event_leads_nowhere(model: Model) -> Iterator[Hit]:
    """Start, boundary and intermediate events go on; only the throwing end of a link does not."""
    for node in _of_kind(model, "startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"):
        words = _words(node)
        if node.outgoing or (node.kind == "intermediateThrowEvent" and "link" in words) or "compensate" in words:
            continue
        yield at(node)


@rule("link_without_partner", N_("Link event %(element)s has no partner named “%(link)s” in the same process."))
def link_without_partner(model: Model) -> Iterator[Hit]:
    """A throwing link needs the catching link of its name (10.5.5)."""
    for process in model.processes:
        nodes = [node for scope in process.walk() for node in scope.nodes]
        targets = {name for node in nodes if node.kind == "intermediateCatchEvent" for name in _links(node)}
        for node in nodes:
            if node.kind == "intermediateThrowEvent":
                yield from (at(node, link=name) for name in _links(node) if name not in targets)


@rule("link_target_twice", N_("Link “%(link)s” is caught more than once. Keep one catching link event of this name."))
def link_target_twice(model: Model) -> Iterator[Hit]:
    """A link has one target (10.5.5)."""
    for scope in model.scopes:
        seen: Counter[str] = Counter()
        for node in scope.nodes:
            for name in _links(node) if node.kind == "intermediateCatchEvent" else ():
                seen[name] += 1
                if seen[name] > 1:
                    yield at(node, link=name)


@rule("timer_without_time", N_("Timer %(element)s says nothing about when. Give it a date, a duration or a cycle."))
def timer_without_time(model: Model) -> Iterator[Hit]:
    """Exactly one of timeDate, timeDuration and timeCycle, with a text (table 10.101)."""
    for node, times in _timers(model):
        if node.scope.executable and (len(times) == 0 or (len(times) == 1 and not times[0])):
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


def _words(node: FlowNode) -> list[str]:
    """First words of its event definitions; one that is defined elsewhere counts as `reference`."""
    references = ["reference" for child in node.xml if str(child.tag).endswith("}eventDefinitionRef")]
    return [definition.word for definition in node.definitions] + references


def _outside(node: FlowNode, allowed: frozenset[str]) -> Iterator[Hit]:
    for word in _words(node):
        if word not in allowed and word != "reference":
            yield at(node, trigger=word)


def _links(node: FlowNode) -> list[str]:
    return [definition.xml.get("name", "") for definition in node.definitions if definition.word == "link"]


def _owners(scope: Scope) -> Iterator[FlowNode]:
    current: Scope | None = scope
    while current is not None and current.owner is not None:
        yield current.owner
        current = current.parent
