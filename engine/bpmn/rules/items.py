"""Items and data, as the rules about them read a model: specifications, sets, and when two items are the same."""

from lxml import etree

from engine.bpmn.model import Model, local_name, local_reference
from engine.bpmn.names import bpmn

ITEM_AWARE = frozenset(
    ["dataObject", "dataObjectReference", "property", "dataStore", "dataStoreReference", "dataInput", "dataOutput"]
)


def io_specification(node: etree._Element) -> etree._Element | None:
    """The ioSpecification of an activity or callable element."""
    return node.find(bpmn("ioSpecification"))


def data_of(node: etree._Element, kind: str) -> list[etree._Element]:
    """Its data inputs, data outputs or sets: of its ioSpecification, or an event's own."""
    holder = io_specification(node)
    return (node if holder is None else holder).findall(bpmn(kind))


def sets_of(node: etree._Element, kind: str) -> list[etree._Element]:
    """The input or output sets of an activity."""
    return data_of(node, kind)


def structure(model: Model, reference: str | None) -> str | None:
    """What an item definition is made of; None where nothing is said."""
    definition = model.referenced(reference, "itemDefinition")
    return None if definition is None else definition.get("structureRef")


def same_item(model: Model, one: str | None, other: str | None, *, other_model: Model | None = None) -> bool:
    """Whether two references mean the same item: the same definition, or one of the same structure."""
    there = other_model or model
    if one is None and other is None:
        return True
    if one is None or other is None:
        return False
    if there is model and local_reference(one) == local_reference(other):
        return True
    first, second = structure(model, one), structure(there, other)
    return first is not None and second is not None and local_reference(first) == local_reference(second)


def item_of(model: Model, reference: str) -> tuple[bool, str | None]:
    """Whether the reference leads to data, and the item of that; data references stand for what they refer to."""
    node = model.by_id.get(local_reference(reference))
    if node is None or local_name(node) not in ITEM_AWARE:
        return False, None
    behind = node.get("dataObjectRef") or node.get("dataStoreRef")
    item = node.get("itemSubjectRef")
    if item is None and behind is not None:
        target = model.by_id.get(local_reference(behind))
        item = None if target is None else target.get("itemSubjectRef")
    return True, item
