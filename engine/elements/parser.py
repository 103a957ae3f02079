"""Reads the normalised XML of one process into elements: a work list instead of recursion, own classes everywhere."""

from functools import cached_property
from typing import Any

from lxml import etree
from lxml.etree import _Element as XmlNode

from engine.elements import spiff
from engine.elements.boundaries import BoundarySplit
from engine.elements.catching import Catching
from engine.elements.event_definitions import (
    ErrorEvent,
    EventDefinition,
    MessageEvent,
    SignalEvent,
    TerminateEvent,
    TimerEvent,
    TimerKind,
)
from engine.elements.lifecycle import Element
from engine.elements.loops import MultiInstance, ParallelMultiInstance, SequentialMultiInstance
from engine.elements.tasks import Assignment, Job
from engine.elements.zeebe import BPMN, ElementReader


class ElementParser(spiff.TaskParser):
    """Builds one element, then connects it to what follows."""

    def __init__(
        self, process_parser: Any, spec_class: type[Element], node: Any, nsmap: Any = None, lane: Any = None
    ) -> None:
        super().__init__(process_parser, spec_class, node, nsmap, lane)
        self.reader = ElementReader(node, process_parser.parser.formulas)
        self.element: Element

    def arguments(self) -> dict[str, Any]:
        """What the element's class wants to know beyond its name."""
        return {}

    def adjust(self, element: Element) -> None:
        """Set what the constructor does not take."""

    def build(self) -> Element:
        """The element at which incoming flows end: itself, its loop, or the split for its boundary events."""
        loop = self.reader.child("multiInstanceLoopCharacteristics")
        name = self.bpmn_id if loop is None else f"{self.bpmn_id}#instance"
        instance = self.create(self.spec_class, name, **self.arguments())
        instance.input_mappings = self.reader.mappings("input")
        instance.output_mappings = self.reader.mappings("output")
        self.adjust(instance)
        self.element = instance if loop is None else self.build_loop(loop, instance)
        events = self.process_parser.get_boundary_events(self.bpmn_id)
        return self.build_boundary(events) if events else self.element

    def create(self, element_class: type[Element], name: str, **arguments: Any) -> Element:
        """An element of the model: its name there, its lane."""
        element = element_class(self.spec, name, bpmn_name=self.node.get("name"), lane=self.lane, **arguments)
        element.bpmn_id = self.bpmn_id
        return element

    def build_loop(self, node: XmlNode, instance: Element) -> Element:
        """The multi-instance loop around `instance`."""
        reader = ElementReader(node, self.reader.formulas)
        reader.node.set("id", self.bpmn_id)
        sequential = node.get("isSequential") == "true"
        loop_class: type[MultiInstance] = SequentialMultiInstance if sequential else ParallelMultiInstance
        until = reader.child("completionCondition")
        return self.create(
            loop_class,
            self.bpmn_id,
            instance=instance,
            collection=reader.required(
                reader.attribute("loopCharacteristics", "inputCollection"), "the input collection of the multi-instance"
            ),
            input_element=reader.attribute("loopCharacteristics", "inputElement"),
            output_collection=reader.attribute("loopCharacteristics", "outputCollection"),
            output_element=reader.formula(reader.attribute("loopCharacteristics", "outputElement")),
            until=None if until is None else reader.condition(until.text),
        )

    def build_boundary(self, nodes: list[XmlNode]) -> Element:
        """The split that makes one token for the activity and one for each of its boundary events."""
        split = BoundarySplit(self.spec, f"{self.bpmn_id}#split")
        split.add_flow(self.element)
        for node in nodes:
            split.add_flow(self.process_parser.parse_node(node))
        return split

    def connect_flows(self) -> None:
        """Connect the element over its sequence flows; without any, its token ends here."""
        flows = self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)
        default = self.node.get("default")
        for flow in flows:
            target = self.process_parser.get_node_by_id(flow.get("targetRef"))
            if target is None:
                raise self.reader.refuse(f"the sequence flow {flow.get('id')} leads nowhere.")
            condition = flow.find(f"{{{BPMN}}}conditionExpression")
            self.element.add_flow(
                self.process_parser.parse_node(target),
                flow.get("id"),
                None if condition is None else self.reader.condition(condition.text),
                default=flow.get("id") == default,
            )
        if not flows:
            self.element.add_flow(self.spec.end)
        elif not self.tag.endswith("Gateway") and any(flow.condition for flow in self.element.flows):
            raise self.reader.refuse("conditions on sequence flows need an exclusive or inclusive gateway before them.")

    @cached_property
    def tag(self) -> str:
        """The BPMN name of the element."""
        return str(etree.QName(self.node).localname)


class UserTaskParser(ElementParser):
    """Form, candidates, due date, priority and properties."""

    def arguments(self) -> dict[str, Any]:
        """The assignment."""
        reader = self.reader
        assignment = Assignment(
            candidates=reader.formula(reader.attribute("assignmentDefinition", "candidateGroups")),
            form_key=reader.attribute("formDefinition", "formId"),
            due=reader.formula(reader.attribute("taskSchedule", "dueDate")),
            priority=reader.formula(reader.attribute("priorityDefinition", "priority")),
            properties=reader.properties(),
        )
        return {"assignment": assignment}


class ServiceTaskParser(ElementParser):
    """Job type, retries and headers."""

    def arguments(self) -> dict[str, Any]:
        """The job."""
        reader = self.reader
        job_type = reader.required(reader.attribute("taskDefinition", "type"), "the job type")
        retries = reader.attribute("taskDefinition", "retries") or "3"
        if not retries.isdecimal():
            raise reader.refuse(f"Expected a number of retries, but got {retries}.")
        return {"job": Job(job_type, int(retries), reader.headers())}


