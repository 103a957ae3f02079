"""Tasks, call activities and loops: what the standard asks of them (BPMN 2.0.2, 10.3)."""

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.bpmn.names import ACTIVITIES, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_


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
