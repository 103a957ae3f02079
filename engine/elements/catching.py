"""What waiting for events has in common: opened once, ended once, and what came is taken into the scope."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from engine.elements import spiff
from engine.elements.conversations import awaited_key
from engine.elements.effects import (
    Effect,
    Ending,
    EventKind,
    Subscribed,
    SubscriptionEnded,
    TimerEnded,
    TimerScheduled,
)
from engine.elements.event_definitions import (
    ConditionEvent,
    EventDefinition,
    MessageEvent,
    SignalEvent,
    TimerEvent,
    TimerKind,
)
from engine.elements.failures import TechnicalFailure
from engine.elements.lifecycle import Element
from engine.elements.timers import Cycle, first_cycle, first_due, zone_of
from engine.elements.tokens import ExecutionTokens, Token, in_turn
from engine.model.data import ProcessData

CYCLE = "cycle"
"""Key in internal_data of a token that waits for a repetition: when, how often, how many are left."""
HELD = "held"
"""Key in internal_data: parts whose condition was true when it was last looked at."""
HAPPENED = "got"
"""Key in internal_data of a token that needs all of its events: parts that have happened."""


class Catching(Element):
    """Waits for the first of its `events`, or for all; their places are the parts that effects and commands name."""

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)
        self.events: tuple[EventDefinition, ...] = ()
        self.needs_all = False

    def wait_for(self, events: tuple[EventDefinition, ...]) -> None:
        """Set what it waits for, and by which names tokens that wait here are found."""
        self.events = events
        self.signal_names = tuple(event.name for event in events if isinstance(event, SignalEvent))
        conditions = [event.formula.names for event in events if isinstance(event, ConditionEvent)]
        self.condition_names = frozenset[str]().union(*conditions)

    def on_activate(self, token: Token) -> bool:
        """Wait; behind an event gateway it has happened already."""
        gateway = token.parent
        if gateway is not None and gateway.task_spec.takes_over_events:
            self.take(token, gateway.payload)
            return True
        self.open(token)
        return False

    def open(self, token: Token) -> None:
        """Begin to wait for each event; nothing is told if one of them cannot be evaluated."""
        risen = self.risen(token)
        openings = [self.opening(token, part, event) for part, event in enumerate(self.events)]
        for kind, facts in openings:
            if kind is not None:
                token.emit(kind, **facts)
        token.wait()
        self.fire_all(token, risen)

    def opening(
        self, token: Token, part: int, event: EventDefinition
    ) -> tuple[Callable[..., Effect] | None, dict[str, Any]]:
        """The effect that says what this part waits for; errors are found without one."""
        if isinstance(event, TimerEvent):
            return TimerScheduled, {"part": part, "due_at": self.due_at(token, event)}
        if isinstance(event, MessageEvent):
            key = awaited_key(token, event)
            return Subscribed, {"part": part, "kind": EventKind.MESSAGE, "name": event.name, "correlation_key": key}
        if isinstance(event, SignalEvent):
            return Subscribed, {"part": part, "kind": EventKind.SIGNAL, "name": event.name}
        if isinstance(event, ConditionEvent):
            return Subscribed, {"part": part, "kind": EventKind.CONDITION, "name": event.formula.text.strip()}
        return None, {}

    def due_at(self, token: Token, event: TimerEvent) -> datetime:
        """When the timer fires; a repetition is remembered."""
        if CYCLE in token.internal_data:
            return Cycle.from_row(token.internal_data[CYCLE]).due_at
        result = token.evaluate(event.formula)
        try:
            if event.kind is TimerKind.CYCLE:
                services = token.top.services
                zone = zone_of(result.value, services.working_days, services.zone)
                cycle = first_cycle(result.value, token.top.now, zone, every=event.every)
                token.internal_data[CYCLE] = cycle.row()
                return cycle.due_at
            return first_due(event.kind, result.value, token.top.now, token.top.services.zone)
        except TechnicalFailure as failure:
            raise TechnicalFailure(failure.code, failure.detail + result.explain()) from failure

    def risen(self, token: Token) -> list[int]:
        """The parts whose condition is true and was not before."""
        held = [
            part
            for part, event in enumerate(self.events)
            if isinstance(event, ConditionEvent) and token.evaluate(event.formula).value is True
        ]
        before = token.internal_data.get(HELD, ())
        if held or before:
            token.internal_data[HELD] = held
        return [part for part in held if part not in before]

    def look(self, token: Token) -> None:
        """A variable that a condition reads was written."""
        try:
            risen = self.risen(token)
        except TechnicalFailure as failure:
            self.close(token)
            token.stop("activate", failure.code, failure.detail)
            return
        self.fire_all(token, risen)

    def fire_all(self, token: Token, parts: list[int]) -> None:
        """Several conditions became true at once."""
        for part in parts:
            if token.waits_for_event and part in self.awaited(token):
                self.fire(token, part, {})

    def awaited(self, token: Token) -> list[int]:
        """The parts that have not happened."""
        happened = token.internal_data.get(HAPPENED, ())
        return [part for part in range(len(self.events)) if part not in happened]

    def close(self, token: Token, happened: int | None = None) -> None:
        """End the wait for every part that is awaited; `happened` is the one that came."""
        for part in self.awaited(token):
            self.close_part(token, part, Ending.DONE if part == happened else Ending.INTERRUPTED)

    def close_part(self, token: Token, part: int, ending: Ending) -> None:
        """End the wait for one part."""
        event = self.events[part]
        if isinstance(event, TimerEvent):
            token.emit(TimerEnded, part=part, ending=ending)
        elif isinstance(event, (MessageEvent, SignalEvent, ConditionEvent)):
            token.emit(SubscriptionEnded, part=part, ending=ending)

    def fire(self, token: Token, part: int, payload: ProcessData) -> None:
        """One of the events happened."""
        if self.needs_all and len(self.awaited(token)) > 1:
            self.close_part(token, part, Ending.DONE)
            token.internal_data[HAPPENED] = [*token.internal_data.get(HAPPENED, ()), part]
            if self.output_mappings:
                token.open_scope()
            self.take(token, payload)
            return
        self.close(token, part)
        token.internal_data.pop(HAPPENED, None)
        self.happen(token, part, payload)

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Take what came and go on."""
        self.take(token, payload)
        token.make_ready()

    def rearm(self, token: Token) -> None:
        """It goes on waiting: a fresh token beside the one that fired, unless its time is over."""
        row = token.internal_data.get(CYCLE)
        cycle = Cycle.from_row(row).after(token.top.now) if row else None
        if cycle is None and all(isinstance(event, TimerEvent) for event in self.events):
            return
        fresh = (token.parent or token.workflow.task_tree).spawn(self)
        if cycle is not None:
            fresh.internal_data[CYCLE] = cycle.row()
        if HELD in token.internal_data:
            fresh.internal_data[HELD] = token.internal_data[HELD]
        fresh.activate()

    def on_terminate(self, token: Token) -> None:
        """Wait no longer."""
        if token.waits_for_event:
            self.close(token)


def catch_signal(execution: ExecutionTokens, name: str, payload: ProcessData) -> None:
    """Give a signal to every token that waits for it; one of them may interrupt another. Raises NeedsItems."""
    execution.items.seek_all(loop.id for loop in execution.loops.values() if name in loop.task_spec.heard_inside)
    for token in in_turn(execution.listening.get(name, {}).values()):
        if token.waits_for_event:
            element = token.task_spec
            named = [part for part in element.awaited(token) if is_signal(element.events[part], name)]
            if named:
                element.fire(token, named[0], payload)


def is_signal(event: EventDefinition, name: str) -> bool:
    """True if the event is the signal of that name."""
    return isinstance(event, SignalEvent) and event.name == name
