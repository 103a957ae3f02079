"""Events: waiting and catching (start, intermediate, receive task, event gateway), throwing and ending."""

from typing import Any

from engine.elements import spiff
from engine.elements.catching import CYCLE, Catching, catch_signal
from engine.elements.compensation import compensate, give_up
from engine.elements.conversations import begin_conversation, sent_key
from engine.elements.effects import MessageThrown, SignalThrown
from engine.elements.event_definitions import (
    CancelEvent,
    CompensateEvent,
    ErrorEvent,
    EscalationEvent,
    EventDefinition,
    MessageEvent,
    SignalEvent,
    TerminateEvent,
)
from engine.elements.lifecycle import Element, Executed, Flow
from engine.elements.tasks import mapped_inputs
from engine.elements.throwing import is_caught, throw_error, throw_escalation
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class StartEvent(Element, spiff.StartEvent):
    """Where a process or sub-process begins; what started it has happened already."""

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)
        self.events: tuple[EventDefinition, ...] = ()
        """What starts the process there; the host waits for it."""

    def on_execute(self, token: Token) -> Executed:
        """A message that started the process may begin a conversation."""
        for event in self.events:
            if isinstance(event, MessageEvent):
                begin_conversation(token, event)
        return Executed.DONE


class IntermediateCatchEvent(Catching, spiff.IntermediateCatchEvent):
    """Waits for a message, a signal, a point in time or a condition. A repeating timer lets a token go each time."""

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Go on; of a repetition, wait for the next time as well."""
        if CYCLE in token.internal_data:
            self.rearm(token)
        super().happen(token, part, payload)


class ReceiveTask(Catching, spiff.ReceiveTask):
    """Waits for a message."""


class EventBasedGateway(Catching, spiff.EventBasedGateway):
    """Waits for all events behind it; the first to happen decides (BPMN 2.0.2, 13.4.4)."""

    takes_over_events = True

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        # What SpiffWorkflow's class collects from the events behind it when they are connected.
        self.event_definition = spiff.MultipleEventDefinition()
        self.ways: tuple[Flow, ...] = ()

    def freeze(self) -> None:
        """Take over what the events behind it wait for."""
        behind = [(flow, event) for flow in self.flows for event in events_of(flow.target)]
        if {flow for flow, _ in behind} != set(self.flows):
            raise ValueError(self.bpmn_id)
        self.ways = tuple(flow for flow, _ in behind)
        self.wait_for(tuple(event for _, event in behind))

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Go on to the event that happened, which takes what came."""
        token.chosen = (self.ways[part],)
        token.payload = payload
        token.complete()


class Throwing(Element):
    """Throws while it runs."""

    events: tuple[EventDefinition, ...] = ()

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)

    def on_execute(self, token: Token) -> Executed:
        """Throw, until what was thrown interrupts it; what undoes something may have to wait for that."""
        for event in self.events:
            if not token.finished:
                self.throw(token, event)
        return self.undo(token)

    def throw(self, token: Token, event: EventDefinition) -> None:
        """Tell the host; signals and escalations reach whoever waits for them in this execution."""
        if isinstance(event, MessageEvent):
            payload = mapped_inputs(self, token)
            key = sent_key(token, event, payload)
            token.emit(MessageThrown, name=event.name, correlation_key=key, payload=payload)
        elif isinstance(event, SignalEvent):
            payload = mapped_inputs(self, token)
            token.emit(SignalThrown, name=event.name, payload=payload)
            catch_signal(token.top, event.name, payload)
        elif isinstance(event, EscalationEvent):
            throw_escalation(token, event.code or "", mapped_inputs(self, token))

    def undo(self, token: Token) -> Executed:
        """Compensate, if it throws that; an event that was interrupted by what it threw does nothing more."""
        for event in self.events:
            if isinstance(event, CompensateEvent) and not token.finished:
                return compensate(token, event)
        return Executed.DONE


class IntermediateThrowEvent(Throwing, spiff.IntermediateThrowEvent):
    """Throws a message, signal, escalation or compensation, or only marks a state."""


class SendTask(Throwing, spiff.SendTask):
    """Sends a message."""


class EndEvent(Throwing, spiff.EndEvent):
    """Where a token ends; what ends more than that happens when it has completed."""

    def on_execute(self, token: Token) -> Executed:
        """Stand still with an error that nothing catches; send messages. That can fail, so it comes before the end."""
        for event in self.events:
            if isinstance(event, ErrorEvent) and not is_caught(token, event.code or ""):
                throw_error(token, event.code or "", payload=mapped_inputs(self, token))
        for event in self.events:
            if isinstance(event, MessageEvent):
                self.throw(token, event)
        return self.undo(token)

    def on_complete(self, token: Token) -> None:
        """Throw what may end the scope it stands in."""
        for event in self.events:
            if token.workflow.completed:
                return
            if isinstance(event, (SignalEvent, EscalationEvent)):
                self.throw(token, event)
            elif isinstance(event, ErrorEvent):
                throw_error(token, event.code or "", payload=mapped_inputs(self, token))
            elif isinstance(event, TerminateEvent):
                end_others(token)
            elif isinstance(event, CancelEvent):
                give_up(token)


def end_others(token: Token) -> None:
    """Interrupt everything else in the scope."""
    for other in token.workflow.by_age():
        if other is not token:
            other.cancel()


def events_of(element: Element) -> tuple[EventDefinition, ...]:
    """What an element behind an event gateway waits for; nothing if it may not stand there."""
    return element.events if isinstance(element, (IntermediateCatchEvent, ReceiveTask)) else ()
