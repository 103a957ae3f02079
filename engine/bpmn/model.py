"""The typed reading of a BPMN file: processes, scopes, flow nodes and sequence flows, each with its line.

Built once per check and read by every rule. Nothing here judges: references that lead nowhere are None,
and what the file says stays reachable through `xml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.names import (
    BPMN,
    DEFINITION_SUFFIX,
    FLOW_NODES,
    SCOPES,
    bpmn,
    split_tag,
)
from engine.model.text import Text


@dataclass(eq=False, slots=True)
class Element:
    """Anything of the model that has a place in the file."""

    xml: etree._Element

    @property
    def id(self) -> str | None:
        """Its id, if the author gave one."""
        return self.xml.get("id")

    @property
    def kind(self) -> str:
        """Its name in the standard: `userTask`."""
        return local_name(self.xml)

    @property
    def name(self) -> str:
        """Its name on the diagram in one line; empty if it has none."""
        return " ".join((self.xml.get("name") or "").split())

    @property
    def line(self) -> int | None:
        """Where it begins in the file."""
        return self.xml.sourceline

    @property
    def label(self) -> str:
        """What a person recognises it by in a message."""
        return self.name or self.id or self.kind

    @property
    def documentation(self) -> str:
        """The author's explanation; empty if there is none."""
        texts = ("".join(map(str, node.itertext())).strip() for node in self.xml.findall(bpmn("documentation")))
        return "\n\n".join(filter(None, texts))


@dataclass(eq=False, slots=True)
class EventDefinition(Element):
    """What an event waits for or brings about. `word` is the first word of its name: `message`."""

    @property
    def word(self) -> str:
        """`timer` for a timerEventDefinition."""
        return self.kind.removesuffix(DEFINITION_SUFFIX)


@dataclass(eq=False, slots=True)
class SequenceFlow(Element):
    """An arrow between two flow nodes. `source` and `target` are None where the reference leads nowhere."""

    scope: "Scope"
    source: "FlowNode | None" = None
    target: "FlowNode | None" = None

    @property
    def condition(self) -> etree._Element | None:
        """Its condition expression, if it has one."""
        return self.xml.find(bpmn("conditionExpression"))

    @property
    def is_default(self) -> bool:
        """Whether it is taken where no condition is true."""
        return self.source is not None and self.id is not None and self.source.xml.get("default") == self.id


@dataclass(eq=False, slots=True)
class FlowNode(Element):
    """An activity, event or gateway."""

    scope: "Scope"
    incoming: list[SequenceFlow] = field(default_factory=list)
    outgoing: list[SequenceFlow] = field(default_factory=list)
    boundary_events: list["FlowNode"] = field(default_factory=list)
    host: "FlowNode | None" = None
    """The activity that a boundary event is attached to."""
    inner: "Scope | None" = None
    """What a sub-process contains."""
    lanes: tuple["Lane", ...] = ()
    """The lanes it lies in, innermost first."""

    @property
    def definitions(self) -> list[EventDefinition]:
        """Its event definitions, in the order of the file."""
        return [EventDefinition(node) for node in self.xml if local_name(node).endswith(DEFINITION_SUFFIX)]

    @property
    def interrupting(self) -> bool:
        """Whether a boundary event ends its host, and a start event of an event sub-process its parent."""
        attribute = "cancelActivity" if self.kind == "boundaryEvent" else "isInterrupting"
        return self.xml.get(attribute, "true").strip() not in ("false", "0")

    @property
    def is_event_sub_process(self) -> bool:
        """Whether it is a sub-process that an event starts."""
        return self.xml.get("triggeredByEvent", "false").strip() in ("true", "1")

    @property
    def loop(self) -> Element | None:
        """Its multi-instance or standard loop characteristics."""
        for name in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
            node = self.xml.find(bpmn(name))
            if node is not None:
                return Element(node)
        return None


@dataclass(eq=False, slots=True)
class Lane(Element):
    """A part of a pool, or of another lane, that says who is responsible."""


@dataclass(eq=False, slots=True)
class Scope(Element):
    """A process or sub-process: what its flow nodes and sequence flows belong to."""

    parent: "Scope | None" = None
    owner: FlowNode | None = None
    """The sub-process whose inside this is; None for a process."""
    nodes: list[FlowNode] = field(default_factory=list)
    flows: list[SequenceFlow] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)

    @property
    def process(self) -> "Scope":
        """The outermost scope."""
        return self if self.parent is None else self.parent.process

    @property
    def executable(self) -> bool:
        """Whether the author declared the process executable."""
        return self.process.xml.get("isExecutable", "false").strip() in ("true", "1")

    def walk(self) -> Iterator["Scope"]:
        """This scope and every one inside it."""
        yield self
        for node in self.nodes:
            if node.inner is not None:
                yield from node.inner.walk()


