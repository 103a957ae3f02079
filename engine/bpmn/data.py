"""Data of the standard as variables: data objects and properties, and what associations carry into and out of elements.

A data object or property is a variable of the process or sub-process it stands in. A data input or output is a
variable of its element; an association is a mapping between the two (BPMN 2.0.2, 10.4). A data store is no variable: it
outlives the instance, and only what an association computes can name it (10.4.1).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from engine.bpmn.languages import executed_text
from engine.bpmn.model import FlowNode, Model, local_name, local_reference
from engine.bpmn.names import bpmn
from engine.scripts.python import MARK

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NAME = re.compile(r"[^\W\d]\w*")
_INSIDE = ("dataInput", "dataOutput")
_STORES = ("dataStore", "dataStoreReference")


@dataclass(frozen=True, slots=True)
class Carried:
    """What an association carries: a mapping.

    `reads` are the data stores that its source can name, `into` is the one that it writes, which may hold lists.
    """

    direction: str
    source: str
    target: str
    reads: tuple[etree._Element, ...] = ()
    into: etree._Element | None = None
    holds_lists: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """What the normal form says of it beside source and target."""
        told = {"reads": " ".join(f"{variable_of(store)}:{store.get('id')}" for store in self.reads)}
        if self.into is not None:
            capacity = capacity_of(self.into)
            told |= {"store": self.into.get("id", ""), "capacity": "" if capacity is None else str(capacity)}
            told["collection"] = "true" if self.holds_lists else ""
        return {name: value for name, value in told.items() if value}


def declared(scope: etree._Element) -> Iterator[str]:
    """Variables of the data objects and properties that stand directly in an element."""
    for node in scope.iterchildren(bpmn("dataObject"), bpmn("property")):
        yield variable_of(node)


def variable_of(node: etree._Element) -> str:
    """The variable of a data object, property, data input or output: its name if that can be one, else its id."""
    for text in (node.get("name") or "", node.get("id") or ""):
        if _NAME.fullmatch(text.strip()):
            return text.strip()
    return "_" + re.sub(r"\W", "_", node.get("id") or "")


def data_mappings(model: Model, node: FlowNode) -> Iterator[Carried]:
    """What the associations of an element carry. Those that touch none of its inputs and outputs are only drawn."""
    if node.kind in ("subProcess", "transaction", "adHocSubProcess"):
        for name in declared(node.xml):
            yield Carried("input", "=null", name)
    elif node.xml.find(bpmn("property")) is not None:
        for holder in node.xml.findall(bpmn("property")):
            yield Carried("input", "=null", variable_of(holder))
    yield from associations(model, node)


def associations(model: Model, node: FlowNode) -> Iterator[Carried]:
    """What the data associations of an element carry."""
    for association in node.xml.findall(bpmn("dataInputAssociation")):
        yield from _carried(model, association, "input")
    for association in node.xml.findall(bpmn("dataOutputAssociation")):
        yield from _carried(model, association, "output")


def holds_lists(model: Model, store: etree._Element) -> bool:
    """Whether the items of a data store are a collection."""
    item = model.referenced(store.get("itemSubjectRef"), "itemDefinition")
    return item is not None and item.get("isCollection", "false").strip() in ("true", "1")


def capacity_of(store: etree._Element) -> int | None:
    """How many items a data store holds at most; None where that is unlimited, which is the default."""
    capacity = (store.get("capacity") or "").strip()
    limited = store.get("isUnlimited", "true").strip() in ("false", "0")
    return max(0, int(capacity)) if limited and _INTEGER.fullmatch(capacity) else None


def writes_early(model: Model, association: etree._Element) -> bool:
    """Whether it is read as the element begins, and yet assigns something to a data store."""
    targets = [_data(model, each.findtext(bpmn("to"))) for each in association.findall(bpmn("assignment"))]
    return local_name(association) == "dataInputAssociation" and any(
        target is not None and local_name(target) == "dataStore" for target in targets
    )


def unclear_names(model: Model, node: FlowNode) -> Iterator[str]:
    """Names by which what an association computes could mean a data store or something else that it connects."""
    for association in node.xml.iterchildren(bpmn("dataInputAssociation"), bpmn("dataOutputAssociation")):
        if all(association.find(bpmn(part)) is None for part in ("transformation", "assignment")):
            continue
        ends = [_data(model, child.text) for child in association.iterchildren(bpmn("sourceRef"), bpmn("targetRef"))]
        known = {id(end): end for end in ends if end is not None}.values()
        names = [variable_of(end) for end in known]
        for end in known:
            if local_name(end) == "dataStore" and names.count(variable_of(end)) > 1:
                yield variable_of(end)


def is_carried(model: Model, association: etree._Element) -> bool:
    """Whether the association carries something."""
    direction = "input" if local_name(association) == "dataInputAssociation" else "output"
    return any(True for _ in _carried(model, association, direction))


def touches_store(model: Model, association: etree._Element) -> bool:
    """Whether it connects a data input or output with a data store."""
    ends = [child.text for child in association.iterchildren(bpmn("sourceRef"), bpmn("targetRef"))]
    found = [model.by_id.get(local_reference(text or "")) for text in ends]
    kinds = {local_name(node) for node in found if node is not None}
    return bool(kinds & set(_STORES)) and bool(kinds & set(_INSIDE))


def item_variable(model: Model, node: FlowNode, reference: str) -> str | None:
    """The variable outside that an association connects with a data input or output of a multi-instance activity."""
    for name, outer in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for association in node.xml.findall(bpmn(name)):
            ends = {child.text: local_name(child) for child in association if child.text}
            if any(local_reference(text) == reference for text in ends):
                for child in association.findall(bpmn(outer)):
                    found = _data(model, child.text)
                    if found is not None and local_name(found) not in (*_INSIDE, "dataStore"):
                        return variable_of(found)
    return None


def _carried(model: Model, association: etree._Element, direction: str) -> Iterator[Carried]:
    sources = [_data(model, child.text) for child in association.findall(bpmn("sourceRef"))]
    target = _data(model, association.findtext(bpmn("targetRef")))
    inside = target if direction == "input" else next((each for each in sources if each is not None), None)
    if inside is None or local_name(inside) not in _INSIDE or target is None:
        return
    assignments = association.findall(bpmn("assignment"))
    for assignment in assignments:
        start = assignment.find(bpmn("from"))
        wanted = _data(model, assignment.findtext(bpmn("to")))
        if direction == "output" or wanted is None or local_name(wanted) != "dataStore":
            yield _mapping(model, direction, feel(_text(start)), sources, target if wanted is None else wanted)
    transformation = _text(association.find(bpmn("transformation")))
    if transformation:
        yield _mapping(model, direction, feel(transformation), sources, target)
    elif not assignments and sources and sources[0] is not None:
        plain = _mapping(model, direction, f"={variable_of(sources[0])}", sources[:1], target)
        yield replace(plain, reads=tuple(store for store in plain.reads if store is sources[0]))


def _mapping(
    model: Model, direction: str, source: str, sources: Sequence[etree._Element | None], target: etree._Element
) -> Carried:
    into = target if local_name(target) == "dataStore" else None
    reached = [each for each in (*sources, into) if each is not None and local_name(each) == "dataStore"]
    reads = tuple({id(each): each for each in reached}.values())
    return Carried(direction, source, variable_of(target), reads, into, into is not None and holds_lists(model, into))


def feel(text: str) -> str:
    """An expression with its equals sign, if it is not marked as Python."""
    return text if text.startswith(("=", MARK)) else f"={text}"


def _text(xml: etree._Element | None) -> str:
    return "" if xml is None else executed_text(xml, xml.text or "").strip()


def _data(model: Model, reference: str | None) -> etree._Element | None:
    """The data object, property, data store, data input or output that a reference means."""
    found = model.by_id.get(local_reference(reference or ""))
    for kind, behind in (("dataObjectReference", "dataObjectRef"), ("dataStoreReference", "dataStoreRef")):
        if found is not None and local_name(found) == kind:
            found = model.by_id.get(local_reference(found.get(behind, "")))
    kinds = ("dataObject", "property", "dataStore", *_INSIDE)
    return found if found is not None and local_name(found) in kinds else None
