"""What a turn brought about, as plain data: the vocabulary of the inbox, of the jobs and of the audit trail.

The names of these classes are stored in history; renaming one is a migration.
Whatever waits is opened by one effect (`UserTaskCreated`, `JobCreated`, `TimerScheduled`, `Subscribed`,
`CallRequested`) and closed by exactly one `...Ended`, whatever the reason: done, fired, interrupted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.calendars.deadlines import Counted
from engine.model.data import ProcessData, Value
from engine.model.ids import TokenId


class Ending(StrEnum):
    """Why something stopped waiting."""

    DONE = "done"
    INTERRUPTED = "interrupted"


class EventKind(StrEnum):
    """What a subscription waits for."""

    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something that happened at an element of the model."""

    element_id: str
    token: TokenId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated(Effect):
    """A token entered the element. `body`: it is the loop around the instances of a multi-instance activity."""

    body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted(Effect):
    """The element did its work; the token left over `flows` (ids of sequence flows, may be empty)."""

    body: bool = False
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated(Effect):
    """The element was interrupted before it completed (BPMN 2.0.2, 13.3.2)."""

    body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStoreWritten(Effect):
    """The data store has this value from now on; several in one turn stand in their order."""

    store: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementMigrated(Effect):
    """The token went over to another version of the process, in which `former` has another id.

    `entered`: the token is in it; False where it waits beside an activity or before a join.
    """

    former: str
    entered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskMigrated(Effect):
    """The task stays open with the same holder, as another version of the process describes it."""

    name: str
    form_key: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskCreated(Effect):
    """Somebody has to act. `candidates` are addresses `function@agency`, evaluated; never names of persons."""

    name: str
    candidates: tuple[str, ...]
    form_key: str | None = None
    due_at: datetime | None = None
    counted: Counted | None = None
    """How the due time was counted, where that was in working days."""
    remind_at: datetime | None = None
    """When half of the time has passed."""
    priority: int = 50
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskEnded(Effect):
    """The user task left the inboxes."""

    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCreated(Effect):
    """Work for another system or a built-in service. `variables` are the mapped inputs only."""

    job_type: str
    retries: int = 3
    headers: Mapping[str, str] = field(default_factory=dict)
    variables: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnded(Effect):
    """The job's answer was taken, or is no longer wanted."""

    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerScheduled(Effect):
    """`part` counts the timers of one token (branches of an event gateway)."""

    part: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerEnded(Effect):
    """The timer fired or is no longer wanted."""

    part: int
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed(Effect):
    """The token waits for a message, a signal or a condition, whose `name` is its text.

    `correlation_key` is None where there is no message.
    """

    part: int
    kind: EventKind
    name: str
    correlation_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEnded(Effect):
    """The message or signal came, the condition became true, or it is no longer wanted."""

    part: int
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequested(Effect):
    """A called process has to start with `variables`; it answers to this token."""

    process_id: str
    variables: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Effect):
    """The called process returned, or has to be cancelled (`INTERRUPTED`)."""

    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageThrown(Effect):
    """To be correlated with a waiting or a new instance after the commit."""

    name: str
    correlation_key: str | None = None
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrown(Effect):
    """To be broadcast after the commit; catchers inside the execution already had it."""

    name: str
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluated(Effect):
    """Why the process went where it went: inputs, result and the rules that matched, by decision."""

    decision_id: str
    inputs: ProcessData
    result: Value
    matched: tuple[tuple[str, tuple[str, ...]], ...]
    """(decision id, ids of its matched rules) in order of evaluation."""
    basis: tuple[str, ...] = ()
    """Annotations of those rules: the legal basis."""
    version: int | None = None
    """Which deployed version of the decision it was."""
    warnings: tuple[str, ...] = ()
    """Why parts of the result are null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Effect):
    """A technical failure stopped this token; others go on. `detail` is for the supervisor."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved(Effect):
    """The token was set going again, or the activity was interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEscaped(Effect):
    """A BPMN error nobody in this execution catches. Its token has an incident; a caller that catches ends it."""

    code: str
    message: str = ""
    payload: ProcessData = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationEscaped(Effect):
    """An escalation nobody in this execution catches: for the caller, before this execution ends. Else nothing."""

    code: str
    payload: ProcessData = field(default_factory=dict)


class Outcome(StrEnum):
    """How an execution ended."""

    COMPLETED = "completed"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnded(Effect):
    """No token is left. `element_id` is the end event that was reached last (empty when cancelled).

    `outputs` are the variables of the outermost scope, for a caller.
    """

    outcome: Outcome
    outputs: ProcessData = field(default_factory=dict)
