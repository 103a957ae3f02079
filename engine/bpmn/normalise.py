"""The one form of a process that is executed: bytes that differ only where behaviour differs.

Built anew from the checked model, element by element, so that nothing gets through that is not named here. Without
diagram, documentation, data objects and everything else that is only drawn; with defaults written out. Constructs
that have an equivalent are rewritten (BPMN 2.0.2, 13):

- several sequence flows out of an activity or event become one flow into a parallel gateway (implicit split);
- an activity or gateway where a path ends gets an end event;
- a sub-process without start event gets one that leads to everything nothing else leads to;
- addresses of a lane are written into its user tasks.

Ids of the author are kept; generated ids are made from the id of the element they belong to, a dot and a word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.dialect.extensions import attribute, called_process, candidate_groups, extension, mappings, properties
from engine.bpmn.model import FlowNode, Model, Scope, SequenceFlow
from engine.bpmn.names import BPMN, XSI, ZEEBE, bpmn, zeebe

NORMALISER = 2
"""Version of this form. It is stored with every definition and grows with every change of what is written here."""

_NAMESPACES = {"bpmn": BPMN, "zeebe": ZEEBE}
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "taskDefinition": {"retries": "3"},
    "calledElement": {"propagateAllParentVariables": "true", "propagateAllChildVariables": "true"},
}
_COPIED = (
    "formDefinition",
    "taskSchedule",
    "priorityDefinition",
    "taskDefinition",
    "script",
    "calledDecision",
    "calledElement",
)
_REFERENCES = {"message": "messageRef", "signal": "signalRef", "error": "errorRef"}
_ATTRIBUTES = {
    "formDefinition": ("formId",),
    "taskSchedule": ("dueDate",),
    "priorityDefinition": ("priority",),
    "taskDefinition": ("type", "retries"),
    "script": ("expression", "resultVariable"),
    "calledDecision": ("decisionId", "resultVariable"),
    "calledElement": ("processId", "propagateAllParentVariables", "propagateAllChildVariables"),
    "loopCharacteristics": ("inputCollection", "inputElement", "outputCollection", "outputElement"),
}


def normalise(model: Model) -> bytes:
    """The executable processes of a model without errors, in canonical XML (C14N 1.0)."""
    return _Writer(model).write()


@dataclass(slots=True)
class _Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(slots=True)
class _Path:
    """The flow nodes and sequence flows of a scope while they are rewritten; `added` are generated nodes by kind."""

    flows: list[_Flow]
    added: list[tuple[str, str]] = field(default_factory=list)


class _Writer:
    """Writes one model; keeps the ids that are taken."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._taken = set(model.by_id)

    def write(self) -> bytes:
        root = etree.Element(bpmn("definitions"), nsmap=_NAMESPACES)
        root.set("targetNamespace", "urn:lintas:definition")
        root.set("id", "definitions")
        processes = [process for process in self._model.processes if process.executable]
        self._events(root, processes)
        for process in processes:
            element = etree.SubElement(root, bpmn("process"))
            _set(element, id=process.id, name=process.name, isExecutable="true")
            self._scope(element, process)
        return etree.tostring(root, method="c14n")

    def _events(self, root: etree._Element, processes: list[Scope]) -> None:
        used = {
            holder.get(reference)
            for process in processes
            for holder in process.xml.iter(etree.Element)
            for reference in _REFERENCES.values()
            if holder.get(reference)
        }
        referenced = {reference.rpartition(":")[2] for reference in used if reference}
        for kind in _REFERENCES:
            for element in self._model.all(kind):
                if element.id not in referenced:
                    continue
                written = etree.SubElement(root, bpmn(kind))
                code = element.xml.get("errorCode", "").strip() or None
                _set(written, id=element.id, name=element.name, errorCode=code)
                key = attribute(element.xml, "subscription", "correlationKey")
                if key is not None:
                    holder = etree.SubElement(written, bpmn("extensionElements"))
                    _set(etree.SubElement(holder, zeebe("subscription")), correlationKey=key)

    def _scope(self, element: etree._Element, scope: Scope) -> None:
        path = self._rewritten(scope)
        self._lanes(element, scope.xml)
        for node in scope.nodes:
            self._node(element, node, path)
        for kind, identifier in path.added:
            self._node_links(_set(etree.SubElement(element, bpmn(kind)), id=identifier), identifier, path)
        for flow in path.flows:
            written = etree.SubElement(element, bpmn("sequenceFlow"))
            _set(written, id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
            if flow.condition is not None:
                etree.SubElement(written, bpmn("conditionExpression")).text = flow.condition

    def _rewritten(self, scope: Scope) -> _Path:
        path = _Path([_flow(flow) for flow in scope.flows])
        self._implicit_start(scope, path)
        self._implicit_splits(scope, path)
        self._implicit_ends(scope, path)
        return path

    def _implicit_start(self, scope: Scope, path: _Path) -> None:
        if scope.owner is None or any(node.kind == "startEvent" for node in scope.nodes):
            return
        start = self._new_id(f"{scope.id}.start")
        path.added.append(("startEvent", start))
        for node in scope.nodes:
            if not node.incoming and node.kind != "boundaryEvent" and node.id:
                path.flows.append(_Flow(self._new_id(f"{node.id}.begin"), start, node.id))

    def _implicit_splits(self, scope: Scope, path: _Path) -> None:
        kinds = {node.id: node.kind for node in scope.nodes} | {identifier: kind for kind, identifier in path.added}
        for source, kind in kinds.items():
            leaving = [flow for flow in path.flows if flow.source == source]
            if kind.endswith("Gateway") or len(leaving) < 2 or source is None:
                continue
            split = self._new_id(f"{source}.split")
            path.added.append(("parallelGateway", split))
            for flow in leaving:
                flow.source = split
            path.flows.append(_Flow(self._new_id(f"{source}.to-split"), source, split))

    def _implicit_ends(self, scope: Scope, path: _Path) -> None:
        sources = {flow.source for flow in path.flows}
        for node in scope.nodes:
            if node.kind == "endEvent" or node.id is None or node.id in sources:
                continue
            end = self._new_id(f"{node.id}.end")
            path.added.append(("endEvent", end))
            path.flows.append(_Flow(self._new_id(f"{node.id}.to-end"), node.id, end))

    def _new_id(self, wanted: str) -> str:
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted

    def _lanes(self, element: etree._Element, holder: etree._Element, name: str = "laneSet") -> None:
        for lane_set in holder.findall(bpmn(name)):
            written_set = _set(etree.SubElement(element, bpmn(name)), id=lane_set.get("id"))
            for lane in lane_set.findall(bpmn("lane")):
                written = etree.SubElement(written_set, bpmn("lane"))
                _set(written, id=lane.get("id"), name=" ".join((lane.get("name") or "").split()))
                for reference in lane.findall(bpmn("flowNodeRef")):
                    node = self._model.nodes_by_id.get((reference.text or "").strip().rpartition(":")[2])
                    if node is not None and node.id:
                        etree.SubElement(written, bpmn("flowNodeRef")).text = node.id
                self._lanes(written, lane, "childLaneSet")

    def _node(self, element: etree._Element, node: FlowNode, path: _Path) -> None:
        written = etree.SubElement(element, bpmn(node.kind))
        _set(written, id=node.id, name=node.name)
        if node.host is not None:
            _set(written, attachedToRef=node.host.id, cancelActivity="true" if node.interrupting else "false")
        if node.xml.get("default") is not None:
            written.set("default", str(node.xml.get("default")).rpartition(":")[2])
        if node.kind == "callActivity":
            _set(written, calledElement=called_process(node))
        message = self._model.referenced(node.xml.get("messageRef"), "message")
        if message is not None:
            _set(written, messageRef=message.get("id"))
        self._extensions(written, node)
        self._node_links(written, node.id or "", path)
        self._definitions(written, node)
        self._loop(written, node)
        if node.inner is not None:
            self._scope(written, node.inner)

    def _node_links(self, written: etree._Element, identifier: str, path: _Path) -> None:
        for direction, end in (("incoming", "target"), ("outgoing", "source")):
            for flow in path.flows:
                if getattr(flow, end) == identifier:
                    etree.SubElement(written, bpmn(direction)).text = flow.id

    def _definitions(self, written: etree._Element, node: FlowNode) -> None:
        for definition in node.definitions:
            element = etree.SubElement(written, bpmn(definition.kind))
            _set(element, id=definition.id)
            name = _REFERENCES.get(definition.word)
            referenced = self._model.referenced(definition.xml.get(name), definition.word) if name else None
            if name is not None and referenced is not None:
                element.set(name, referenced.get("id", ""))
            for time in definition.xml.iterchildren(bpmn("timeDate"), bpmn("timeDuration"), bpmn("timeCycle")):
                # Formal, so that the normal form keeps the rules that it was checked by.
                written = etree.SubElement(element, time.tag, nsmap={"xsi": XSI})
                written.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
                written.text = (time.text or "").strip()

    def _loop(self, written: etree._Element, node: FlowNode) -> None:
        if node.loop is None:
            return
        loop = etree.SubElement(written, bpmn("multiInstanceLoopCharacteristics"))
        sequential = node.loop.xml.get("isSequential", "false").strip() in ("true", "1")
        loop.set("isSequential", "true" if sequential else "false")
        found = extension(node.loop.xml, "loopCharacteristics")
        if found is not None:
            _copy(etree.SubElement(loop, bpmn("extensionElements")), found)
        condition = node.loop.xml.find(bpmn("completionCondition"))
        if condition is not None:
            etree.SubElement(loop, bpmn("completionCondition")).text = (condition.text or "").strip()

    def _extensions(self, written: etree._Element, node: FlowNode) -> None:
        holder = etree.Element(bpmn("extensionElements"))
        for name in _COPIED:
            found = extension(node.xml, name)
            if found is not None:
                _copy(holder, found)
            elif name == "calledElement" and node.kind == "callActivity":
                _set(etree.SubElement(holder, zeebe(name)), processId=called_process(node), **_DEFAULTS[name])
        groups = candidate_groups(node) if node.kind == "userTask" else None
        if groups is not None:
            _set(etree.SubElement(holder, zeebe("assignmentDefinition")), candidateGroups=groups)
        self._named_values(holder, node)
        if len(holder):
            written.append(holder)

    def _named_values(self, holder: etree._Element, node: FlowNode) -> None:
        """Task headers, mappings and properties: lists inside one extension each. Mappings keep their order."""
        headers = extension(node.xml, "taskHeaders")
        if headers is not None and len(headers):
            written = etree.SubElement(holder, zeebe("taskHeaders"))
            for header in sorted(headers.findall(zeebe("header")), key=lambda header: header.get("key", "")):
                _set(etree.SubElement(written, zeebe("header")), key=header.get("key"), value=header.get("value"))
        inputs, outputs = mappings(node.xml, "input"), mappings(node.xml, "output")
        if inputs or outputs:
            written = etree.SubElement(holder, zeebe("ioMapping"))
            for mapping in (*inputs, *outputs):
                source, target = mapping.get("source", "").strip(), mapping.get("target", "").strip()
                _set(etree.SubElement(written, str(mapping.tag)), source=source, target=target)
        named = {name: value for name, value in properties(node.xml).items() if name.startswith("lintas:")}
        if named:
            written = etree.SubElement(holder, zeebe("properties"))
            for name, value in sorted(named.items()):
                _set(etree.SubElement(written, zeebe("property")), name=name, value=value)


def _flow(flow: SequenceFlow) -> _Flow:
    condition = None if flow.condition is None else (flow.condition.text or "").strip()
    source, target = flow.source, flow.target
    return _Flow(
        id=flow.id or "",
        source=(source.id if source is not None else None) or "",
        target=(target.id if target is not None else None) or "",
        name=flow.name,
        condition=condition,
    )


def _copy(holder: etree._Element, found: etree._Element) -> None:
    name = str(found.tag).rpartition("}")[2]
    values = {key: found.get(key, "").strip() or _DEFAULTS.get(name, {}).get(key) for key in _ATTRIBUTES[name]}
    _set(etree.SubElement(holder, found.tag), **values)


def _set(element: etree._Element, **attributes: str | None) -> etree._Element:
    """Set the attributes that have a value."""
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    return element
