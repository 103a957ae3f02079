"""A turn: the one place where an instance is moved and what came of it is recorded.

`run` is pure but for reading; `record` writes everything in the caller's unit of work, which then commits once.
"""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from engine.calendars.functions import WorkingDays
from engine.calling import Calls, not_deployed
from engine.definitions import ProcessVersion
from engine.elements.effects import (
    CallEnded,
    CallRequested,
    DataStoreWritten,
    Effect,
    Ending,
    ErrorEscaped,
    EscalationEscaped,
    Outcome,
    ProcessEnded,
)
from engine.execution import (
    OUTSIDE,
    Advance,
    CalledProcessEscalated,
    CalledProcessReturned,
    CalledProcessThrew,
    CancelExecution,
    ExecutionCommand,
    NeedsItems,
    NeedsStores,
    NeedsVariables,
    Parts,
    ScopedValue,
    Services,
    TokenGone,
    Variables,
    advance,
    item_of,
    start,
    token_of,
)
from engine.model.data import ProcessData
from engine.model.ids import DefinitionId, ExecutionNumber
from engine.runtime import Runtime
from engine.store.calendars import Calendars, is_overtaken
from engine.store.cases import Case, StoredExecution, load_execution, load_variables
from engine.store.data_stores import Origin
from engine.store.history import Chain, Event
from engine.store.items import load_items, write_items
from engine.store.movement import movement_event
from engine.store.pins import DefinitionMissing, UnknownProcess, forms_now
from engine.store.positions import record_positions
from engine.store.quotas import release_places
from engine.store.recording import insert_case, update_case, was_overtaken, write_called, write_root, write_variables
from engine.store.searching import record_searchable
from engine.store.suspending import forget_signals
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.user_tasks import ClosedTask, OpenedTask, TaskContext, record_user_tasks
from engine.store.waits import record_waits
from engine.stored_data import StoredDataInUse

RETRIES = 3
LOST_TURNS = Lock()
"""Held by the thread that runs a lost turn again."""
Answer = TypeVar("Answer")
Step = Callable[[], Advance | None]
"""None: there is nothing to do any more."""
Mover = Callable[[StoredExecution, ProcessVersion, Services], Advance]
"""Moves an execution as it is loaded; by NeedsVariables and NeedsItems it asks for what is not."""


