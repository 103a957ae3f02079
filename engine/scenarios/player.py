"""Plays a scenario: every step through the same commands as people use, with a clock that stands until it is moved."""

from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.clock import SetClock
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.correlate_message import CorrelateMessage, correlate_message
from engine.commands.hold_services import HoldServices, hold_services
from engine.commands.start_process import StartProcess, start_process
from engine.errors import LintasError
from engine.feel import compile_expression
from engine.forms.submission import DataAnswers
from engine.jobs.runner import run_waiting
from engine.model.actor import Actor
from engine.model.ids import AccountId
from engine.runtime import Runtime
from engine.scenarios.script import (
    Complete,
    Expect,
    ExpectTask,
    FindCase,
    Jobs,
    Message,
    Refused,
    Scenario,
    Start,
    Step,
    Time,
)
from engine.store.cases import visible_values
from engine.store.codec import load
from engine.store.groups import addresses_of
from engine.store.movement import MOVED, Movement
from engine.store.people import actor_by_account
from engine.store.tables import account, history_event, incident, instance, user_task


class StepFailed(Exception):
    """A step of a scenario did not go as it says."""

    def __init__(self, number: int, step: Step, reason: str) -> None:
        what = step.model_dump(exclude_unset=True, by_alias=True)
        super().__init__(f"step {number}: {reason}\n  {what}")


