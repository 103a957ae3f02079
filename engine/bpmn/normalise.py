"""The one form of a process that is executed: bytes that differ only where behaviour differs.

Built anew from the checked model, element by element, so that nothing gets through that is not named here. Without
diagram, documentation and everything else that is only drawn; with defaults written out. Constructs that have an
equivalent are rewritten:

- flows: see `rewriting`;
- data objects, properties and what associations carry become mappings: see `data`;
- addresses of a lane are written into its user tasks;
- event definitions that are referred to are written where they are used;
- a called global task is written in place of its call;
- correlation by properties becomes expressions where a message is sent or awaited: see `dialect.correlation`.
"""

from collections.abc import Mapping

from lxml import etree

from engine.bpmn.data import Carried, data_mappings, item_variable, variable_of
from engine.bpmn.definitions import event_definitions, for_compensation, is_compensation_event
from engine.bpmn.dialect.correlation import add_conversations
from engine.bpmn.dialect.extensions import (
    attribute,
    called_process,
    candidate_groups,
    extension,
    global_task,
    mappings,
    properties,
)
from engine.bpmn.languages import executed_text
from engine.bpmn.model import EventDefinition, FlowNode, Model, Scope, local_name, local_reference
from engine.bpmn.names import BPMN, GLOBAL_TASKS, XSI, ZEEBE, bpmn, zeebe
from engine.bpmn.rewriting import Path, rewritten
from engine.scripts.languages import Place

