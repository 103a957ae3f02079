"""Reads the normalised XML of one process into elements: a work list instead of recursion, own classes everywhere."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from lxml import etree
from lxml.etree import _Element as XmlNode

from engine.bpmn.dialect.extensions import DUE_WORKING_DAYS, MISSED_TIMES
from engine.elements import spiff
from engine.elements.boundaries import BoundarySplit
from engine.elements.catching import Catching
from engine.elements.event_definitions import (
    CancelEvent,
    CompensateEvent,
    ConditionEvent,
    ErrorEvent,
    EscalationEvent,
    EventDefinition,
    MessageEvent,
    SignalEvent,
    TerminateEvent,
    TimerEvent,
    TimerKind,
)
from engine.elements.gateways import Collector
from engine.elements.lifecycle import Element
from engine.elements.loops import (
    Behavior,
    MultiInstance,
    ParallelMultiInstance,
    SequentialMultiInstance,
    StandardLoop,
    Thrown,
)
from engine.elements.steps import FeelStep, PythonStep
from engine.elements.subprocesses import EventTrigger
from engine.elements.tasks import Assignment, Job
from engine.elements.zeebe import BPMN, ElementReader

ALL_RESULTS = "lintas:allResults"
STARTING = (MessageEvent, SignalEvent, TimerEvent, ConditionEvent)
"""What starts a process."""


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
        """The element at which incoming flows end: itself, its loop, the split for its boundary events, a collector."""
        loop = self.reader.loop()
        name = self.bpmn_id if loop is None else f"{self.bpmn_id}#instance"
        instance = self.create(self.spec_class, name, **self.arguments())
        instance.input_mappings = self.reader.mappings("input")
        instance.output_mappings = self.reader.mappings("output")
        for when in ("before", "after"):
            script = self.reader.script(self.reader.properties().get(f"lintas:script.{when}"))
            if script is not None:
                setattr(instance, when, PythonStep(script))
        instance.all_results_leave = self.reader.properties().get(ALL_RESULTS) == "true"
        self.adjust(instance)
        self.element = instance if loop is None else self.build_loop(loop, instance)
        self.element.completion_quantity = self.reader.quantity("completionQuantity")
        events = self.process_parser.get_boundary_events(self.bpmn_id)
        compensating = [node for node in events if node.find(f"{{{BPMN}}}compensateEventDefinition") is not None]
        if compensating:
            instance.handler = self.handler_of(compensating[0])
        events = [node for node in events if node not in compensating]
        return self.collected(self.build_boundary(events) if events else self.element)

    def collected(self, entry: Element) -> Element:
        """The collector before an activity that needs several tokens, else the activity itself."""
        quantity = self.reader.quantity("startQuantity")
        if quantity == 1:
            return entry
        collector = Collector(self.spec, f"{self.bpmn_id}#collector", quantity=quantity)
        collector.add_flow(entry)
        return collector

    def handler_of(self, event: XmlNode) -> Element:
        """The activity that an association leads to from a compensation boundary event."""
        for association in self.process_parser.xpath("./bpmn:association"):
            if association.get("sourceRef") == event.get("id"):
                target = self.process_parser.get_node_by_id(association.get("targetRef"))
                if target is not None:
                    found: Element = self.process_parser.parse_node(target)
                    return found
        raise self.reader.refuse(f"the compensation event {event.get('id')} leads to no activity.")

    def create(self, element_class: type[Element], name: str, **arguments: Any) -> Element:
        """An element of the model: its name there, its lane."""
        element = element_class(self.spec, name, bpmn_name=self.node.get("name"), lane=self.lane, **arguments)
        element.bpmn_id = self.bpmn_id
        return element

    def build_loop(self, node: XmlNode, instance: Element) -> Element:
        """The loop around `instance`."""
        reader = ElementReader(node, self.reader.formulas)
        reader.node.set("id", self.bpmn_id)
        if etree.QName(node).localname == "standardLoopCharacteristics":
            return self.create(
                StandardLoop,
                self.bpmn_id,
                instance=instance,
                condition=reader.condition_in("loopCondition"),
                maximum=None if node.get("loopMaximum") is None else int(node.get("loopMaximum") or "0"),
                tests_before=node.get("testBefore") == "true",
            )
        sequential = node.get("isSequential") == "true"
        loop_class: type[MultiInstance] = SequentialMultiInstance if sequential else ParallelMultiInstance
        collection = reader.formula(reader.attribute("loopCharacteristics", "inputCollection"))
        cardinality = reader.condition_in("loopCardinality")
        if collection is None and cardinality is None:
            raise reader.refuse("the input collection of the multi-instance is missing.")
        behavior = Behavior(node.get("behavior", Behavior.ALL))
        return self.create(
            loop_class,
            self.bpmn_id,
            instance=instance,
            collection=collection,
            cardinality=cardinality,
            input_element=reader.attribute("loopCharacteristics", "inputElement"),
            output_collection=reader.attribute("loopCharacteristics", "outputCollection"),
            output_element=reader.formula(reader.attribute("loopCharacteristics", "outputElement")),
            until=reader.condition_in("completionCondition"),
            behavior=behavior,
            throws=tuple(self.thrown_by(node, behavior)),
        )

    def thrown_by(self, node: XmlNode, behavior: Behavior) -> Iterator[Thrown]:
        """What a multi-instance activity throws as its instances complete."""
        reference = node.get(f"{behavior.lower()}BehaviorEventRef")
        if behavior in (Behavior.NONE, Behavior.ONE) and reference:
            definition = self.process_parser.parser.definitions.get(reference)
            if definition is None:
                raise self.reader.refuse(f"the event definition {reference} does not exist.")
            yield Thrown(self.definition(definition))
        for complex_behavior in node.findall(f"{{{BPMN}}}complexBehaviorDefinition"):
            reader = ElementReader(complex_behavior, self.reader.formulas)
            for definition in complex_behavior.findall(f"{{{BPMN}}}event/*"):
                if str(definition.tag).endswith("EventDefinition"):
                    yield Thrown(self.definition(definition), reader.condition_in("condition"))

    def definition(self, node: XmlNode) -> EventDefinition:
        """What one event definition waits for or throws."""
        tag = etree.QName(node).localname
        if tag not in DEFINITIONS:
            raise self.reader.refuse(f"{tag} is not supported.")
        return DEFINITIONS[tag](self, node)

    def root_element(self, node: XmlNode, kind: str) -> XmlNode:
        """The message, signal, error or escalation that a node refers to."""
        found: XmlNode | None = self.process_parser.parser.root_elements.get((kind, node.get(f"{kind}Ref")))
        if found is None:
            raise self.reader.refuse(f"the {kind} it refers to does not exist.")
        return found

    def message(self, node: XmlNode) -> MessageEvent:
        """A message and its correlation key, which may be told where the message is sent or awaited."""
        message = self.root_element(node, "message")
        here = ElementReader(node, self.reader.formulas)
        key = ElementReader(message, self.reader.formulas).attribute("subscription", "correlationKey")
        return MessageEvent(
            message.get("name") or "",
            self.reader.formula(here.attribute("subscription", "correlationKey") or key),
            self.reader.formula(here.attribute("subscription", "messageKey")),
            here.attribute("subscription", "conversation"),
        )

    def signal(self, node: XmlNode) -> SignalEvent:
        """A signal."""
        return SignalEvent(self.root_element(node, "signal").get("name") or "")

    def error(self, node: XmlNode) -> ErrorEvent:
        """An error and its code; without a reference it stands for every error."""
        if not node.get("errorRef"):
            return ErrorEvent(None)
        return ErrorEvent(self.root_element(node, "error").get("errorCode") or None)

    def escalation(self, node: XmlNode) -> EscalationEvent:
        """An escalation and its code; without a reference it stands for every escalation."""
        if not node.get("escalationRef"):
            return EscalationEvent(None)
        return EscalationEvent(self.root_element(node, "escalation").get("escalationCode") or None)

    def conditional(self, node: XmlNode) -> ConditionEvent:
        """A condition."""
        condition = ElementReader(node, self.reader.formulas).condition_in("condition")
        if condition is None:
            raise self.reader.refuse("the condition is missing.")
        return ConditionEvent(condition)

    def compensation(self, node: XmlNode) -> CompensateEvent:
        """Which activity is undone, and whether that is waited for."""
        return CompensateEvent(node.get("activityRef"), node.get("waitForCompletion", "true") != "false")

    def terminate(self, node: XmlNode) -> TerminateEvent:
        """The end of a scope."""
        return TerminateEvent()

    def cancel(self, node: XmlNode) -> CancelEvent:
        """The end of a transaction."""
        return CancelEvent()

    def timer(self, node: XmlNode) -> TimerEvent:
        """A timer and how its text is meant."""
        for kind, tag in (
            (TimerKind.DATE, "timeDate"),
            (TimerKind.DURATION, "timeDuration"),
            (TimerKind.CYCLE, "timeCycle"),
        ):
            text = node.find(f"{{{BPMN}}}{tag}")
            if text is not None and text.text:
                every = self.reader.properties().get(MISSED_TIMES) == "all"
                return TimerEvent(kind, self.reader.required(text.text.strip(), "the time"), every)
        raise self.reader.refuse("the timer has no date, duration or cycle.")

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
        if not flows and self.node.get("isForCompensation") != "true":
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
            due_working_days=reader.formula(reader.properties().get(DUE_WORKING_DAYS)),
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
    """A FEEL expression and the variable for its result, or a Python script."""

    def arguments(self) -> dict[str, Any]:
        """What is computed."""
        reader = self.reader
        text = reader.child("script")
        script = reader.script(None if text is None else text.text)
        if script is not None:
            return {"step": PythonStep(script)}
        formula = reader.condition(reader.attribute("script", "expression"))
        variable = reader.attribute("script", "resultVariable")
        if formula is None or variable is None:
            raise reader.refuse("Expected a FEEL expression and a result variable.")
        return {"step": FeelStep(formula, variable)}


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
        takes_all = reader.flag("calledElement", "propagateAllChildVariables")
        return {"called": called, "passes_all": passes_all, "takes_all": takes_all}


class SubProcessParser(ElementParser):
    """An embedded sub-process: its elements are a process specification of their own."""

    def arguments(self) -> dict[str, Any]:
        """The process specification inside, which is read when it is asked for."""
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.process_parser.filename, lane=self.lane)
        parser.process_parsers[self.bpmn_id].parent = self.process_parser
        return {"subworkflow_spec": self.bpmn_id}

    def adjust(self, element: Any) -> None:
        """Say whether an event starts it."""
        element.is_event_subprocess = self.node.get("triggeredByEvent") == "true"


class AdHocSubProcessParser(SubProcessParser):
    """An ad-hoc sub-process: in which order, and until when."""

    def adjust(self, element: Any) -> None:
        """Set order and completion."""
        element.sequential = self.node.get("ordering") == "Sequential"
        element.cancels_remaining = self.node.get("cancelRemainingInstances", "true") != "false"
        element.until = self.reader.condition_in("completionCondition")


class ComplexGatewayParser(ElementParser):
    """A complex gateway and its activation condition."""

    def arguments(self) -> dict[str, Any]:
        """The condition."""
        return {"activation": self.reader.condition_in("activationCondition")}


class EventParser(ElementParser):
    """Events and message tasks: what they wait for or throw."""

    def adjust(self, element: Any) -> None:
        """Set the events."""
        events = tuple(self.definitions())
        if isinstance(element, Catching):
            element.wait_for(events)
            element.needs_all = self.node.get("parallelMultiple") == "true"
        else:
            element.events = events

    def definitions(self) -> list[EventDefinition]:
        """The event definitions of the node."""
        found: list[EventDefinition] = []
        if self.node.get("messageRef"):
            found.append(self.message(self.node))
        nodes = [node for node in self.node if isinstance(node.tag, str) and node.tag.endswith("EventDefinition")]
        return [*found, *map(self.definition, nodes)]


class StartEventParser(EventParser):
    """A start event; what starts the process, if anything, is for the host to wait for."""

    def build(self) -> Element:
        """The start event, connected to the root of the process."""
        start = super().build()
        self.spec.start.add_flow(start)
        return start

    def adjust(self, element: Any) -> None:
        """Set the events; those of an event sub-process are its trigger's."""
        if self.process_parser.node.get("triggeredByEvent") == "true":
            element.input_mappings = element.output_mappings = ()
            return
        super().adjust(element)
        starting = STARTING if self.process_parser.parent is None else ()
        if any(not isinstance(event, starting) for event in element.events):
            raise self.reader.refuse("what it waits for starts no process here.")


