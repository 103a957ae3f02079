"""Events: waiting and catching (start, intermediate, receive task, event gateway), throwing and ending."""

from typing import Any

from engine.elements import spiff
from engine.elements.boundaries import throw_error
from engine.elements.catching import Catching, catch_signal, correlation_key
from engine.elements.effects import MessageThrown, SignalThrown
from engine.elements.event_definitions import ErrorEvent, EventDefinition, MessageEvent, SignalEvent, TerminateEvent
from engine.elements.lifecycle import Element, Executed
from engine.elements.tasks import mapped_inputs
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class StartEvent(Element, spiff.StartEvent):
    """Where a process or sub-process begins; what started it has happened already."""

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)
        self.message_name: str | None = None


class IntermediateCatchEvent(Catching, spiff.IntermediateCatchEvent):
    """Waits for a message, a signal or a point in time."""


class ReceiveTask(Catching, spiff.ReceiveTask):
    """Waits for a message."""


class EventBasedGateway(Catching, spiff.EventBasedGateway):
    """Waits for all events behind it; the first to happen decides (BPMN 2.0.2, 13.4.4)."""

    takes_over_events = True

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        # What SpiffWorkflow's class collects from the events behind it when they are connected.
        self.event_definition = spiff.MultipleEventDefinition()

    def freeze(self) -> None:
        """Take over what the events behind it wait for, one part for each."""
        self.events = tuple(event for flow in self.flows for event in events_of(flow.target))
        if len(self.events) != len(self.flows):
            raise ValueError(self.bpmn_id)
        self.signal_names = tuple(event.name for event in self.events if isinstance(event, SignalEvent))

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Go on to the event that happened, which takes what came."""
        token.chosen = (self.flows[part],)
        token.payload = payload
        token.complete()


class Throwing(Element):
    """Throws while it runs."""

    events: tuple[EventDefinition, ...] = ()

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)

    def on_execute(self, token: Token) -> Executed:
        """Throw."""
        for event in self.events:
            self.throw(token, event)
        return Executed.DONE

    def throw(self, token: Token, event: EventDefinition) -> None:
        """Tell the host; signals also reach whoever waits in this execution."""
        if isinstance(event, MessageEvent):
            key = correlation_key(token, event)
            token.emit(MessageThrown, name=event.name, correlation_key=key, payload=mapped_inputs(self, token))
        elif isinstance(event, SignalEvent):
            payload = mapped_inputs(self, token)
            token.emit(SignalThrown, name=event.name, payload=payload)
            catch_signal(token.top, event.name, payload)


class IntermediateThrowEvent(Throwing, spiff.IntermediateThrowEvent):
    """Throws a message or a signal, or only marks a state."""


class SendTask(Throwing, spiff.SendTask):
    """Sends a message."""


class EndEvent(Throwing, spiff.EndEvent):
    """Where a token ends; what ends more than that happens when it has completed."""

    def on_execute(self, token: Token) -> Executed:
        """Send messages; that can fail, so it comes before the end."""
        for event in self.events:
            if isinstance(event, MessageEvent):
                self.throw(token, event)
        return Executed.DONE

    def on_complete(self, token: Token) -> None:
        """Throw what may end the scope it stands in."""
        for event in self.events:
            if isinstance(event, SignalEvent):
                self.throw(token, event)
            elif isinstance(event, ErrorEvent):
                throw_error(token, event.code or "", payload=mapped_inputs(self, token))
            elif isinstance(event, TerminateEvent):
                for other in token.workflow.by_age():
                    other.cancel()


def events_of(element: Element) -> tuple[EventDefinition, ...]:
    """What an element behind an event gateway waits for; nothing if it may not stand there."""
    return element.events if isinstance(element, (IntermediateCatchEvent, ReceiveTask)) else ()