class ScriptTaskParser(ElementParser):
    """A FEEL expression and the variable for its result."""

    def arguments(self) -> dict[str, Any]:
        """The expression and the variable."""
        reader = self.reader
        formula = reader.condition(reader.attribute("script", "expression"))
        variable = reader.attribute("script", "resultVariable")
        if formula is None or variable is None:
            raise reader.refuse("Expected a FEEL expression and a result variable.")
        return {"formula": formula, "result_variable": variable}


class BusinessRuleTaskParser(ElementParser):
    """A decision and the variable for its result."""

    def arguments(self) -> dict[str, Any]:
        """The decision and the variable."""
        reader = self.reader
        decision = reader.required(reader.attribute("calledDecision", "decisionId"), "the called decision")
        variable = reader.attribute("calledDecision", "resultVariable")
        if variable is None:
            raise reader.refuse("Expected a result variable for the decision.")
        return {"decision": decision, "result_variable": variable}


class CallActivityParser(ElementParser):
    """The called process, and whether all variables go in and out."""

    def arguments(self) -> dict[str, Any]:
        """The called process and what is passed."""
        reader = self.reader
        called = reader.required(reader.attribute("calledElement", "processId"), "the called process")
        passes_all = reader.flag("calledElement", "propagateAllParentVariables")
        if passes_all:
            self.process_parser.parser.reads_everything = True
        takes_all = reader.flag("calledElement", "propagateAllChildVariables")
        return {"called": called, "passes_all": passes_all, "takes_all": takes_all}


class SubProcessParser(ElementParser):
    """An embedded sub-process: its elements are a process specification of their own."""

    def arguments(self) -> dict[str, Any]:
        """The process specification inside, which is read when it is asked for."""
        if self.node.get("triggeredByEvent") == "true":
            raise self.reader.refuse("event sub-processes are not supported.")
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.process_parser.filename, lane=self.lane)
        parser.process_parsers[self.bpmn_id].parent = self.process_parser
        return {"subworkflow_spec": self.bpmn_id}


class EventParser(ElementParser):
    """Events and message tasks: what they wait for or throw."""

    def adjust(self, element: Any) -> None:
        """Set the events."""
        element.events = tuple(self.definitions())
        if isinstance(element, Catching):
            element.signal_names = tuple(event.name for event in element.events if isinstance(event, SignalEvent))

    def definitions(self) -> list[EventDefinition]:
        """The event definitions of the node."""
        found: list[EventDefinition] = []
        if self.node.get("messageRef"):
            found.append(self.message(self.node))
        for node in self.node:
            tag = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if tag == "messageEventDefinition":
                found.append(self.message(node))
            elif tag == "signalEventDefinition":
                found.append(SignalEvent(self.root_element(node, "signal").get("name") or ""))
            elif tag == "timerEventDefinition":
                found.append(self.timer(node))
            elif tag == "errorEventDefinition":
                found.append(self.error(node))
            elif tag == "terminateEventDefinition":
                found.append(TerminateEvent())
            elif tag.endswith("EventDefinition"):
                raise self.reader.refuse(f"{tag} is not supported.")
        return found

    def root_element(self, node: XmlNode, kind: str) -> XmlNode:
        """The message, signal or error that a node refers to."""
        found: XmlNode | None = self.process_parser.parser.root_elements.get((kind, node.get(f"{kind}Ref")))
        if found is None:
            raise self.reader.refuse(f"the {kind} it refers to does not exist.")
        return found

    def message(self, node: XmlNode) -> MessageEvent:
        """A message and its correlation key."""
        message = self.root_element(node, "message")
        key = ElementReader(message, self.reader.formulas).attribute("subscription", "correlationKey")
        return MessageEvent(message.get("name") or "", self.reader.formula(key))

    def error(self, node: XmlNode) -> ErrorEvent:
        """An error and its code; without a reference it stands for every error."""
        if not node.get("errorRef"):
            return ErrorEvent(None)
        return ErrorEvent(self.root_element(node, "error").get("errorCode") or None)

    def timer(self, node: XmlNode) -> TimerEvent:
        """A timer and how its text is meant."""
        for kind, tag in (
            (TimerKind.DATE, "timeDate"),
            (TimerKind.DURATION, "timeDuration"),
            (TimerKind.CYCLE, "timeCycle"),
        ):
            text = node.find(f"{{{BPMN}}}{tag}")
            if text is not None and text.text:
                return TimerEvent(kind, self.reader.required(text.text.strip(), "the time"))
        raise self.reader.refuse("the timer has no date, duration or cycle.")


class StartEventParser(EventParser):
    """A start event; its message, if any, is for the host to subscribe to."""

    def build(self) -> Element:
        """The start event, connected to the root of the process."""
        start = super().build()
        self.spec.start.add_flow(start)
        return start

    def adjust(self, element: Any) -> None:
        """Set the message."""
        for event in self.definitions():
            if not isinstance(event, MessageEvent):
                raise self.reader.refuse("only none and message start events are supported.")
            element.message_name = event.name


class BoundaryEventParser(EventParser):
    """A boundary event; errors always interrupt."""

    def arguments(self) -> dict[str, Any]:
        """Whether it interrupts."""
        is_error = self.node.find(f"{{{BPMN}}}errorEventDefinition") is not None
        return {"interrupting": is_error or self.node.get("cancelActivity", "true") != "false"}

    def adjust(self, element: Any) -> None:
        """Set the events; there is nothing that input mappings could be for."""
        super().adjust(element)
        if not element.events:
            raise self.reader.refuse("the boundary event waits for nothing.")
        if element.input_mappings:
            raise self.reader.refuse("a boundary event has no input mappings.")