class TriggerParser(EventParser):
    """The start event of an event sub-process, read as what waits in the scope around it."""

    def build_trigger(self, body: Element) -> Element:
        """The trigger that leads to `body`; its flow is no part of the model."""
        is_error = self.node.find(f"{{{BPMN}}}errorEventDefinition") is not None
        interrupting = is_error or self.node.get("isInterrupting", "true") != "false"
        trigger = self.create(EventTrigger, f"{self.bpmn_id}#trigger", interrupting=interrupting)
        trigger.output_mappings = self.reader.mappings("output")
        self.adjust(trigger)
        trigger.body = body  # type: ignore[attr-defined]  # what create() made is an EventTrigger
        trigger.add_flow(body)
        self.spec.triggers.append(trigger.name)
        return trigger


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


DEFINITIONS: dict[str, Callable[[ElementParser, XmlNode], EventDefinition]] = {
    "messageEventDefinition": ElementParser.message,
    "signalEventDefinition": ElementParser.signal,
    "timerEventDefinition": ElementParser.timer,
    "errorEventDefinition": ElementParser.error,
    "escalationEventDefinition": ElementParser.escalation,
    "conditionalEventDefinition": ElementParser.conditional,
    "compensateEventDefinition": ElementParser.compensation,
    "terminateEventDefinition": ElementParser.terminate,
    "cancelEventDefinition": ElementParser.cancel,
}
"""Event definitions by tag, with what reads them."""
