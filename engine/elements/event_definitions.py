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
    """A message; `correlation_key` tells which instance it is for."""

    name: str
    correlation_key: Formula | None = None


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """A signal, for everybody who waits for that name."""

    name: str


@dataclass(frozen=True, slots=True)
class TimerEvent:
    """A point in time, a span of time, or a repetition."""

    kind: TimerKind
    formula: Formula


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """A BPMN error; a `code` of None catches every error."""

    code: str | None


@dataclass(frozen=True, slots=True)
class TerminateEvent:
    """Ends everything else in its scope."""


EventDefinition = MessageEvent | SignalEvent | TimerEvent | ErrorEvent | TerminateEvent
