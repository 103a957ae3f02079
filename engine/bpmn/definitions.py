"""Event definitions of an event: its own, and those that it refers to."""

from engine.bpmn.model import EventDefinition, FlowNode, Model, local_name
from engine.bpmn.names import DEFINITION_SUFFIX, bpmn


def event_definitions(model: Model, node: FlowNode) -> list[EventDefinition]:
    """What an event waits for or brings about; what a reference leads nowhere to is left out."""
    found = list(node.definitions)
    for reference in node.xml.findall(bpmn("eventDefinitionRef")):
        meant = model.meant(reference.text, reference)
        if meant is not None and local_name(meant[1]).endswith(DEFINITION_SUFFIX):
            found.append(EventDefinition(meant[1]))
    return found


def triggers(model: Model, node: FlowNode) -> list[str]:
    """The words of its definitions; `none` if it has none."""
    return [definition.word for definition in event_definitions(model, node)] or ["none"]


def instantiates(node: FlowNode) -> bool:
    """Whether a receive task or event-based gateway starts its process."""
    return node.xml.get("instantiate", "false").strip() in ("true", "1")


def for_compensation(node: FlowNode) -> bool:
    """Whether an activity only undoes another one."""
    return node.xml.get("isForCompensation", "false").strip() in ("true", "1")


def is_compensation_event(model: Model, node: FlowNode) -> bool:
    """Whether it is the boundary event that leads to what undoes its activity."""
    return node.kind == "boundaryEvent" and "compensate" in triggers(model, node)


def stands_apart(node: FlowNode) -> bool:
    """Whether no token comes to it over the flows of its scope: it is started by an event, or undoes something."""
    return node.is_event_sub_process or for_compensation(node) or node.kind == "boundaryEvent"
