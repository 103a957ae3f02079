"""Tasks, call activities and loops: what the standard asks of them (BPMN 2.0.2, 10.3)."""

from collections.abc import Iterator

from engine.bpmn.model import FlowNode, Model, local_name, local_reference
from engine.bpmn.names import ACTIVITIES, CAMUNDA, OPERATON, ZEEBE, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_set, words
from engine.model.text import N_

_CALLABLE = frozenset(
    ["process", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"]
)


@rule("compensation_activity_flow", N_("%(element)s is for compensation and may have no sequence flows."))
def compensation_activity_flow(model: Model) -> Iterator[Hit]:
    """10.7: a compensation activity stands outside the normal flow."""
    for node in model.nodes:
        if node.xml.get("isForCompensation") in ("true", "1") and (node.incoming or node.outgoing):
            yield at(node)


@rule("loop_twice", N_("%(element)s has two loop markers. Keep either the loop or the multi-instance."))
def loop_twice(model: Model) -> Iterator[Hit]:
    """10.3.8: an activity has one loop characteristic."""
    for node in model.nodes:
        if node.kind in ACTIVITIES:
            names = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
            if sum(len(node.xml.findall(bpmn(name))) for name in names) > 1:
                yield at(node)


@rule("quantity_not_positive", N_("Expected %(attribute)s of %(element)s to be 1 or more, but it is %(value)s."))
def quantity_not_positive(model: Model) -> Iterator[Hit]:
    """Table 10.3: start and completion quantity are at least 1."""
    for node in model.nodes:
        for attribute in ("startQuantity", "completionQuantity"):
            value = node.xml.get(attribute, "1").strip()
            if not value.isdigit() or int(value[:9]) < 1:
                yield at(node, attribute=attribute, value=value[:20])


@rule(
    "receive_task_instantiate",
    N_("Receive task %(element)s is meant to start the process, so nothing may lead into it."),
)
def receive_task_instantiate(model: Model) -> Iterator[Hit]:
    """10.3.3: an instantiating receive task has no incoming flow."""
    for node in model.nodes:
        if node.kind == "receiveTask" and node.xml.get("instantiate") in ("true", "1") and node.incoming:
            yield at(node)


@rule(
    "compensation_handler_kind",
    N_("%(element)s is the compensation handler of “%(host)s”, but is not marked for compensation."),
)
def compensation_handler_kind(model: Model) -> Iterator[Hit]:
    """10.7.1: the activity that a compensation event is associated with has isForCompensation."""
    for handler, event in _compensation_handlers(model):
        if not is_set(handler.xml, "isForCompensation"):
            yield at(handler, host=event.host.label if event.host is not None else event.label)


@rule(
    "compensation_handler_missing",
    N_("Compensation event %(element)s has no handler. Join it by an association to an activity for compensation."),
)
def compensation_handler_missing(model: Model) -> Iterator[Hit]:
    """10.7.1: a compensation event on the border of an activity is associated with one compensation activity."""
    handled = {id(event.xml) for _, event in _compensation_handlers(model)}
    for node in model.nodes:
        if node.kind == "boundaryEvent" and "compensate" in words(model, node) and id(node.xml) not in handled:
            yield at(node)


@rule(
    "compensation_event_flow",
    N_("Compensation event %(element)s leads to its handler by an association; sequence flows can not leave it."),
)
def compensation_event_flow(model: Model) -> Iterator[Hit]:
    """10.5.4: a compensation event on the border of an activity has no outgoing sequence flows."""
    for node in model.nodes:
        if node.kind == "boundaryEvent" and "compensate" in words(model, node) and node.outgoing:
            yield at(node)


@rule("call_unknown", N_("%(element)s calls %(called)s, which is neither a process nor a global task."))
def call_unknown(model: Model) -> Iterator[Hit]:
    """10.3.6: a call activity calls a callable element; one that is not in the file may be deployed elsewhere."""
    for node in model.nodes:
        meant = model.meant(node.xml.get("calledElement"), node.xml) if node.kind == "callActivity" else None
        if meant is not None and local_name(meant[1]) not in _CALLABLE:
            yield at(node, called=meant[1].get("id"))


@rule(
    "multi_instance_without_number",
    N_("Multi-instance %(element)s does not say how many: give it a cardinality or a collection."),
)
def multi_instance_without_number(model: Model) -> Iterator[Hit]:
    """10.3.8: an executable multi-instance has a loop cardinality or a loop data input."""
    for node in model.nodes:
        multi = node.xml.find(bpmn("multiInstanceLoopCharacteristics")) if node.scope.executable else None
        if multi is None or any(multi.find(bpmn(name)) is not None for name in ("loopCardinality", "loopDataInputRef")):
            continue
        extended = next(multi.iter(f"{{{ZEEBE}}}loopCharacteristics"), None) is not None
        if not extended and not any(f"{{{engine}}}collection" in multi.attrib for engine in (CAMUNDA, OPERATON)):
            yield at(node)


@rule("loop_maximum", N_("Expected loopMaximum of %(element)s to be 1 or more, but it is %(value)s."))
def loop_maximum(model: Model) -> Iterator[Hit]:
    """10.3.8: the maximum of a standard loop caps its rounds, so it is a positive number."""
    for node in model.nodes:
        loop = node.xml.find(bpmn("standardLoopCharacteristics"))
        value = "1" if loop is None else loop.get("loopMaximum", "1").strip()
        if not value.isdigit() or int(value[:9]) < 1:
            yield at(node, value=value[:20])


def _compensation_handlers(model: Model) -> Iterator[tuple[FlowNode, FlowNode]]:
    """Activities that an association joins to a compensation event on a border, with that event."""
    for association in model.all("association"):
        ends = [
            model.nodes_by_id.get(local_reference(association.xml.get(name, ""))) for name in ("sourceRef", "targetRef")
        ]
        for event, handler in (ends, ends[::-1]):
            if event is None or handler is None or handler.kind not in ACTIVITIES:
                continue
            if event.kind == "boundaryEvent" and "compensate" in words(model, event):
                yield handler, event
