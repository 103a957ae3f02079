"""What an event waits for or throws."""

from dataclasses import dataclass
from enum import StrEnum

from engine.elements.formulas import Formula


class TimerKind(StrEnum):
    """How a timer's text is meant."""

    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """A message; `correlation_key` tells which instance it is for.

    In a conversation the message tells that itself (`message_key`, over what it brings), and where `conversation` names
    one, its first message fixes the key for the instance (BPMN 2.0.2, 8.4.2).
    """

    name: str
    correlation_key: Formula | None = None
    message_key: Formula | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """A signal, for everybody who waits for that name."""

    name: str


@dataclass(frozen=True, slots=True)
class TimerEvent:
    """A point in time, a span of time, or a repetition. `every`: what is missed of a repetition is made up for."""

    kind: TimerKind
    formula: Formula
    every: bool = False


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """A BPMN error; a `code` of None catches every error."""

    code: str | None


@dataclass(frozen=True, slots=True)
class TerminateEvent:
    """Ends everything else in its scope."""


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """An escalation; a `code` of None catches every escalation."""

    code: str | None


@dataclass(frozen=True, slots=True)
class ConditionEvent:
    """Happens when its condition becomes true."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class CompensateEvent:
    """Undoes what was done: of one activity, or of the whole scope. `waits`: it goes on when that is over."""

    activity: str | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True)
class CancelEvent:
    """Gives up a transaction."""


EventDefinition = (
    MessageEvent
    | SignalEvent
    | TimerEvent
    | ErrorEvent
    | TerminateEvent
    | EscalationEvent
    | ConditionEvent
    | CompensateEvent
    | CancelEvent
)
