"""Calls of other processes in a turn: which start in it, which are put off, and which are one too many.

Up to CALLS_AT_ONCE calls start in the transaction of their caller. More at once, as of a multi-instance over thousands,
become rows of `waiting_call`, and jobs start so many in a turn each, until none is left: such a turn has only the items
at hand that it starts, whereas the turn that begins a loop has all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.elements.effects import CallRequested
from engine.execution import FailJob
from engine.model.ids import DefinitionId, ExecutionNumber, TokenId
from engine.runtime import Runtime
from engine.store.cases import Case, StoredExecution, load_called, load_execution
from engine.store.facts import Pins
from engine.store.pins import DefinitionMissing, UnknownProcess, newest_with_pins
from engine.store.unit_of_work import UnitOfWork
from engine.store.waiting_calls import MOST_KEPT, WaitingCalls, count_called, read_waiting, wake_calls

DEEPEST_CALL = 20
"""Called processes within each other."""
CALLS_AT_ONCE = 50
"""Processes that start in one turn; the others wait for turns of their own."""


@dataclass(slots=True)
class Calls:
    """The calls of one turn on a case."""

    runtime: Runtime
    work: UnitOfWork
    case: Case
    _begun: int = 0
    _refused: dict[tuple[ExecutionNumber, TokenId], FailJob] = field(default_factory=dict)
    _running: dict[tuple[ExecutionNumber, TokenId | None], ExecutionNumber] = field(default_factory=dict)
    _waiting: WaitingCalls = field(init=False)

    def __post_init__(self) -> None:
        self._waiting = WaitingCalls(self.case.instance_id)

    def put_off(self, caller: ExecutionNumber, calls: Sequence[CallRequested]) -> bool:
        """Let calls that were requested together wait for later turns, if they are too many. False: make them now."""
        if self._begun + len(calls) <= CALLS_AT_ONCE:
            self._begun += len(calls)
            return False
        for call in calls:
            self._waiting.put_off(caller, call)
        return True

    def take_waiting(self, most: int) -> list[tuple[ExecutionNumber, CallRequested]]:
        """Up to `most` calls that were put off, the oldest first. They wait no more.

        While the case has more called processes than it may, they are the newest of those beyond, to be refused.
        """
        connection, identity = self.work.connection, self.case.instance_id
        beyond = count_called(connection, identity) - self._most()
        taken = read_waiting(connection, identity, min(most, beyond) if beyond > 0 else most, newest=beyond > 0)
        for each in taken:
            self._waiting.remove(each.caller, each.call.token)
            if beyond > 0:
                limit = f"at most {self._most()} called processes at once in a case"
                self._refused[each.caller, each.call.token] = beyond_limits(each.call, limit)
            elif each.too_large:
                self._refused[each.caller, each.call.token] = too_much_passed(each.call)
        self._begun += len(taken)
        return [(each.caller, each.call) for each in taken]

    def refusal(self, caller: ExecutionNumber, call: CallRequested) -> FailJob | None:
        """The incident of a call that is not made; None where it may be made."""
        if self._depth(caller) >= DEEPEST_CALL:
            return beyond_limits(call, f"at most {DEEPEST_CALL} processes within each other")
        return self._refused.get((caller, call.token))

    def bound(self, caller: StoredExecution, key: str) -> tuple[DefinitionId, Pins | None]:
        """The version of a called process, and its own pins if it is the newest. Raises what `pin` raises."""
        facts = self.runtime.definitions.process(self.work.connection, caller.definition_id).facts
        if key in facts.late_processes:
            return newest_with_pins(self.work.connection, key)
        return DefinitionId(self.case.pins_of(caller.number).processes[key]), caller.pins

    def begin(
        self, caller: ExecutionNumber, call: CallRequested, definition_id: DefinitionId, pins: Pins | None
    ) -> StoredExecution:
        """The execution of a process that is called now."""
        child = StoredExecution(
            number=self.case.executions,
            definition_id=definition_id,
            parent_number=caller,
            parent_token=call.token,
            row_version=None,
            state={},
            pins=pins,
            loaded=None,
        )
        self.case.executions += 1
        self.case.loaded[child.number] = child
        self._running[caller, call.token] = child.number
        return child

    def look_for(self, caller: ExecutionNumber, tokens: Sequence[TokenId]) -> None:
        """Load what these tokens called, before `interrupted` is asked for each."""
        for own in load_called(self.work, self.case, caller, tokens):
            self._running[caller, own.parent_token] = own.number

    def interrupted(self, caller: ExecutionNumber, token: TokenId) -> ExecutionNumber | None:
        """What a call that was interrupted has to cancel; None where it waits, which is forgotten, or has ended."""
        number = self._running.get((caller, token))
        if number is None:
            self._waiting.remove(caller, token)
        return number

    def record(self, now: datetime) -> None:
        """Write which calls wait, and have a job start them unless the case is suspended."""
        if self._waiting.write(self.work.connection) and self.case.suspended_at is None:
            wake_calls(self.work, self.case.instance_id, now)

    def _depth(self, number: ExecutionNumber) -> int:
        """How many processes are around an execution."""
        depth, parent = 0, load_execution(self.work, self.case, number).parent_number
        while parent is not None:
            depth, parent = depth + 1, load_execution(self.work, self.case, parent).parent_number
        return depth

    def _most(self) -> int:
        return self.runtime.settings.called_processes


def not_deployed(call: CallRequested, reason: DefinitionMissing | UnknownProcess) -> FailJob:
    """The incident of a call whose process, or what that needs, is not there or closed."""
    detail = f"Expected a process that is deployed and open, but {call.process_id} is none. {reason}"
    return FailJob(token=call.token, code="no_called_process", detail=detail)


def beyond_limits(call: CallRequested, limit: str) -> FailJob:
    """The incident of a call too many: a process that calls itself without end must not hold up the others."""
    detail = f"Expected {limit}, but {call.process_id} is called once more. Does the process call itself?"
    return FailJob(token=call.token, code="too_many_calls", detail=detail)


def too_much_passed(call: CallRequested) -> FailJob:
    """The incident of a call whose variables were not kept, because all together were too large."""
    detail = (
        f"Expected calls of {call.process_id} that pass at most {MOST_KEPT} characters together. Let each pass what it "
        "needs by input mappings, with propagateAllParentVariables=false: otherwise each takes a copy of everything."
    )
    return FailJob(token=call.token, code="too_much_passed", detail=detail)
