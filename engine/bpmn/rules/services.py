"""Operations, messages and what is called: the data on both sides agree (BPMN 2.0.2, 8.5, 10.3.3, 10.3.6)."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Element, FlowNode, Model
from engine.bpmn.names import SPIFFWORKFLOW, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.items import data_of, io_specification, same_item, sets_of
from engine.bpmn.rules.reading import references
from engine.model.text import N_

_CALLABLE = (
    "process",
    "globalTask",
    "globalUserTask",
    "globalManualTask",
    "globalScriptTask",
    "globalBusinessRuleTask",
)


@rule(
    "operation_input_sets",
    N_("Service task %(element)s calls an operation and needs exactly one input set, but has %(count)s."),
)
def operation_input_sets(model: Model) -> Iterator[Hit]:
    """10.3.3: a service task with an operation has a single input set."""
    for node in _tasks(model, "serviceTask", "operationRef"):
        count = len(sets_of(node.xml, "inputSet"))
        if count != 1:
            yield at(node, count=count)


@rule(
    "operation_output_sets",
    N_("Service task %(element)s calls an operation and may have one output set at most, but has %(count)s."),
)
def operation_output_sets(model: Model) -> Iterator[Hit]:
    """10.3.3: a service task with an operation has at most one output set."""
    for node in _tasks(model, "serviceTask", "operationRef"):
        count = len(sets_of(node.xml, "outputSet"))
        if count > 1:
            yield at(node, count=count)


@rule(
    "operation_input_item",
    N_("The data input of service task %(element)s is not of the item that the operation's message carries."),
)
def operation_input_item(model: Model) -> Iterator[Hit]:
    """10.3.3: the item of the data input is that of the operation's inMessage."""
    for node in _tasks(model, "serviceTask", "operationRef"):
        message = _message_of_operation(model, node.xml.get("operationRef"), "inMessageRef")
        inputs = data_of(node.xml, "dataInput")
        if message is not None and inputs and not _one_carries(model, inputs, message):
            yield at(node)


@rule(
    "operation_output_item",
    N_("The data output of service task %(element)s is not of the item that the operation's answer carries."),
)
def operation_output_item(model: Model) -> Iterator[Hit]:
    """10.3.3: the item of the data output is that of the operation's outMessage."""
    for node in _tasks(model, "serviceTask", "operationRef"):
        message = _message_of_operation(model, node.xml.get("operationRef"), "outMessageRef")
        if message is not None and not _one_carries(model, data_of(node.xml, "dataOutput"), message):
            yield at(node)


@rule(
    "message_data_count",
    N_("%(element)s has a message and may have one %(kind)s at most, but has %(count)s."),
)
def message_data_count(model: Model) -> Iterator[Hit]:
    """10.3.3: send and receive tasks with a message have at most one data set and one data element for it."""
    for kind, names in (("sendTask", ("inputSet", "dataInput")), ("receiveTask", ("outputSet", "dataOutput"))):
        for node in _tasks(model, kind, "messageRef"):
            for name in names:
                count = len(data_of(node.xml, name))
                if count > 1:
                    yield at(node, kind=name, count=count)


@rule("message_data_item", N_("The %(kind)s of %(element)s is not of the item that its message carries."))
def message_data_item(model: Model) -> Iterator[Hit]:
    """10.3.3: the data element of a send or receive task is of the item of its message."""
    for kind, name in (("sendTask", "dataInput"), ("receiveTask", "dataOutput")):
        for node in model.nodes:
            data = data_of(node.xml, name) if node.kind == kind and node.scope.executable else []
            message = model.referenced(node.xml.get("messageRef"), "message")
            if data and (message is None or not _one_carries(model, data, message)):
                yield at(node, kind=name)


@rule("script_format_missing", N_("Script task %(element)s has a script, but no script format. Name its language."))
def script_format_missing(model: Model) -> Iterator[Hit]:
    """10.3.3: the script format is given wherever there is a script; extensions of SpiffArena say Python."""
    if next(model.xml.iter(f"{{{SPIFFWORKFLOW}}}*"), None) is not None:
        return
    for node in model.nodes:
        if node.kind == "scriptTask" and node.xml.find(bpmn("script")) is not None and not node.xml.get("scriptFormat"):
            yield at(node)


