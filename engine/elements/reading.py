"""From the normalised XML of a process to its frozen specification."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.etree import _Element as XmlNode

from engine.elements import spiff
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element
from engine.elements.loops import Loop
from engine.elements.parser import ElementParser, TriggerParser
from engine.elements.process import ProcessSpec
from engine.elements.subprocesses import EventTrigger, SubProcess
from engine.elements.table import ELEMENTS
from engine.elements.zeebe import BPMN, DefinitionRefused
from engine.scripts.python import PythonText

ROOT_ELEMENTS = ("message", "signal", "error", "escalation")
DEFINITION = "EventDefinition"
DRAWN_ONLY = ("dataStore",)
"""Root elements that SpiffWorkflow would refuse and nothing here executes."""


@dataclass(frozen=True, slots=True)
class ReadProcess:
    """What was read: shared by all executions of the process, changed by none."""

    spec: ProcessSpec
    subprocesses: Mapping[str, ProcessSpec]
    names: Mapping[str, str]
    """The names of elements by id, where they have one."""
    reads: frozenset[str]


def read_process(xml: bytes, process_id: str) -> ReadProcess:
    """Read one process; raises DefinitionRefused where the model cannot be executed."""
    document = read_xml(xml, process_id)
    try:
        model = ModelParser(document)
        if process_id not in model.process_parsers:
            raise DefinitionRefused(process_id, "there is no such process in the model.")
        spec: ProcessSpec = model.get_spec(process_id)
        subprocesses: dict[str, ProcessSpec] = model.get_subprocess_specs(process_id)
    except (spiff.ValidationException, AttributeError, KeyError, ValueError) as error:
        raise DefinitionRefused(process_id, f"the model cannot be read: {error!r}") from error
    specs = [spec, *subprocesses.values()]
    elements = [element for one in specs for element in one.task_specs.values()]
    reads = frozenset[str]().union(*(formula.names for formula in model.formulas))
    for element in elements:
        if isinstance(element, Loop):
            inside = list(elements_in(element.instance, subprocesses))
            element.heard_inside = frozenset(name for each in inside for name in each.signal_names)
            element.watched_inside = frozenset(name for each in inside for name in each.condition_names)
    return ReadProcess(
        spec=spec,
        subprocesses=subprocesses,
        names={element.bpmn_id: element.bpmn_name for element in elements if element.bpmn_id and element.bpmn_name},
        reads=reads,
    )


def elements_in(element: Element, subprocesses: Mapping[str, ProcessSpec]) -> Iterator[Element]:
    """An element and, if it is a sub-process or a loop around something, everything inside."""
    work = [element]
    while work:
        at = work.pop()
        yield at
        if isinstance(at, Loop):
            work.append(at.instance)
        elif isinstance(at, SubProcess):
            work.extend(subprocesses[at.spec].task_specs.values())


def read_xml(xml: bytes, process_id: str) -> XmlNode:
    """The document, without entities, comments and what is only drawn; raises DefinitionRefused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        document = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DefinitionRefused(process_id, f"the file is not XML: {error}") from error
    for tag in DRAWN_ONLY:
        for node in document.findall(f"{{{BPMN}}}{tag}"):
            document.remove(node)
    return document


class ModelParser(spiff.BpmnParser):
    """All processes of one document."""

    def __init__(self, document: XmlNode) -> None:
        super().__init__()
        self.formulas: list[Formula | PythonText] = []
        self.root_elements = {
            (kind, node.get("id")): node for kind in ROOT_ELEMENTS for node in document.findall(f"{{{BPMN}}}{kind}")
        }
        self.definitions = {
            node.get("id"): node for node in document if isinstance(node.tag, str) and node.tag.endswith(DEFINITION)
        }
        self.add_bpmn_xml(document)


class ProcessParser(spiff.ProcessParser):
    """One process or sub-process. SpiffWorkflow's parser follows the flows by recursion; here is a work list."""

    def create_spec(self) -> ProcessSpec:
        """The specification to be filled."""
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def parse_data_object(self, obj: Any) -> Any:
        """Data objects are drawn only."""
        return None

    def parse_node(self, node: XmlNode) -> Element:
        """The element for a node; it is connected later."""
        known: dict[str, Element] = self.spec.task_specs
        node_id = node.get("id", "")
        for name in (f"{node_id}#collector", f"{node_id}#split", node_id):
            if name in known:
                return known[name]
        tag = etree.QName(node).localname
        if tag not in ELEMENTS:
            raise DefinitionRefused(node_id, f"{tag} is not supported.")
        parser_class, element_class = ELEMENTS[tag]
        parser = parser_class(self, element_class, node, self.nsmap, self.lane)
        self.queue.append(parser)
        return parser.build()

    def add_tasks(self) -> None:
        """Read everything that can be reached from the start events and from the event sub-processes."""
        self.queue: deque[ElementParser] = deque()
        starts = self.xpath("./bpmn:startEvent")
        entries = self.entries() if self.node.tag == f"{{{BPMN}}}adHocSubProcess" else []
        if not starts and not entries:
            raise DefinitionRefused(self.bpmn_id, "it has no start event.")
        for node in starts:
            self.parse_node(node)
        for node in entries:
            self.spec.start.add_flow(self.parse_node(node))
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            self.add_event_subprocess(node)
        while self.queue:
            self.queue.popleft().connect_flows()
        self.spec.freeze()

    def entries(self) -> list[XmlNode]:
        """Of an ad-hoc sub-process: the elements that nothing leads to."""
        entered = {flow.get("targetRef") for flow in self.xpath("./bpmn:sequenceFlow")}
        return [
            node
            for node in self.xpath("./*[@id]")
            if etree.QName(node).localname in ELEMENTS
            and node.get("id") not in entered
            and etree.QName(node).localname != "boundaryEvent"
            and "true" not in (node.get("triggeredByEvent"), node.get("isForCompensation"))
        ]

    def add_event_subprocess(self, node: XmlNode) -> None:
        """An event sub-process: what starts it waits in this scope, or undoes this scope."""
        body = self.parse_node(node)
        start = node.find(f"{{{BPMN}}}startEvent")
        if start is None:
            raise DefinitionRefused(node.get("id", ""), "an event sub-process needs a start event.")
        if start.find(f"{{{BPMN}}}compensateEventDefinition") is not None:
            self.spec.undoing_body = body
        else:
            trigger = TriggerParser(self, EventTrigger, start, self.nsmap, self.lane).build_trigger(body)
            self.spec.start.add_flow(trigger)


ModelParser.PROCESS_PARSER_CLASS = ProcessParser  # type: ignore[attr-defined]  # its own hook; the library has no types
