"""A host for a few process instances at a time, with a clock of its own: what a runtime does, without a store."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.elements import effects as e
from engine.elements.throwing import UNCAUGHT
from engine.execution import (
    Advance,
    CalledProcessEscalated,
    CalledProcessReturned,
    CalledProcessThrew,
    CancelExecution,
    CompleteJob,
    CompleteUserTask,
    DeliverMessage,
    DeliverSignal,
    ExecutableDefinition,
    ExecutionCommand,
    FireTimer,
    Parts,
    ScopedValue,
    Services,
    ThrowFromJob,
    TokenGone,
    Variables,
    advance,
    start,
)
from engine.execution.start_times import StartTime, first_start_time
from engine.model.data import ProcessData, Value
from tests.conformance.betsy_models import ERROR_CODE, STAMPS, THROW

START = datetime(2026, 11, 24, tzinfo=UTC)
JOB_TIME = timedelta(seconds=10)
LONGEST = timedelta(hours=1)
MOST_TURNS = 2_000
Key = tuple[int, int]
"""Token and part."""


class RuntimeFailed(Exception):
    """An incident, or a suite's time limit."""


@dataclass
class Instance:
    """One process instance and what it waits for."""

    definition: ExecutableDefinition
    parent: "tuple[Instance, int] | None" = None
    state: dict[str, Any] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    rows: dict[tuple[str, str], Value] = field(default_factory=dict)
    timers: dict[Key, datetime] = field(default_factory=dict)
    subscriptions: dict[Key, e.Subscribed] = field(default_factory=dict)
    jobs: dict[int, tuple[datetime, str]] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    calls: "dict[int, Instance]" = field(default_factory=dict)
    ended: e.ProcessEnded | None = None