@rule(
    "call_data_mismatch",
    N_("%(element)s must hand over exactly the data that %(called)s declares, but they differ in: %(kind)s."),
)
def call_data_mismatch(model: Model) -> Iterator[Hit]:
    """10.3.6: inputs, outputs and their sets of a call activity match those of what it calls."""
    for node in model.nodes:
        meant = model.meant(node.xml.get("calledElement"), node.xml) if node.kind == "callActivity" else None
        if meant is None:
            continue
        for kind in ("dataInput", "dataOutput", "inputSet", "outputSet"):
            if not _match(model, node.xml, meant, kind):
                yield at(node, called=Element(meant[1]).label, kind=kind)
                break


@rule("binding_missing", N_("%(element)s offers an interface, but binds none of its operations (ioBinding)."))
def binding_missing(model: Model) -> Iterator[Hit]:
    """8.5, 10.3.6: a callable element that is exposed as a service has at least one binding."""
    for element in model.all(*_CALLABLE):
        offers = element.xml.find(bpmn("supportedInterfaceRef")) is not None
        if offers and element.xml.find(bpmn("ioBinding")) is None:
            yield at(element)


@rule("binding_item", N_("The binding of %(element)s joins %(kind)s %(data)s to a message that carries another item."))
def binding_item(model: Model) -> Iterator[Hit]:
    """10.3.6: a binding joins one input and one output to the messages of an operation."""
    for element in model.all(*_CALLABLE):
        for binding in element.xml.findall(bpmn("ioBinding")):
            for attribute, kind, message_kind in (
                ("inputDataRef", "dataInput", "inMessageRef"),
                ("outputDataRef", "dataOutput", "outMessageRef"),
            ):
                data = model.referenced(binding.get(attribute), kind)
                message = _message_of_operation(model, binding.get("operationRef"), message_kind)
                if data is not None and message is not None and not _carries(model, data, message):
                    yield at(binding, element=element.label, kind=kind, data=data.get("id"))


@rule(
    "operation_without_message",
    N_("Operation %(element)s has no incoming message. Every operation is called by a message."),
)
def operation_without_message(model: Model) -> Iterator[Hit]:
    """8.5.3: an operation has an inMessageRef that leads to a message."""
    for element in model.all("operation"):
        named = references(element.xml, "inMessageRef")
        if named and model.referenced(named[0], "message") is None and ":" not in named[0]:
            yield at(element)


def _tasks(model: Model, kind: str, attribute: str) -> Iterator[FlowNode]:
    return (node for node in model.nodes if node.kind == kind and node.xml.get(attribute))


def _message_of_operation(model: Model, reference: str | None, kind: str) -> etree._Element | None:
    operation = model.referenced(reference, "operation")
    named = [] if operation is None else references(operation, kind)
    return model.referenced(named[0], "message") if named else None


def _carries(model: Model, data: etree._Element, message: etree._Element) -> bool:
    return same_item(model, data.get("itemSubjectRef"), message.get("itemRef"))


def _one_carries(model: Model, data: list[etree._Element], message: etree._Element) -> bool:
    return any(_carries(model, each, message) for each in data)


def _match(model: Model, call: etree._Element, called: tuple[Model, etree._Element], kind: str) -> bool:
    """Whether both declare as many of a kind, and data of the same structures in the same order."""
    mine, theirs = data_of(call, kind), data_of(called[1], kind)
    if io_specification(call) is None and io_specification(called[1]) is None:
        return True
    if len(mine) != len(theirs):
        return False
    if kind.endswith("Set"):
        name = "dataInputRefs" if kind == "inputSet" else "dataOutputRefs"
        return [len(each.findall(bpmn(name))) for each in mine] == [len(each.findall(bpmn(name))) for each in theirs]
    return all(
        same_item(model, one.get("itemSubjectRef"), other.get("itemSubjectRef"), other_model=called[0])
        for one, other in zip(mine, theirs, strict=True)
    )
