"""What the rest of the product needs to know of a model without reading XML: processes, tasks, names, references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.data import capacity_of, holds_lists
from engine.bpmn.definitions import event_definitions
from engine.bpmn.dialect.extensions import NAME_EN, attribute, called_process, global_task, is_late, properties
from engine.bpmn.model import Element, FlowNode, Model, Scope, local_name
from engine.bpmn.names import bpmn, zeebe
from engine.bpmn.stores import condition_stores, stores

_DRAWN_AROUND = ("participant", "messageFlow")
_DRAWN_INSIDE = ("dataObjectReference", "dataStoreReference")


@dataclass(frozen=True, slots=True)
class ElementInfo:
    """A part of a process as people see it: flow nodes and lanes, and whatever else carries a name on the diagram.

    `lane` is the name of the innermost lane it lies in.
    """

    element_id: str
    kind: str
    name: str
    name_en: str | None
    documentation: str
    lane: str | None


@dataclass(frozen=True, slots=True)
class UserTaskInfo:
    """A user task: its form, its properties (`lintas:...`), and the name of its lane."""

    element_id: str
    name: str
    form_id: str | None
    properties: Mapping[str, str]
    lane: str | None


@dataclass(frozen=True, slots=True)
class DataStoreInfo:
    """A data store of the file. `holds_list`: it holds a collection, or a limited number of items."""

    element_id: str
    name: str
    holds_list: bool


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process of a model. `form_ids` includes `start_form`; ids are sorted and each stands once."""

    process_id: str
    name: str
    name_en: str | None
    executable: bool
    documentation: str
    properties: Mapping[str, str]
    start_form: str | None
    user_tasks: tuple[UserTaskInfo, ...]
    elements: tuple[ElementInfo, ...]
    form_ids: tuple[str, ...]
    called_decisions: tuple[str, ...]
    called_processes: tuple[str, ...]
    late_forms: tuple[str, ...]
    late_decisions: tuple[str, ...]
    late_processes: tuple[str, ...]
    """Those of the three before whose newest version is meant each time (bindingType latest)."""
    templates: tuple[str, ...]
    """Keys of the letters' templates that its service tasks name in the header `template`."""
    messages: tuple[str, ...]
    """Names of the messages that it starts by, waits for or sends."""
    data_stores: tuple[DataStoreInfo, ...]
    """The data stores that it reads, writes or is started by."""
    condition_starts: Mapping[str, Mapping[str, str]]
    """By conditional start event, the ids of the data stores that its conditions read, by the names they use."""


def process_infos(model: Model) -> tuple[ProcessInfo, ...]:
    """Every process of the file that has an id, executable or not."""
    return tuple(_process_info(model, process) for process in model.processes if process.id)


def _process_info(model: Model, process: Scope) -> ProcessInfo:
    nodes = [node for scope in process.walk() for node in scope.nodes if node.id]
    called = {node.id: task for node in nodes if (task := global_task(model, node)) is not None}
    sources = [*(node.xml for node in nodes), *called.values()]
    user_tasks = tuple(
        _user_task(node, called.get(node.id, node.xml))
        for node in nodes
        if local_name(called.get(node.id, node.xml)) in ("userTask", "globalUserTask")
    )
    start_form = next(
        (
            attribute(node.xml, "formDefinition", "formId")
            for node in process.nodes
            if node.kind == "startEvent" and not node.definitions
        ),
        None,
    )
    return ProcessInfo(
        process_id=process.id or "",
        name=process.name or process.id or "",
        name_en=properties(process.xml).get(NAME_EN),
        executable=process.executable,
        documentation=process.documentation,
        properties=properties(process.xml),
        start_form=start_form,
        user_tasks=user_tasks,
        elements=(*_elements(process), *_drawn_beside(model, process)),
        form_ids=_once(attribute(source, "formDefinition", "formId") for source in sources),
        called_decisions=_once(attribute(source, "calledDecision", "decisionId") for source in sources),
        called_processes=_once(
            called_process(node) for node in nodes if node.kind == "callActivity" and global_task(model, node) is None
        ),
        late_forms=_once(attribute(source, "formDefinition", "formId") for source in sources if is_late(source)),
        late_decisions=_once(
            attribute(source, "calledDecision", "decisionId") for source in sources if is_late(source)
        ),
        late_processes=_once(
            called_process(node)
            for node in nodes
            if node.kind == "callActivity" and global_task(model, node) is None and is_late(node.xml)
        ),
        templates=_once(template for node in nodes for template in _templates(node)),
        messages=_once(name for node in nodes for name in _messages(model, node)),
        data_stores=tuple(
            DataStoreInfo(
                element_id=identifier,
                name=store.get("name") or identifier,
                holds_list=holds_lists(model, store) or capacity_of(store) is not None,
            )
            for identifier, store in sorted(stores(model, process).items())
        ),
        condition_starts=condition_stores(model, process),
    )


def _user_task(node: FlowNode, source: etree._Element) -> UserTaskInfo:
    """A user task, or the call of a global one, whose form and properties stand at `source`."""
    return UserTaskInfo(
        element_id=node.id or "",
        name=node.name,
        form_id=attribute(source, "formDefinition", "formId"),
        properties=properties(source),
        lane=_lane(node),
    )


def _elements(process: Scope) -> Iterator[ElementInfo]:
    for scope in process.walk():
        for lane in scope.lanes:
            if lane.id:
                yield _element(lane, None)
        for node in scope.nodes:
            if node.id:
                yield _element(node, _lane(node))
        for flow in scope.flows:
            if flow.id and flow.name:
                yield _element(flow, None)


def _drawn_beside(model: Model, process: Scope) -> Iterator[ElementInfo]:
    """Pools, message flows and data with names: not executed, but seen and translated."""
    inside = (Element(node) for node in process.xml.iter(*map(bpmn, _DRAWN_INSIDE)))
    for element in (*model.all(*_DRAWN_AROUND), *inside):
        if element.id and element.name:
            yield _element(element, None)


def _element(element: Element, lane: str | None) -> ElementInfo:
    return ElementInfo(
        element_id=element.id or "",
        kind=element.kind,
        name=element.name,
        name_en=properties(element.xml).get(NAME_EN),
        documentation=element.documentation,
        lane=lane,
    )


def _lane(node: FlowNode) -> str | None:
    """The name of the innermost lane around it; what stands in a sub-process lies in the lanes of that."""
    current: FlowNode | None = node
    while current is not None:
        if current.lanes:
            return current.lanes[0].label
        current = current.scope.owner
    return None


def _messages(model: Model, node: FlowNode) -> Iterator[str]:
    references = [node.xml.get("messageRef")] + [
        d.xml.get("messageRef") for d in event_definitions(model, node) if d.word == "message"
    ]
    for reference in references:
        message = model.referenced(reference, "message")
        if message is not None and message.get("name"):
            yield message.get("name", "").strip()


def _templates(node: FlowNode) -> Iterator[str | None]:
    for header in node.xml.iterfind(f".//{zeebe('header')}"):
        if header.get("key") == "template":
            yield header.get("value")


def _once(values: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
