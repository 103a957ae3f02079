"""What waiting for events has in common: opened once, ended once, and what came is taken into the scope."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.elements import spiff
from engine.elements.effects import (
    Effect,
    Ending,
    EventKind,
    Subscribed,
    SubscriptionEnded,
    TimerEnded,
    TimerScheduled,
)
from engine.elements.event_definitions import EventDefinition, MessageEvent, SignalEvent, TimerEvent, TimerKind
from engine.elements.failures import TechnicalFailure
from engine.elements.lifecycle import Element
from engine.elements.timers import Cycle, described, first_cycle, first_due
from engine.elements.tokens import ExecutionTokens, Token
from engine.model.data import ProcessData

CYCLE = "cycle"
"""Key in internal_data of a token that waits for a repetition: when, how often, how many are left."""

LONGEST_KEY = 200
"""As long as the keys that other systems may send."""


class Catching(Element):
    """Waits for the first of its `events`; their places are the parts that effects and commands name."""

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, event_definition=spiff.NoneEventDefinition(), **attributes)
        self.events: tuple[EventDefinition, ...] = ()

    def on_activate(self, token: Token) -> bool:
        """Wait; behind an event gateway it has happened already."""
        gateway = token.parent
        if gateway is not None and gateway.task_spec.takes_over_events:
            self.take(token, gateway.payload)
            return True
        self.open(token)
        token.wait()
        return False

    def open(self, token: Token) -> None:
        """Begin to wait for each event; nothing is told if one of them cannot be evaluated."""
        openings = [self.opening(token, part, event) for part, event in enumerate(self.events)]
        for kind, facts in openings:
            if kind is not None:
                token.emit(kind, **facts)

    def opening(
        self, token: Token, part: int, event: EventDefinition
    ) -> tuple[Callable[..., Effect] | None, dict[str, Any]]:
        """The effect that says what this part waits for; errors are found without one."""
        if isinstance(event, TimerEvent):
            return TimerScheduled, {"part": part, "due_at": self.due_at(token, event)}
        if isinstance(event, MessageEvent):
            key = correlation_key(token, event)
            return Subscribed, {"part": part, "kind": EventKind.MESSAGE, "name": event.name, "correlation_key": key}
        if isinstance(event, SignalEvent):
            return Subscribed, {"part": part, "kind": EventKind.SIGNAL, "name": event.name}
        return None, {}

    def due_at(self, token: Token, event: TimerEvent) -> datetime:
        """When the timer fires; a repetition is remembered."""
        if CYCLE in token.internal_data:
            return Cycle.from_row(token.internal_data[CYCLE]).due_at
        result = token.evaluate(event.formula)
        try:
            if event.kind is TimerKind.CYCLE:
                cycle = first_cycle(result.value, token.top.now, token.top.services.zone)
                token.internal_data[CYCLE] = cycle.row()
                return cycle.due_at
            return first_due(event.kind, result.value, token.top.now, token.top.services.zone)
        except TechnicalFailure as failure:
            raise TechnicalFailure(failure.code, failure.detail + result.explain()) from failure

    def close(self, token: Token, happened: int | None = None) -> None:
        """End the wait for every part; `happened` is the one that came."""
        for part, event in enumerate(self.events):
            ending = Ending.DONE if part == happened else Ending.INTERRUPTED
            if isinstance(event, TimerEvent):
                token.emit(TimerEnded, part=part, ending=ending)
            elif isinstance(event, (MessageEvent, SignalEvent)):
                token.emit(SubscriptionEnded, part=part, ending=ending)

    def fire(self, token: Token, part: int, payload: ProcessData) -> None:
        """One of the events happened."""
        self.close(token, part)
        self.happen(token, part, payload)

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Take what came and go on."""
        self.take(token, payload)
        token.make_ready()

    def on_terminate(self, token: Token) -> None:
        """Wait no longer."""
        if token.waits_for_event:
            self.close(token)


def catch_signal(execution: ExecutionTokens, name: str, payload: ProcessData) -> None:
    """Give a signal to every token that waits for it; one of them may interrupt another."""
    listening = sorted(execution.listening.get(name, {}).values(), key=lambda token: token.id)
    for token in listening:
        if token.waits_for_event:
            events = token.task_spec.events
            part = next(n for n, event in enumerate(events) if isinstance(event, SignalEvent) and event.name == name)
            token.task_spec.fire(token, part, payload)


def correlation_key(token: Token, event: MessageEvent) -> str | None:
    """The key as text, None if the model has none; raises TechnicalFailure if it has no value or too long a one."""
    if event.correlation_key is None:
        return None
    result = token.evaluate(event.correlation_key)
    key = result.value
    if isinstance(key, (int, Decimal)) and not isinstance(key, bool):
        key = f"{Decimal(key).normalize():f}"
    if isinstance(key, str) and len(key) > LONGEST_KEY:
        raise TechnicalFailure(
            "correlation_key_too_long",
            f"Expected a correlation key of at most {LONGEST_KEY} characters of the message {event.name}, but "
            f"{event.correlation_key.text} gave {len(key)}.",
        )
    if isinstance(key, str):
        return key
    raise TechnicalFailure(
        "no_correlation_key",
        f"Expected a text or a number as correlation key of the message {event.name}, but {event.correlation_key.text} "
        f"gave {described(result.value)}.{result.explain()}",
    )