class Host:
    """Runs instances until nothing moves, then lets time pass."""

    def __init__(self, definitions: dict[str, ExecutableDefinition]) -> None:
        self.definitions = definitions
        self.now = START
        self.trace: list[str] = []
        self.instances: list[Instance] = []
        self.messages: list[tuple[str, str | None, ProcessData]] = []
        self.spans: list[tuple[datetime, datetime]] = []
        self.times: list[tuple[datetime, str, str, ProcessData]] = []
        self.turns = 0
        self.services = Services(
            decide=self.refuse, functions={"betsy_line": self.line}, decision_inputs=lambda decision: ()
        )

    def refuse(self, decision: str, inputs: ProcessData) -> Any:
        raise RuntimeFailed(f"no decision {decision}")

    def line(self, text: str, value: Value) -> Value:
        """The function by which scripts write to the trace."""
        self.trace.append(text)
        return value

    def launch(self, process_id: str, variables: ProcessData) -> None:
        """Start a process as its start events say: at once, at their times, or when something comes for it."""
        definition = self.definitions[process_id]
        if any(event.is_none for event in definition.start_events):
            self.begin(process_id, variables)
            return
        for event in definition.start_events:
            if event.timer is not None:
                at: StartTime | None = first_start_time(definition, event.element_id, now=self.now, zone=UTC)
                while at is not None and len(self.times) < MOST_TURNS and at.due_at < self.now + LONGEST:
                    self.times.append((at.due_at, process_id, event.element_id, variables))
                    at = at.after(at.due_at)

    def begin(
        self,
        process_id: str,
        variables: ProcessData,
        *,
        start_event: str | None = None,
        parent: tuple[Instance, int] | None = None,
    ) -> Instance:
        """Start an instance."""
        instance = Instance(self.definitions[process_id], parent)
        self.instances.append(instance)
        moved = start(
            instance.definition, variables=variables, start_event=start_event, services=self.services, now=self.now
        )
        self.take(instance, moved)
        return instance

    def do(self, instance: Instance, command: ExecutionCommand) -> None:
        """Carry out a command; one that nothing waits for any more is dropped."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise RuntimeFailed("the case does not come to rest")
        rows = [ScopedValue(scope, name, value) for (scope, name), value in instance.rows.items()]
        try:
            moved = advance(
                instance.definition,
                instance.state,
                Variables(rows),
                command,
                parts=Parts(instance.items, everything=True),
                services=self.services,
                now=self.now,
            )
        except TokenGone:
            return
        self.take(instance, moved)

    def take(self, instance: Instance, moved: Advance) -> None:
        """Keep what a turn left behind, then let others know."""
        instance.state = json.loads(json.dumps(moved.state))
        instance.items = {number: json.loads(json.dumps(part)) for number, part in moved.items.items()}
        instance.rows.update({(row.scope, row.name): row.value for row in moved.written})
        instance.rows = {key: value for key, value in instance.rows.items() if key[0] not in moved.closed_scopes}
        for effect in moved.effects:
            self.keep(instance, effect)
        for effect in moved.effects:
            self.pass_on(instance, effect)

    def keep(self, instance: Instance, effect: e.Effect) -> None:
        """Note what opens and what ends."""
        match effect:
            case e.TimerScheduled(token=token, part=part, due_at=due_at):
                instance.timers[token, part] = due_at
            case e.TimerEnded(token=token, part=part):
                del instance.timers[token, part]
            case e.Subscribed(token=token, part=part):
                instance.subscriptions[token, part] = effect
            case e.SubscriptionEnded(token=token, part=part):
                del instance.subscriptions[token, part]
            case e.JobCreated(token=token, job_type=job_type):
                instance.jobs[token] = self.now, job_type.removeprefix("betsy-").upper()
            case e.JobEnded(token=token):
                del instance.jobs[token]
            case e.UserTaskCreated(token=token):
                instance.tasks[token] = effect.element_id
            case e.UserTaskEnded(token=token):
                del instance.tasks[token]
            case e.IncidentRaised(code=code, detail=detail) if code != UNCAUGHT:
                raise RuntimeFailed(f"{code}: {detail}")
            case e.ProcessEnded():
                instance.ended = effect

    def pass_on(self, instance: Instance, effect: e.Effect) -> None:
        """What happens in other instances because of it."""
        match effect:
            case e.MessageThrown(name=name, correlation_key=key, payload=payload):
                self.messages.append((name, key, payload))
            case e.SignalThrown(name=name, payload=payload):
                self.broadcast(instance, name, payload)
            case e.CallRequested(token=token, process_id=process_id, variables=variables):
                instance.calls[token] = self.begin(process_id, variables, parent=(instance, token))
            case e.CallEnded(token=token, ending=e.Ending.INTERRUPTED):
                called = instance.calls.pop(token, None)
                if called is not None and called.ended is None:
                    self.do(called, CancelExecution())
            case e.EscalationEscaped(code=code, payload=payload) if instance.parent:
                self.do(instance.parent[0], CalledProcessEscalated(instance.parent[1], code, payload))
            case e.ErrorEscaped(code=code, payload=payload) if instance.parent:
                self.do(instance.parent[0], CalledProcessThrew(instance.parent[1], code, payload=payload))
            case e.ErrorEscaped():
                self.do(instance, CancelExecution("nothing catches the error"))
            case e.ProcessEnded(outcome=outcome, outputs=outputs) if instance.parent:
                if outcome is not e.Outcome.CANCELLED:
                    self.do(instance.parent[0], CalledProcessReturned(instance.parent[1], outputs))

    def broadcast(self, thrower: Instance, name: str, payload: ProcessData) -> None:
        """A signal reaches every other instance that waits for it, and starts processes."""
        for instance in list(self.instances):
            if instance is not thrower and instance.ended is None:
                self.do(instance, DeliverSignal(name, payload))
        for process_id, definition in self.definitions.items():
            for event in definition.start_events:
                if event.signal_name == name:
                    self.begin(process_id, payload, start_event=event.element_id)

    def deliver(self) -> bool:
        """Give one message to the oldest instance that waits for it, else to the process that it starts."""
        for index, (name, key, payload) in enumerate(self.messages):
            for instance in self.instances:
                for (token, part), waiting in instance.subscriptions.items():
                    if (waiting.kind, waiting.name, waiting.correlation_key) == (e.EventKind.MESSAGE, name, key):
                        del self.messages[index]
                        self.do(instance, DeliverMessage(token, part, payload))
                        return True
            for process_id, definition in self.definitions.items():
                for event in definition.start_events:
                    if event.message_name == name:
                        del self.messages[index]
                        self.begin(process_id, payload, start_event=event.element_id)
                        return True
        return False

    def settle(self) -> None:
        """Deliver and answer until only time can move anything."""
        while self.deliver() or self.answer():
            pass

    def answer(self) -> bool:
        """Answer one thing that takes no time, or whose time has come."""
        for time in self.times:
            if time[0] <= self.now:
                self.times.remove(time)
                self.begin(time[1], time[3], start_event=time[2])
                return True
        for instance in self.instances:
            for task in instance.tasks:
                self.do(instance, CompleteUserTask(task))
                return True
            for token, (asked_at, job) in instance.jobs.items():
                if job == THROW:
                    self.do(instance, ThrowFromJob(token, ERROR_CODE))
                    return True
                if asked_at + JOB_TIME <= self.now:
                    if job in STAMPS:
                        self.stamp(asked_at)
                    self.do(instance, CompleteJob(token))
                    return True
            for (token, part), due_at in instance.timers.items():
                if due_at <= self.now:
                    self.do(instance, FireTimer(token, part))
                    return True
        return False

    def stamp(self, asked_at: datetime) -> None:
        """Two spans of work that overlap were parallel."""
        if any(begin < self.now and asked_at < end for begin, end in self.spans):
            self.trace.append("EXECUTION_parallel")
        self.spans.append((asked_at, self.now))

    def pass_time(self, until: datetime) -> None:
        """Go from one due time to the next."""
        self.settle()
        while True:
            due = [due_at for instance in self.instances for due_at in instance.timers.values()]
            due += [at + JOB_TIME for instance in self.instances for at, job in instance.jobs.values() if job != THROW]
            due += [time[0] for time in self.times]
            due = [at for at in due if self.now < at <= until]
            if not due:
                break
            self.now = min(due)
            self.settle()
        self.now = max(self.now, until)