def retrying(attempt: Callable[[], Answer]) -> Answer:
    """Run a whole unit of work again when somebody else changed the instance meanwhile; at last raise Conflict.

    Those who lost go one after the other, so that a crowd around one instance does not lose to itself again.
    """
    try:
        return attempt()
    except TurnLost:
        with LOST_TURNS:
            for _ in range(RETRIES - 1):
                try:
                    return attempt()
                except TurnLost:
                    continue
            return attempt()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a turn left behind."""

    opened: tuple[OpenedTask, ...]
    status: str


@dataclass(slots=True)
class Turn:
    """One command on one instance, and all that follows from it without waiting for anybody."""

    runtime: Runtime
    work: UnitOfWork
    case: Case
    now: datetime
    supervised: bool = False
    """A supervisor moves the case: that is possible while it is suspended."""
    effects: list[tuple[ExecutionNumber, Effect]] = field(default_factory=list)
    _stores: StoredDataInUse = field(init=False)
    _written: dict[tuple[ExecutionNumber, str, str], None] = field(default_factory=dict)
    _closed: list[tuple[ExecutionNumber, str]] = field(default_factory=list)
    _moved: dict[ExecutionNumber, StoredExecution] = field(default_factory=dict)
    _ended: set[ExecutionNumber] = field(default_factory=set)
    _forms: dict[ExecutionNumber, Mapping[str, UUID]] = field(default_factory=dict)
    _calls: Calls = field(init=False)
    _calendars: Calendars = field(init=False)
    _working_days: WorkingDays = field(init=False)

    def __post_init__(self) -> None:
        self._calls = Calls(self.runtime, self.work, self.case)
        self._calendars = Calendars(self.work.connection, self.case.agency_id)
        self._working_days = WorkingDays(self._calendars.of)
        self._stores = StoredDataInUse(self.runtime, self.work, self.now)

    def begin(self, variables: ProcessData, start_event: str | None = None) -> None:
        """Start the process instance itself."""
        own = self.case.loaded[0]
        self._run_all(deque([(0, partial(self._start, own, variables, start_event))]))

    def run(self, number: ExecutionNumber, command: ExecutionCommand, writes: Sequence[str] = ()) -> None:
        """Carry out `command` on an execution. `writes` names variables that it will write.

        Raises CaseSuspended unless it is `supervised`.
        """
        if not self.supervised:
            self.case.check_running()
        self._run_all(deque([(number, partial(self._advance, number, command, writes))]))

    def run_with(self, number: ExecutionNumber, mover: Mover) -> None:
        """Let `mover` move an execution, in the version that it has now."""
        self._run_all(deque([(number, partial(self._move, number, mover))]))

    def start_waiting(self, most: int) -> None:
        """Start called processes that wait for it, those first that were called first."""
        requests = self._calls.take_waiting(most)
        self._run_all(deque(self._call(number, request) for number, request in requests))

    def record(self, *events: Event) -> Recorded:
        """Write everything, `events` of persons first. Raises TurnLost; the caller commits."""
        self.work.begin_write()
        try:
            return self._record(events)
        except sa.exc.IntegrityError as error:  # the rows of a faster turn may stand in the way of ours
            if was_overtaken(self.work, self.case):
                raise TurnLost from error
            raise

    def _record(self, events: Sequence[Event]) -> Recorded:
        connection, case = self.work.connection, self.case
        if is_overtaken(self.work, self._calendars):
            raise TurnLost
        if case.root_version is None:
            insert_case(connection, case, self.now)
        opened, withdrawn = record_user_tasks(connection, case, self.effects, self.context, self.now)
        held = case.suspended_at is not None
        record_waits(self.work, case.instance_id, self.effects, self.now, self._owner, held=held)
        self._calls.record(self.now)
        record_positions(connection, case, self.effects)
        chain = self._chain()
        for event in (*events, *self._withdrawals(withdrawn)):
            chain.append(event, self.now)
        for stored in self._stores.record():
            chain.append(stored.event(case.definition_id), self.now)
        if moved := movement_event(case.definition_id, self.effects):
            chain.append(moved, self.now)
        self._write(chain)
        chain.write(connection)
        if case.suspended_at is not None and 0 in self._ended:
            forget_signals(connection, case.instance_id)
        if case.status == Outcome.CANCELLED:
            release_places(self.work, case.instance_id, self.now)
        return Recorded(opened, self.case.status)

    def process(self, definition_id: DefinitionId) -> ProcessVersion:
        """A definition, from the cache."""
        return self.runtime.definitions.process(self.work.connection, definition_id)

    def _owner(self, number: ExecutionNumber) -> UUID | None:
        """The agency that owns the process of an execution; that of the case where the process has none."""
        return self.process(self.case.loaded[number].definition_id).owner_agency_id or self.case.agency_id

    def _run_all(self, steps: deque[tuple[ExecutionNumber, Step]]) -> None:
        """Run steps and what they cause in other executions: called processes start, return, throw or are cancelled."""
        while steps:
            number, step = steps.popleft()
            result = step()
            if result is not None:
                self._take(number, result)
                steps.extend(self._consequences(number, result.effects))

    def _start(self, own: StoredExecution, variables: ProcessData, start_event: str | None) -> Advance:
        process = self.process(own.definition_id)
        services, _ = self._services(own, process)
        own.loaded = None
        while True:
            try:
                return start(
                    process.executable,
                    variables=variables,
                    start_event=start_event,
                    services=self._with_stores(services, own.number),
                    now=self.now,
                    limits=self.runtime.limits,
                )
            except NeedsStores as need:
                self._stores.hold(self._owner(own.number), need.stores)

    def _advance(self, number: ExecutionNumber, command: ExecutionCommand, writes: Sequence[str] = ()) -> Advance:
        def mover(own: StoredExecution, process: ProcessVersion, services: Services) -> Advance:
            return advance(
                process.executable,
                own.state,
                variables_of(own),
                command,
                parts=parts_of(own),
                services=services,
                now=self.now,
                limits=self.runtime.limits,
            )

        return self._move(number, mover, writes, item_of(token_of(command) or OUTSIDE))

    def _move(self, number: ExecutionNumber, mover: Mover, names: Collection[str] = (), item: int = OUTSIDE) -> Advance:
        """Move an execution with an item, what its process reads, `names`, and what it turns out to need."""
        own = load_execution(self.work, self.case, number)
        process = self.process(own.definition_id)
        services, decisions = self._services(own, process)
        load_items(self.work, self.case, own, [item])
        load_variables(self.work, self.case, own, names, process.executable.reads | decisions)
        while True:
            try:
                return mover(own, process, self._with_stores(services, number))
            except NeedsStores as need:
                self._stores.hold(self._owner(number), need.stores)
            except NeedsVariables as need:
                needed = None if need.everything else need.names
                load_variables(self.work, self.case, own, needed, scopes=need.scopes)
            except NeedsItems as need:
                load_items(self.work, self.case, own, need.items, need.loops)

    def _services(self, own: StoredExecution, process: ProcessVersion) -> tuple[Services, frozenset[str]]:
        pins = self.case.pins_of(own.number)
        return self.runtime.definitions.services(
            self.work.connection, process.facts, pins, self.now, self._working_days
        )

    def _with_stores(self, services: Services, number: ExecutionNumber) -> Services:
        return replace(services, stores=self._stores.values(self._owner(number)))

    def _take(self, number: ExecutionNumber, result: Advance) -> None:
        own = self.case.loaded[number]
        before = own.scopes()
        own.state, own.items = result.state, dict(result.items)
        own.looked |= own.scopes() - before
        self._moved[number] = own
        for written in result.written:
            own.values[written.scope, written.name] = written.value
            self._written[number, written.scope, written.name] = None
        closed = set(result.closed_scopes)
        own.looked -= closed
        self._closed.extend((number, scope) for scope in result.closed_scopes)
        for key in [key for key in own.values if key[0] in closed]:
            del own.values[key]
            self._written.pop((number, *key), None)
        self.effects.extend((number, effect) for effect in result.effects)
        for effect in result.effects:
            if isinstance(effect, DataStoreWritten):
                origin = Origin(instance_id=self.case.instance_id, element_id=effect.element_id)
                self._stores.change(self._owner(number), effect.store, effect.value, origin)

    def _consequences(self, number: ExecutionNumber, effects: Sequence[Effect]) -> list[tuple[ExecutionNumber, Step]]:
        steps: list[tuple[ExecutionNumber, Step]] = []
        requested = [each for each in effects if isinstance(each, CallRequested)]
        later = self._calls.put_off(number, requested)
        if interrupted := [each.token for each in effects if is_interrupted_call(each)]:
            self._calls.look_for(number, interrupted)
        for effect in effects:
            if isinstance(effect, CallRequested):
                if not later:
                    steps.append(self._call(number, effect))
            elif is_interrupted_call(effect):
                if (gone := self._calls.interrupted(number, effect.token)) is not None:
                    steps.append((gone, partial(self._cancel, gone)))
            elif isinstance(effect, (ErrorEscaped, EscalationEscaped)):
                steps.extend(self._tell_caller(number, effect))
            elif isinstance(effect, ProcessEnded):
                steps.extend(self._end(number, effect))
        return steps

    def _call(self, caller: ExecutionNumber, call: CallRequested) -> tuple[ExecutionNumber, Step]:
        """A called process starts, or its caller has an incident."""
        load_execution(self.work, self.case, caller)
        if refusal := self._calls.refusal(caller, call):
            return caller, partial(self._answer, caller, refusal, ())
        try:
            definition_id, pins = self._calls.bound(self.case.loaded[caller], call.process_id)
        except (DefinitionMissing, UnknownProcess) as missing:
            return caller, partial(self._answer, caller, not_deployed(call, missing), ())
        child = self._calls.begin(caller, call, definition_id, pins)
        return child.number, partial(self._start, child, call.variables, None)

    def _end(self, number: ExecutionNumber, end: ProcessEnded) -> list[tuple[ExecutionNumber, Step]]:
        """An execution ended: the instance with it, or its caller goes on."""
        self._ended.add(number)
        if number == 0:
            self.case.status = str(end.outcome)
            return []
        own = self.case.loaded[number]
        if own.parent_number is None or own.parent_token is None or end.outcome is Outcome.CANCELLED:
            return []
        answer = CalledProcessReturned(token=own.parent_token, outputs=end.outputs)
        return [(own.parent_number, partial(self._answer, own.parent_number, answer, tuple(end.outputs)))]

    def _tell_caller(
        self, number: ExecutionNumber, escaped: ErrorEscaped | EscalationEscaped
    ) -> list[tuple[ExecutionNumber, Step]]:
        """Tell the caller, who may interrupt; it comes before the end of the called process, if it ended."""
        own = self.case.loaded[number]
        if own.parent_number is None or own.parent_token is None:
            return []
        told: ExecutionCommand
        if isinstance(escaped, ErrorEscaped):
            told = CalledProcessThrew(own.parent_token, escaped.code, escaped.message, escaped.payload)
        else:
            told = CalledProcessEscalated(own.parent_token, escaped.code, escaped.payload)
        return [(own.parent_number, partial(self._answer, own.parent_number, told, tuple(escaped.payload)))]

    def _answer(self, caller: ExecutionNumber, answer: ExecutionCommand, writes: Sequence[str]) -> Advance | None:
        """A called process returns, throws or escalates; None where its caller was interrupted in this very turn."""
        try:
            return self._advance(caller, answer, writes)
        except TokenGone:
            return None

    def _cancel(self, called: ExecutionNumber) -> Advance | None:
        """A call was interrupted; None where what it called ended in this very turn."""
        if called in self._ended:
            return None
        return self._advance(called, CancelExecution(reason="interrupted"))

    def _chain(self) -> Chain:
        return Chain(
            instance_id=self.case.instance_id,
            key=self.runtime.history_key,
            sequence=self.case.history_sequence,
            head=self.case.history_head,
        )

    def _withdrawals(self, tasks: Sequence[ClosedTask]) -> list[Event]:
        """An entry for each task that the process took away from people."""
        return [
            Event(
                kind="UserTaskWithdrawn",
                definition_id=self.case.loaded[task.execution].definition_id,
                execution=task.execution,
                element_id=task.element_id,
                task_id=task.task_id,
            )
            for task in tasks
        ]

    def context(self, number: ExecutionNumber, element_id: str) -> TaskContext:
        """What a task takes over from the definition of its execution."""
        definition_id = self.case.loaded[number].definition_id
        facts = self.process(definition_id).facts
        if number not in self._forms:
            self._forms[number] = forms_now(self.work.connection, facts, self.case.pins_of(number))
        element = facts.elements.get(element_id)
        return TaskContext(definition_id, element.name_en if element else "", self._forms[number])

    def _write(self, chain: Chain) -> None:
        connection, case = self.work.connection, self.case
        end = self._end_columns()
        called = any(number != 0 and own.row_version is None for number, own in self._moved.items())
        if end or called:
            update_case(connection, case, end)
        write_root(connection, case, chain, moved=0 in self._moved)
        for number, own in self._moved.items():
            write_items(connection, case, own)
            if number != 0:
                write_called(connection, case, own, ended=number in self._ended)
        gone = self._ended - {0}
        written = [key for key in self._written if key[0] not in gone]
        write_variables(connection, case, written, {key for key in self._closed if key[0] not in gone})
        searchable = {each.name for each in self.process(case.definition_id).facts.searchable}
        record_searchable(connection, case, searchable, written)

    def _end_columns(self) -> dict[str, object]:
        if 0 not in self._ended:
            return {}
        end = next(e for number, e in reversed(self.effects) if number == 0 and isinstance(e, ProcessEnded))
        return {"ended_at": self.now, "ended_element": end.element_id or None, "suspended_at": None}


def names_read(runtime: Runtime, work: UnitOfWork, case: Case, own: StoredExecution) -> frozenset[str]:
    """The variables that a turn of an execution may read: those of its expressions and decisions."""
    process = runtime.definitions.process(work.connection, own.definition_id)
    pins, now = case.pins_of(own.number), runtime.clock.now()
    _, decisions = runtime.definitions.services(work.connection, process.facts, pins, now, WorkingDays())
    return process.executable.reads | decisions


def is_interrupted_call(effect: Effect) -> bool:
    """Whether a call has to be cancelled."""
    return isinstance(effect, CallEnded) and effect.ending is Ending.INTERRUPTED


def variables_of(own: StoredExecution) -> Variables:
    """What is loaded of an execution's variables, as execution takes it."""
    rows = tuple(ScopedValue(scope, name, value) for (scope, name), value in own.values.items())
    return Variables(
        rows=rows,
        loaded=None if own.loaded is None else frozenset(own.loaded),
        looked=None if own.row_version is None else frozenset(own.looked),
    )


def parts_of(own: StoredExecution) -> Parts:
    """What is loaded of an execution's items, as execution takes it; those of one that is not stored are all here."""
    return Parts(
        states=own.items,
        sought=frozenset(own.sought),
        whole=frozenset(own.whole),
        everything=own.row_version is None,
    )