@dataclass(slots=True)
class Player:
    """One scenario on one database. `flows` collects the sequence flows that were taken."""

    runtime: Runtime
    clock: SetClock
    cases: dict[str, UUID] = field(default_factory=dict)
    flows: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    """Types of service jobs that get no answer at the moment."""

    def play(self, scenario: Scenario) -> None:
        """All steps in order. Raises StepFailed at the first that does not go as it says."""
        for number, step in enumerate(scenario.steps, 1):
            try:
                self._take(step)
                hold_services(self.runtime, HoldServices(frozenset(self.held)))
                run_waiting(self.runtime)
            except (LintasError, Unexpected) as error:
                raise StepFailed(number, step, f"{type(error).__name__}: {error} {fields_of(error)}") from error
        self._collect_flows()

    def _take(self, step: Step) -> None:
        match step:
            case Step(start=Start() as start):
                self._start(step.case, start)
            case Step(complete=Complete() as complete):
                complete_task(self.runtime, self._completion(step.case, complete))
            case Step(refused=Refused() as refused):
                self._refused(step.case, refused)
            case Step(expect_task=ExpectTask() as expected):
                self._expect_task(step.case, expected)
            case Step(expect=Expect() as expected):
                self._expect(step.case, expected)
            case Step(message=Message() as message):
                self._message(step.case, message)
            case Step(find_case=FindCase() as wanted):
                self._find_case(step.case, wanted)
            case Step(jobs=Jobs() as jobs):
                self.held = (self.held | set(jobs.hold)) - set(jobs.release)
            case Step(time=Time() as time):
                self._move_clock(time.advance)
            case _:
                pass

    def _start(self, case: str, start: Start) -> None:
        command = StartProcess(
            process_key=start.process, actor=self.actor(start.as_), answers=DataAnswers(typed(start.answers))
        )
        self.cases[case] = start_process(self.runtime, command).instance_id

    def _find_case(self, case: str, wanted: FindCase) -> None:
        columns = instance.c
        query = sa.select(columns.id).where(
            columns.process_key == wanted.process, columns.id.not_in(self.cases.values())
        )
        with self.runtime.database.begin() as work:
            found = work.connection.scalar(query.order_by(columns.number.desc()).limit(1))
        if found is None:
            raise Unexpected(f"no case of {wanted.process} was started by a message")
        self.cases[case] = found

    def _completion(self, case: str, step: Complete | Refused) -> CompleteTask:
        actor = self.actor(step.as_)
        item = step.item if isinstance(step, Complete) else None
        return CompleteTask(
            task_id=self._task(case, step.task, actor, item), actor=actor, answers=DataAnswers(typed(step.answers))
        )

    def _refused(self, case: str, step: Refused) -> None:
        try:
            complete_task(self.runtime, self._completion(case, step))
        except LintasError as error:
            if error.code != step.code:
                raise Unexpected(f"refused with {error.code}: {error}") from error
        else:
            raise Unexpected("it was not refused")

    def _task(self, case: str, element: str, actor: Actor, item: int | None) -> UUID:
        """The open task of an element, among several the first that is addressed to the person."""
        columns = user_task.c
        query = sa.select(columns.id, columns.addressed_to).where(
            columns.instance_id == self.cases[case], columns.element_id == element
        )
        with self.runtime.database.begin() as work:
            rows = work.connection.execute(query.order_by(columns.token)).all()
        if not rows:
            raise Unexpected(
                f"no task {element} is open; open are {self._open(case)}, incidents {self._incidents(case)}"
            )
        if item is not None:
            found: UUID = rows[item - 1].id
            return found
        own = [row.id for row in rows if not actor.addresses.isdisjoint(addresses_of(row.addressed_to))]
        first: UUID = (own or [rows[0].id])[0]
        return first

    def _expect_task(self, case: str, expected: ExpectTask) -> None:
        columns = user_task.c
        query = sa.select(columns.addressed_to).where(
            columns.instance_id == self.cases[case], columns.element_id == expected.element
        )
        with self.runtime.database.begin() as work:
            addressed = [addresses_of(text) for text in work.connection.scalars(query)]
        if not addressed:
            raise Unexpected(f"it is not open; open are {self._open(case)}, incidents {self._incidents(case)}")
        if expected.addressed_to and frozenset(expected.addressed_to) not in addressed:
            raise Unexpected(f"it is addressed to {[sorted(each) for each in addressed]}")

    def _expect(self, case: str, expected: Expect) -> None:
        with self.runtime.database.begin() as work:
            row = work.connection.execute(sa.select(instance).where(instance.c.id == self.cases[case])).one()
            names = {name for path in expected.variables for name in compile_expression(path).names}
            values = dict(visible_values(work.connection, self.cases[case], names))
        if expected.status is not None and row.status != expected.status:
            raise Unexpected(f"it is {row.status}; open are {self._open(case)}, incidents {self._incidents(case)}")
        if expected.ended_at is not None and row.ended_element != expected.ended_at:
            raise Unexpected(f"it ended at {row.ended_element}")
        for path, wanted in expected.variables.items():
            found = compile_expression(path).evaluate(values).value
            if comparable(found) != comparable(wanted):
                raise Unexpected(f"{path} is {found!r}")

    def _message(self, case: str, message: Message) -> None:
        key = compile_expression(message.correlation[1:])
        with self.runtime.database.begin() as work:
            values = dict(visible_values(work.connection, self.cases[case], key.names))
        command = CorrelateMessage(
            actor=self.actor(message.as_),
            name=message.name,
            correlation_key=str(key.evaluate(values).value),
            payload=typed(message.payload),
        )
        correlate_message(self.runtime, command)

    def _move_clock(self, duration: str) -> None:
        now = self.clock.now()
        then = compile_expression("now + duration(by)").evaluate({"now": now, "by": duration}).value
        if not isinstance(then, datetime) or then < now:
            raise Unexpected(f"{duration} is no duration")
        self.clock.move(then - now)

    def actor(self, username: str) -> Actor:
        """The person with that account, in the positions held on the day of the scenario."""
        with self.runtime.database.begin() as work:
            identity = work.connection.scalar(sa.select(account.c.id).where(account.c.username == username))
            actor = actor_by_account(work.connection, AccountId(identity), self.clock.now()) if identity else None
        if actor is None:
            raise Unexpected(f"there is no account {username}")
        return actor

    def _open(self, case: str) -> list[str]:
        query = sa.select(user_task.c.element_id).where(user_task.c.instance_id == self.cases[case])
        with self.runtime.database.begin() as work:
            return sorted(work.connection.scalars(query))

    def _incidents(self, case: str) -> list[str]:
        query = sa.select(incident).where(incident.c.instance_id == self.cases[case])
        with self.runtime.database.begin() as work:
            return [f"{row.element_id} {row.code}: {row.detail}" for row in work.connection.execute(query)]

    def _collect_flows(self) -> None:
        columns = history_event.c
        query = sa.select(columns.detail).where(columns.instance_id.in_(self.cases.values()), columns.kind == MOVED)
        with self.runtime.database.begin() as work:
            movement = Movement(load(text) for text in work.connection.scalars(query))
        for flow, times in movement.flows.items():
            self.flows[flow] = self.flows.get(flow, 0) + times


class Unexpected(Exception):
    """What was found is not what the step says."""


def fields_of(error: Exception) -> str:
    """The fields of an error of input, for the author of the scenario."""
    fields = getattr(error, "fields", {})
    return "; ".join(f"{name}: {text}" for name, text in fields.items())


def typed(value: Any) -> Any:
    """YAML as JSON would carry it: dates and times as text, fractions as Decimal."""
    match value:
        case float():
            return Decimal(str(value))
        case datetime() | date() | time_of_day():
            return value.isoformat()
        case dict():
            return {name: typed(item) for name, item in value.items()}
        case list():
            return [typed(item) for item in value]
        case _:
            return value


def comparable(value: Any) -> Any:
    """Dates as text and all numbers alike, so that YAML can name what a variable holds."""
    match value:
        case datetime() | date() | time_of_day():
            return value.isoformat()
        case bool() | None | str():
            return value
        case int() | Decimal() | float():
            return Decimal(str(value))
        case dict():
            return {name: comparable(item) for name, item in value.items()}
        case list():
            return [comparable(item) for item in value]
        case _:
            return value
