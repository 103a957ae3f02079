"""Data: inputs and outputs, their sets, associations and data objects (BPMN 2.0.2, 10.4.1)."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Model, local_name
from engine.bpmn.names import SUB_PROCESSES, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.items import io_specification, item_of, same_item, structure
from engine.bpmn.rules.reading import is_set, references, text_of
from engine.model.text import N_

_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
_LOOP = "multiInstanceLoopCharacteristics"


@rule(
    "collection_mismatch",
    N_("%(element)s and its item definition %(item)s disagree whether it is a collection. Make them agree."),
)
def collection_mismatch(model: Model) -> Iterator[Hit]:
    """10.4.1: isCollection of data objects, inputs and outputs matches that of their item definition."""
    for element in model.all("dataObject", "dataInput", "dataOutput"):
        item = model.referenced(element.xml.get("itemSubjectRef"), "itemDefinition")
        if item is not None and is_set(element.xml, "isCollection") != is_set(item, "isCollection"):
            yield at(element, item=item.get("id"))


@rule(
    "data_object_name",
    N_(
        "Expected the data object reference %(element)s to be named “%(expected)s”: its object and, in brackets, state."
    ),
)
def data_object_name(model: Model) -> Iterator[Hit]:
    """10.4.1: a reference that shows a state is named after its data object, with the state in brackets."""
    for element in model.all("dataObjectReference"):
        target = model.referenced(element.xml.get("dataObjectRef"), "dataObject")
        state = element.xml.find(bpmn("dataState"))
        named = target is not None and target.get("name") and element.name
        if target is None or not named or state is None or not state.get("name"):
            continue
        expected = f"{target.get('name')} [{state.get('name')}]"
        if element.name != expected:
            yield at(element, expected=expected)


@rule(
    "sub_process_io",
    N_("Sub-process %(element)s can not declare inputs and outputs of its own. It sees the data around it."),
)
def sub_process_io(model: Model) -> Iterator[Hit]:
    """10.4.1: processes and tasks have an ioSpecification, embedded sub-processes have none."""
    for node in model.nodes:
        if node.kind in SUB_PROCESSES and io_specification(node.xml) is not None:
            yield at(node)


@rule("data_input_as_target", N_("Data association %(element)s writes into the data input of the process itself."))
def data_input_as_target(model: Model) -> Iterator[Hit]:
    """10.4.1: the data input of a process is filled from outside; no association inside leads to it."""
    for element in model.all("dataOutputAssociation"):
        if any(_of_process(model, reference, "dataInput") for reference in references(element.xml, "targetRef")):
            yield at(element)


@rule("data_output_as_source", N_("Data association %(element)s reads from the data output of the process itself."))
def data_output_as_source(model: Model) -> Iterator[Hit]:
    """10.4.1: the data output of a process goes outside; no association inside comes from it."""
    for element in model.all("dataInputAssociation"):
        if any(_of_process(model, reference, "dataOutput") for reference in references(element.xml, "sourceRef")):
            yield at(element)


@rule("data_in_no_set", N_("%(kind)s %(element)s belongs to no %(set)s, so it would never be used. Add it to one."))
def data_in_no_set(model: Model) -> Iterator[Hit]:
    """10.4.1: every data input is in an input set, every data output in an output set."""
    for kind, group, name in (
        ("dataInput", "inputSet", "dataInputRefs"),
        ("dataOutput", "outputSet", "dataOutputRefs"),
    ):
        for holder in _holders(model, kind):
            used = {reference for each in holder.findall(bpmn(group)) for reference in references(each, name)}
            for data in holder.findall(bpmn(kind)):
                if data.get("id") not in used:
                    yield at(data, kind=kind, set=group)


@rule("set_subset_wrong", N_("%(reference)s is listed as %(kind)s, but not as one of the %(all)s of its set."))
def set_subset_wrong(model: Model) -> Iterator[Hit]:
    """10.4.1: optional and while-executing references are among the references of their set."""
    for group, all_of_them, parts in (
        ("inputSet", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
        ("outputSet", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
    ):
        for element in model.all(group):
            listed = set(references(element.xml, all_of_them))
            for kind in parts:
                for reference in references(element.xml, kind):
                    if reference not in listed:
                        yield at(element, reference=reference, kind=kind, all=all_of_them)


@rule("set_reference_unknown", N_("%(element)s lists %(reference)s as %(kind)s, which is not declared beside it."))
def set_reference_unknown(model: Model) -> Iterator[Hit]:
    """10.4.1: a set is made of data that the same specification declares."""
    for group, name, kind in (
        ("inputSet", "dataInputRefs", "dataInput"),
        ("outputSet", "dataOutputRefs", "dataOutput"),
    ):
        for holder in _holders(model, group):
            declared = {data.get("id") for data in holder.findall(bpmn(kind))}
            for each in holder.findall(bpmn(group)):
                for reference in references(each, name):
                    if reference not in declared:
                        yield at(each, reference=reference, kind=name)


@rule(
    "sets_not_mutual",
    N_("%(element)s names %(reference)s, which does not name it in turn. Input and output sets refer to each other."),
)
def sets_not_mutual(model: Model) -> Iterator[Hit]:
    """10.4.1: an input set and an output set that belong together name each other."""
    for group, name, other, back in (
        ("inputSet", "outputSetRefs", "outputSet", "inputSetRefs"),
        ("outputSet", "inputSetRefs", "inputSet", "outputSetRefs"),
    ):
        for element in model.all(group):
            for reference in references(element.xml, name):
                partner = model.referenced(reference, other)
                if partner is None or element.id not in references(partner, back):
                    yield at(element, reference=reference)


@rule(
    "association_item",
    N_("Data association %(element)s connects data of different items. Give it a transformation, or make them equal."),
)
def association_item(model: Model) -> Iterator[Hit]:
    """10.4.1: without a transformation, source and target of a data association have the same item definition."""
    for element in model.all(*_ASSOCIATIONS):
        if element.xml.find(bpmn("transformation")) is not None or element.xml.find(bpmn("assignment")) is not None:
            continue
        targets = references(element.xml, "targetRef")
        other = item_of(model, targets[0])[1] if targets else None
        for source in references(element.xml, "sourceRef"):
            one = item_of(model, source)[1]
            if one is not None and other is not None and not same_item(model, one, other):
                yield at(element)


@rule(
    "association_sources",
    N_("Data association %(element)s has %(count)s sources. More than one needs a transformation that combines them."),
)
def association_sources(model: Model) -> Iterator[Hit]:
    """10.4.1: without a transformation a data association has one source."""
    for element in model.all(*_ASSOCIATIONS):
        sources = references(element.xml, "sourceRef")
        if len(sources) > 1 and element.xml.find(bpmn("transformation")) is None:
            yield at(element, count=len(sources))


@rule("association_end_unknown", N_("Data association %(element)s leads to or from %(reference)s, which is no data."))
def association_end_unknown(model: Model) -> Iterator[Hit]:
    """10.4.1: sources and targets of a data association are item-aware elements."""
    items = {element.id for element in model.all("inputDataItem", "outputDataItem")}
    for element in model.all(*_ASSOCIATIONS):
        for reference in (*references(element.xml, "sourceRef"), *references(element.xml, "targetRef")):
            if not item_of(model, reference)[0] and reference not in items:
                yield at(element, reference=reference)


@rule(
    "loop_input_unknown",
    N_("The multi-instance of %(element)s runs over %(reference)s, which is not a data input of the task."),
)
def loop_input_unknown(model: Model) -> Iterator[Hit]:
    """10.3.8: the loop data input of a multi-instance task is a data input of that task."""
    for node in model.nodes:
        multi = node.xml.find(bpmn(_LOOP))
        if multi is None or not node.scope.executable or node.kind in SUB_PROCESSES:
            continue
        holder = io_specification(node.xml)
        inputs = [] if holder is None else [each.get("id") for each in holder.findall(bpmn("dataInput"))]
        for reference in references(multi, "loopDataInputRef"):
            if reference not in inputs:
                yield at(node, reference=reference)


@rule(
    "loop_item_type",
    N_("%(item)s of the multi-instance of %(element)s is not the type of one item of %(collection)s."),
)
def loop_item_type(model: Model) -> Iterator[Hit]:
    """10.3.8: the data item of an instance is the scalar of the collection that is looped over."""
    for node in model.nodes:
        multi = node.xml.find(bpmn(_LOOP)) if node.scope.executable else None
        if multi is None:
            continue
        for name, item_name in (("loopDataInputRef", "inputDataItem"), ("loopDataOutputRef", "outputDataItem")):
            collection, item = text_of(multi.find(bpmn(name))), multi.find(bpmn(item_name))
            if collection and item is not None and not _is_scalar_of(model, item, collection):
                yield at(node, item=item_name, collection=collection)


def _holders(model: Model, kind: str) -> Iterator[etree._Element]:
    """Elements with children of that kind: specifications and events."""
    return (node for node in model.xml.iter(etree.Element) if node.find(bpmn(kind)) is not None)


def _of_process(model: Model, reference: str, kind: str) -> bool:
    node = model.referenced(reference, kind)
    holder = None if node is None else node.getparent()
    process = None if holder is None else holder.getparent()
    return process is not None and local_name(process) == "process"


def _is_scalar_of(model: Model, item: etree._Element, collection: str) -> bool:
    """Whether both are of one structure and the item is no collection; where types are not stated, it may be."""
    of_collection = item_of(model, collection)[1]
    of_item = item.get("itemSubjectRef")
    if of_collection is None or of_item is None:
        return True
    definition = model.referenced(of_item, "itemDefinition")
    if definition is not None and is_set(definition, "isCollection"):
        return False
    return same_item(model, of_item, of_collection) or structure(model, of_item) == structure(model, of_collection)