@dataclass(eq=False, slots=True)
class Model(Element):
    """A whole file. `by_id` keeps the first element of each id."""

    processes: list[Scope] = field(default_factory=list)
    by_id: dict[str, etree._Element] = field(default_factory=dict)
    nodes_by_id: dict[str, FlowNode] = field(default_factory=dict)
    imports: "list[Import] | None" = None
    """What its import elements lead to; None where the files beside it are not looked at."""

    @property
    def scopes(self) -> Iterator[Scope]:
        """Every process and sub-process."""
        for process in self.processes:
            yield from process.walk()

    @property
    def nodes(self) -> Iterator[FlowNode]:
        """Every flow node of every process, outer ones first."""
        for scope in self.scopes:
            yield from scope.nodes

    @property
    def flows(self) -> Iterator[SequenceFlow]:
        """Every sequence flow of every process."""
        for scope in self.scopes:
            yield from scope.flows

    def all(self, *names: str) -> Iterator[Element]:
        """Every BPMN element with one of these names, wherever it stands."""
        for node in self.xml.iter(*(bpmn(name) for name in names)):
            yield Element(node)

    @property
    def namespace(self) -> str:
        """Its target namespace, in which its ids are unique."""
        return self.xml.get("targetNamespace", "")

    def meant(self, reference: str | None, place: etree._Element) -> tuple["Model", etree._Element] | None:
        """The element that a QName written at `place` means, in this file or an imported one, with its model."""
        prefix, _, identifier = (reference or "").strip().rpartition(":")
        namespace = place.nsmap.get(prefix) if prefix else None
        if namespace is None or namespace == self.namespace:
            found = self.by_id.get(identifier)
            if found is not None:
                return self, found
        for model in self.imported():
            if namespace == model.namespace and identifier in model.by_id:
                return model, model.by_id[identifier]
        return None

    def imported(self) -> Iterator["Model"]:
        """The models that its imports lead to, and theirs, each once."""
        seen: set[int] = {id(self)}
        waiting = [self]
        while waiting:
            for each in waiting.pop().imports or ():
                if each.model is not None and id(each.model) not in seen:
                    seen.add(id(each.model))
                    waiting.append(each.model)
                    yield each.model

    def referenced(self, reference: str | None, kind: str) -> etree._Element | None:
        """The element of that kind which a reference (a QName or id) means, or None."""
        if reference is None:
            return None
        node = self.by_id.get(local_reference(reference))
        return node if node is not None and local_name(node) == kind else None


@dataclass(eq=False, slots=True)
class Import(Element):
    """An import element and what it leads to.

    `model` is None for what is not BPMN and for what is missing or can not be read.
    """

    location: str
    model: Model | None = None
    missing: bool = False
    unreadable: Text | None = None
    invalid: Text | None = None
    """What is wrong in the imported file, if that is invalid itself."""


def local_name(node: etree._Element) -> str:
    """The name of a BPMN element; empty for one of another namespace, so that it equals no name of the standard."""
    namespace, name = split_tag(str(node.tag))
    return name if namespace == BPMN else ""


def local_reference(reference: str) -> str:
    """References are QNames: the part behind the prefix is the id."""
    return reference.strip().rpartition(":")[2]


def read_model(root: etree._Element) -> Model:
    """The model in a tree that `read_tree` let through."""
    model = Model(root)
    for node in root.iter(etree.Element):
        identifier = node.get("id")
        if identifier and split_tag(str(node.tag))[0] == BPMN:
            model.by_id.setdefault(identifier, node)
    for process in root.findall(bpmn("process")):
        model.processes.append(_read_scope(model, process, None, None))
    _connect(model)
    return model


def _read_scope(model: Model, xml: etree._Element, parent: Scope | None, owner: FlowNode | None) -> Scope:
    scope = Scope(xml, parent=parent, owner=owner)
    for child in xml:
        kind = local_name(child)
        if kind == "sequenceFlow":
            scope.flows.append(SequenceFlow(child, scope=scope))
        elif kind in FLOW_NODES:
            node = FlowNode(child, scope=scope)
            scope.nodes.append(node)
            if node.id:
                model.nodes_by_id.setdefault(node.id, node)
            if kind in SCOPES:
                node.inner = _read_scope(model, child, scope, node)
    return scope


def _connect(model: Model) -> None:
    for flow in model.flows:
        flow.source = model.nodes_by_id.get(local_reference(flow.xml.get("sourceRef", "")))
        flow.target = model.nodes_by_id.get(local_reference(flow.xml.get("targetRef", "")))
        if flow.source is not None:
            flow.source.outgoing.append(flow)
        if flow.target is not None:
            flow.target.incoming.append(flow)
    for node in model.nodes:
        if node.kind == "boundaryEvent":
            node.host = model.nodes_by_id.get(local_reference(node.xml.get("attachedToRef", "")))
            if node.host is not None:
                node.host.boundary_events.append(node)
    for scope in model.scopes:
        for lane_set in scope.xml.findall(bpmn("laneSet")):
            _read_lanes(model, scope, lane_set, ())


def _read_lanes(model: Model, scope: Scope, lane_set: etree._Element, outer: tuple[Lane, ...]) -> None:
    for xml in lane_set.findall(bpmn("lane")):
        lane = Lane(xml)
        scope.lanes.append(lane)
        path = (lane, *outer)
        for reference in xml.findall(bpmn("flowNodeRef")):
            node = model.nodes_by_id.get(local_reference(reference.text or ""))
            if node is not None and len(path) > len(node.lanes):
                node.lanes = path
        for child in xml.findall(bpmn("childLaneSet")):
            _read_lanes(model, scope, child, path)
