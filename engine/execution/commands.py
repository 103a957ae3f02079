"""What can be done to an execution."""

from dataclasses import dataclass, field

from engine.model.data import ProcessData
from engine.model.ids import TokenId


@dataclass(frozen=True, slots=True)
class CompleteUserTask:
    """A person did the user task."""

    token: TokenId
    data: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """The other system did the job."""

    token: TokenId
    data: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThrowFromJob:
    """The job ended with an error of the model; uncaught, it is an incident, which asks for the job again."""

    token: TokenId
    code: str
    message: str = ""
    data: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob:
    """The job (or call) failed technically and is not tried again by itself: an incident."""

    token: TokenId
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class FireTimer:
    """The timer is due."""

    token: TokenId
    part: int = 0


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """The message is for this token."""

    token: TokenId
    part: int = 0
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliverSignal:
    """The signal reaches every token that waits for it; none is no mistake."""

    name: str
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalledProcessReturned:
    """The called process ended."""

    token: TokenId
    outputs: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalledProcessThrew:
    """A BPMN error left the called process. Caught, the call is interrupted; uncaught, it goes on waiting."""

    token: TokenId
    code: str
    message: str = ""
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalledProcessEscalated:
    """An escalation left the called process, which goes on unless the caller interrupts it."""

    token: TokenId
    code: str
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Do again what failed at this token."""

    token: TokenId


@dataclass(frozen=True, slots=True)
class SkipElement:
    """Let the token pass over what a system should have done; `values` stand in for its results."""

    token: TokenId
    values: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveToken:
    """Interrupt what the token does, write `values`, and let it enter another element of the same scope."""

    token: TokenId
    element_id: str
    values: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelExecution:
    """Interrupt everything; the execution is over. The reason is the caller's to record."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Write variables of the execution."""

    values: ProcessData


ExecutionCommand = (
    CompleteUserTask
    | CompleteJob
    | ThrowFromJob
    | FailJob
    | FireTimer
    | DeliverMessage
    | DeliverSignal
    | CalledProcessReturned
    | CalledProcessThrew
    | CalledProcessEscalated
    | RetryIncident
    | SkipElement
    | MoveToken
    | CancelExecution
    | SetVariables
)


def token_of(command: ExecutionCommand) -> TokenId | None:
    """The token that it is for; None where it is for the whole execution."""
    token: TokenId | None = getattr(command, "token", None)
    return token