NORMALISER = 6
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
_REFERENCES = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
_BEHAVIORS = ("noneBehaviorEventRef", "oneBehaviorEventRef")
_SWITCHES = (
    ("triggeredByEvent", "false"),
    ("isForCompensation", "false"),
    ("parallelMultiple", "false"),
    ("isInterrupting", "true"),
    ("cancelRemainingInstances", "true"),
)
"""Attributes that are true or false, with their defaults; written where they differ."""
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
_EVALUATED = {
    "expression": Place.EXPRESSION,
    "dueDate": Place.TIMER,
    "inputCollection": Place.EXPRESSION,
    "outputElement": Place.EXPRESSION,
}
"""Attributes whose text is always evaluated, whether or not it begins with an equals sign."""
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def normalise(model: Model) -> bytes:
    """The executable processes of a model without errors, in canonical XML (C14N 1.0)."""
    return _Writer(model).write()


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
        self._thrown_by_loops(root, processes)
        for process in processes:
            element = etree.SubElement(root, bpmn("process"))
            _set(element, id=process.id, name=process.name, isExecutable="true")
            self._scope(element, process)
            add_conversations(self._model, process, element)
        return etree.tostring(root, method="c14n")

    def _events(self, root: etree._Element, processes: list[Scope]) -> None:
        definitions = [node for node in self._model.xml if local_name(node).endswith("EventDefinition")]
        used = {
            holder.get(reference)
            for place in (*(process.xml for process in processes), *definitions)
            for holder in place.iter(etree.Element)
            for reference in _REFERENCES.values()
            if holder.get(reference)
        }
        referenced = {reference.rpartition(":")[2] for reference in used if reference}
        for kind in _REFERENCES:
            for element in self._model.all(kind):
                if element.id not in referenced:
                    continue
                written = etree.SubElement(root, bpmn(kind))
                _set(written, id=element.id, name=element.name)
                for code in ("errorCode", "escalationCode"):
                    _set(written, **{code: element.xml.get(code, "").strip()})
                key = attribute(element.xml, "subscription", "correlationKey")
                if key is not None:
                    key = executed_text(element.xml, key)
                    holder = etree.SubElement(written, bpmn("extensionElements"))
                    _set(etree.SubElement(holder, zeebe("subscription")), correlationKey=key)

    def _thrown_by_loops(self, root: etree._Element, processes: list[Scope]) -> None:
        """The event definitions that multi-instance activities refer to."""
        references = {
            local_reference(holder.get(name, ""))
            for process in processes
            for holder in process.xml.iter(bpmn("multiInstanceLoopCharacteristics"))
            for name in _BEHAVIORS
        }
        for reference in sorted(references):
            definition = self._model.by_id.get(reference)
            if definition is not None and local_name(definition).endswith("EventDefinition"):
                self._definition(root, EventDefinition(definition))
                root[-1].set("id", reference)

    def _scope(self, element: etree._Element, scope: Scope) -> None:
        path = rewritten(self._model, scope, self._new_id)
        self._lanes(element, scope.xml)
        for node in scope.nodes:
            if node.id not in path.left_out:
                self._node(element, node, path)
        for kind, identifier in path.added:
            written = _set(etree.SubElement(element, bpmn(kind)), id=identifier, default=path.defaults.get(identifier))
            self._node_links(written, identifier, path)
            self._copied(written, path.copies.get(identifier))
        for flow in path.flows:
            written = etree.SubElement(element, bpmn("sequenceFlow"))
            _set(written, id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
            if flow.condition is not None:
                etree.SubElement(written, bpmn("conditionExpression")).text = flow.condition
        self._compensations(element, scope)
        if scope.kind == "adHocSubProcess":
            _texts(element, scope.xml, "completionCondition")

    def _copied(self, written: etree._Element, event: str | None) -> None:
        """What an event that was generated beside another waits for."""
        node = self._model.nodes_by_id.get(event or "")
        if node is None:
            return
        message = self._model.referenced(node.xml.get("messageRef"), "message")
        if message is not None:
            _set(etree.SubElement(written, bpmn("messageEventDefinition")), messageRef=message.get("id"))
        for definition in event_definitions(self._model, node):
            self._definition(written, definition)
            written[-1].attrib.pop("id", None)

    def _compensations(self, element: etree._Element, scope: Scope) -> None:
        """The associations that lead from compensation events to what they start."""
        events = {node.id for node in scope.nodes if is_compensation_event(self._model, node)}
        for association in scope.xml.findall(bpmn("association")):
            ends = [local_reference(association.get(end, "")) for end in ("sourceRef", "targetRef")]
            if ends[1] in events:
                ends.reverse()
            handler = self._model.nodes_by_id.get(ends[1])
            if ends[0] in events and handler is not None and for_compensation(handler):
                written = etree.SubElement(element, bpmn("association"))
                identifier = association.get("id") or self._new_id(f"{ends[0]}.association")
                _set(written, id=identifier, associationDirection="One", sourceRef=ends[0], targetRef=ends[1])

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

    def _node(self, element: etree._Element, node: FlowNode, path: Path) -> None:
        kind = path.kinds.get(node.id or "", node.kind)
        called = global_task(self._model, node)
        if called is not None:
            kind = GLOBAL_TASKS[local_name(called)]
        written = etree.SubElement(element, bpmn(kind))
        _set(written, id=node.id, name=node.name)
        if node.host is not None:
            _set(written, attachedToRef=node.host.id, cancelActivity="true" if node.interrupting else "false")
        _set(written, default=path.defaults.get(node.id or ""))
        if kind == "callActivity":
            _set(written, calledElement=called_process(node))
        self._switches(written, node)
        message = self._model.referenced(node.xml.get("messageRef"), "message")
        if message is not None and kind == node.kind:
            _set(written, messageRef=message.get("id"))
        self._extensions(written, node, node.xml if called is None else called)
        self._node_links(written, node.id or "", path)
        if message is not None and kind != node.kind:
            _set(etree.SubElement(written, bpmn("messageEventDefinition")), messageRef=message.get("id"))
        for definition in event_definitions(self._model, node):
            if definition.word != "link":
                self._definition(written, definition)
        self._loop(written, node)
        script = (node.xml if called is None else called).find(bpmn("script"))
        if kind == "scriptTask" and script is not None:
            written.set("scriptFormat", "python")
            etree.SubElement(written, bpmn("script")).text = script.text
        if kind == "complexGateway":
            _texts(written, node.xml, "activationCondition")
        if node.inner is not None:
            self._scope(written, node.inner)

    def _switches(self, written: etree._Element, node: FlowNode) -> None:
        for name, default in _SWITCHES:
            value = {"1": "true", "0": "false"}.get(node.xml.get(name, default).strip(), node.xml.get(name, default))
            if value.strip() != default and not (name == "isInterrupting" and node.kind != "startEvent"):
                written.set(name, value.strip())
        for name in ("startQuantity", "completionQuantity"):
            if node.xml.get(name, "1").strip() != "1":
                written.set(name, node.xml.get(name, "").strip())
        if node.kind == "adHocSubProcess" and node.xml.get("ordering") == "Sequential":
            written.set("ordering", "Sequential")

    def _node_links(self, written: etree._Element, identifier: str, path: Path) -> None:
        for direction, end in (("incoming", "target"), ("outgoing", "source")):
            for flow in path.flows:
                if getattr(flow, end) == identifier:
                    etree.SubElement(written, bpmn(direction)).text = flow.id

    def _definition(self, written: etree._Element, definition: EventDefinition) -> None:
        element = etree.SubElement(written, bpmn(definition.kind))
        own = definition.xml.getparent()
        identifier = definition.id if own is not None and local_name(own) != "definitions" else None
        _set(element, id=identifier)
        name = _REFERENCES.get(definition.word)
        referenced = self._model.referenced(definition.xml.get(name), definition.word) if name else None
        if name is not None and referenced is not None:
            element.set(name, referenced.get("id", ""))
        if definition.word == "compensate":
            _set(element, activityRef=local_reference(definition.xml.get("activityRef", "")))
            if definition.xml.get("waitForCompletion", "true").strip() in ("false", "0"):
                element.set("waitForCompletion", "false")
        _texts(element, definition.xml, "timeDate", "timeDuration", "timeCycle", "condition")

    def _loop(self, written: etree._Element, node: FlowNode) -> None:
        if node.loop is None:
            return
        loop = etree.SubElement(written, bpmn(node.loop.kind))
        if node.loop.kind == "standardLoopCharacteristics":
            before = node.loop.xml.get("testBefore", "false").strip() in ("true", "1")
            _set(loop, testBefore="true" if before else None, loopMaximum=node.loop.xml.get("loopMaximum", "").strip())
            _texts(loop, node.loop.xml, "loopCondition")
            return
        sequential = node.loop.xml.get("isSequential", "false").strip() in ("true", "1")
        loop.set("isSequential", "true" if sequential else "false")
        self._behavior(loop, node.loop.xml)
        self._collection(loop, node)
        _texts(loop, node.loop.xml, "loopCardinality")
        for behavior in node.loop.xml.findall(bpmn("complexBehaviorDefinition")):
            self._complex_behavior(loop, behavior)
        _texts(loop, node.loop.xml, "completionCondition")

    def _behavior(self, loop: etree._Element, found: etree._Element) -> None:
        behavior = found.get("behavior", "All")
        _set(loop, behavior=None if behavior == "All" else behavior)
        for name in _BEHAVIORS:
            definition = self._model.by_id.get(local_reference(found.get(name, "")))
            if definition is not None and name.startswith(behavior.lower()):
                loop.set(name, definition.get("id", ""))

    def _complex_behavior(self, loop: etree._Element, found: etree._Element) -> None:
        written = _set(etree.SubElement(loop, bpmn("complexBehaviorDefinition")), id=found.get("id"))
        _texts(written, found, "condition")
        for event in found.findall(bpmn("event")):
            thrown = _set(etree.SubElement(written, bpmn("event")), id=event.get("id"))
            for reference in event.findall(bpmn("eventDefinitionRef")):
                definition = self._model.by_id.get(local_reference(reference.text or ""))
                if definition is not None:
                    self._definition(thrown, EventDefinition(definition))
            for definition in event.iterchildren(etree.Element):
                if local_name(definition).endswith("EventDefinition"):
                    self._definition(thrown, EventDefinition(definition))

    def _collection(self, loop: etree._Element, node: FlowNode) -> None:
        """What there is an instance for: zeebe's, else the standard's data items."""
        if node.loop is None:
            return
        found = extension(node.loop.xml, "loopCharacteristics")
        holder = etree.Element(bpmn("extensionElements"))
        if found is not None:
            _copy(holder, found)
        else:
            values = self._data_items(node, node.loop.xml)
            if values:
                _set(etree.SubElement(holder, zeebe("loopCharacteristics")), **values)
        if len(holder):
            loop.append(holder)

    def _data_items(self, node: FlowNode, loop: etree._Element) -> dict[str, str]:
        values: dict[str, str] = {}
        collection = local_reference(loop.findtext(bpmn("loopDataInputRef")) or "")
        results = local_reference(loop.findtext(bpmn("loopDataOutputRef")) or "")
        item, result = loop.find(bpmn("inputDataItem")), loop.find(bpmn("outputDataItem"))
        source = item_variable(self._model, node, collection) if collection else None
        if source is not None:
            values["inputCollection"] = f"={source}"
            if item is not None:
                values["inputElement"] = variable_of(item)
        target = item_variable(self._model, node, results) if results else None
        if target is not None and result is not None:
            values |= {"outputCollection": target, "outputElement": f"={variable_of(result)}"}
        return values

    def _extensions(self, written: etree._Element, node: FlowNode, source: etree._Element) -> None:
        """The extensions of a node; of a called global task, those of `source`."""
        holder = etree.Element(bpmn("extensionElements"))
        calls = source is node.xml and node.kind == "callActivity"
        for name in _COPIED:
            found = extension(source, name)
            if found is not None:
                _copy(holder, found)
            elif name == "calledElement" and calls:
                _set(etree.SubElement(holder, zeebe(name)), processId=called_process(node), **_DEFAULTS[name])
        groups = attribute(source, "assignmentDefinition", "candidateGroups") if source is not node.xml else None
        if groups is None and local_name(written) == "userTask":
            groups = candidate_groups(node)
        if groups is not None:
            _set(etree.SubElement(holder, zeebe("assignmentDefinition")), candidateGroups=groups)
        self._named_values(holder, node, source)
        if len(holder):
            written.append(holder)

    def _named_values(self, holder: etree._Element, node: FlowNode, source: etree._Element) -> None:
        """Task headers, mappings and properties: lists inside one extension each. Mappings keep their order."""
        headers = extension(source, "taskHeaders")
        if headers is not None and len(headers):
            written = etree.SubElement(holder, zeebe("taskHeaders"))
            for header in sorted(headers.findall(zeebe("header")), key=lambda header: header.get("key", "")):
                _set(etree.SubElement(written, zeebe("header")), key=header.get("key"), value=header.get("value"))
        carried = [
            *data_mappings(self._model, node),
            *(
                Carried(
                    way,
                    executed_text(mapping, mapping.get("source", "")),
                    mapping.get("target", "").strip(),
                )
                for way, mapping in _io(node)
            ),
        ]
        if carried:
            written = etree.SubElement(holder, zeebe("ioMapping"))
            for each in sorted(carried, key=lambda each: each.direction):
                mapping = _set(etree.SubElement(written, zeebe(each.direction)), source=each.source)
                _set(mapping, target=each.target, **each.attributes)
        named = {name: value for name, value in properties(source).items() if name.startswith("lintas:")}
        if named:
            written = etree.SubElement(holder, zeebe("properties"))
            for name, value in sorted(named.items()):
                _set(etree.SubElement(written, zeebe("property")), name=name, value=value)


def _io(node: FlowNode) -> list[tuple[str, etree._Element]]:
    return [(way, mapping) for way in ("input", "output") for mapping in mappings(node.xml, way)]


def _texts(written: etree._Element, found: etree._Element, *names: str) -> None:
    """Copy expressions. Formal, so that the normal form keeps the rules that it was checked by."""
    for name in names:
        for child in found.findall(bpmn(name)):
            copy = etree.SubElement(written, bpmn(name), nsmap={"xsi": XSI})
            copy.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
            copy.text = executed_text(child, child.text or "", Place.TIMER if name in _TIMES else Place.EXPRESSION)


def _copy(holder: etree._Element, found: etree._Element) -> None:
    name = str(found.tag).rpartition("}")[2]
    values = {key: found.get(key, "").strip() or _DEFAULTS.get(name, {}).get(key) for key in _ATTRIBUTES[name]}
    for key in values.keys() & _EVALUATED.keys():
        values[key] = executed_text(found, values[key] or "", _EVALUATED[key])
    _set(etree.SubElement(holder, found.tag), **values)


def _set(element: etree._Element, **attributes: str | None) -> etree._Element:
    """Set the attributes that have a value."""
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    return element
