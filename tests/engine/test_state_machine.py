"""Whatever people do in whatever order: inboxes, cases and histories stay true to a simple model of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.correlate_message import (
    CorrelateMessage,
    MessageAmbiguous,
    MessageOutcome,
    correlate_message,
)
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.save_draft import SaveDraft, save_draft
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.commands.verify_history import verify_history
from engine.errors import InvalidInput, LintasError, NotAllowed, NotFound
from engine.forms.submission import DataAnswers
from engine.model.actor import Actor
from engine.model.work import CaseProgress
from engine.queries.inbox import InboxFilter, inbox
from engine.store import tables
from engine.store.cases import CaseEnded, CaseSuspended
from engine.store.task_rows import TaskGone, TaskTaken, TaskWithdrawn
from tests.factories.models import boundary, catch, end, exclusive, message, parallel, start, timer
from tests.factories.offices import PEOPLE, Office, a_case_process, a_task, an_office
from tests.factories.standing import assert_rows_match_tokens
from tests.factories.together import together

ADDRESSES = {
    "periksa": "petugas@asal",
    "susulan": "petugas@asal",
    "teliti": "petugas@tujuan",
    "putuskan": "kepala@asal",
}
"""The user tasks of the process."""
WORKERS = {
    address: sorted(
        name
        for name, (agency, function, status) in PEOPLE.items()
        if status == "definitif" and f"{function}@{agency}" == address
    )
    for address in ADDRESSES.values()
}
EVERYBODY = sorted(name for names in WORKERS.values() for name in names)
SUPERVISORS = {"sari": "asal", "tari": "tujuan"}
LETTER, KEY = "Berkas", "K"
DEADLINE = timedelta(days=1)
REASON = "Diperintahkan oleh pimpinan instansi."
LONGER_THAN_MESSAGES_WAIT = timedelta(days=366)


def the_process() -> bytes:
    """Two branches: a task with a deadline, and a task that a message brings; then somebody decides."""
    return a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("periksa", to=ADDRESSES["periksa"]),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        a_task("susulan", to=ADDRESSES["susulan"]),
        catch("terima", message(LETTER, f'="{KEY}"')),
        a_task("teliti", to=ADDRESSES["teliti"]),
        exclusive("lanjut"),
        parallel("gabung"),
        a_task("putuskan", to=ADDRESSES["putuskan"]),
        end("selesai"),
        flows=[
            "mulai -> pisah -> periksa -> lanjut -> gabung -> putuskan -> selesai",
            "tenggat -> susulan -> lanjut",
            "pisah -> terima -> teliti -> gabung",
        ],
    )


@dataclass
class Case:
    """What should be known of a case."""

    id: UUID
    due: datetime | None
    status: str = "active"
    waits: bool = True
    suspended: bool = False
    arrived: int = 0
    """Branches that reached the join."""


@dataclass
class Task:
    """What should be known of a user task."""

    id: UUID
    case: Case
    element: str
    status: str = "open"
    holder: str | None = None
    completed: tuple[str, CaseProgress] | None = None
    drafts: set[str] = field(default_factory=set)

    @property
    def workers(self) -> list[str]:
        """Who may do it."""
        return WORKERS[ADDRESSES[self.element]]


class Cases(RuleBasedStateMachine):
    """People, a worker and a clock at a handful of cases."""

    office: Office
    actors: dict[str, Actor]

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Case] = []
        self.tasks: list[Task] = []
        self.kept = 0
        """Messages that nobody took yet."""

    @initialize(username=st.sampled_from(WORKERS["petugas@asal"]))
    def begin_with_a_case(self, username: str) -> None:
        self.start_a_case(username)

    @rule(username=st.sampled_from(WORKERS["petugas@asal"]))
    def start_a_case(self, username: str) -> None:
        progress = self.office.start(username)
        case = Case(progress.instance_id, due=self.office.clock.now() + DEADLINE)
        self.cases.append(case)
        self._opens(case, "periksa")

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def claim(self, data: st.DataObject) -> None:
        task, username = self._task_and_person(data)
        command = ClaimTask(task_id=task.id, actor=self._actor(username))
        waits = task.holder != username
        if self._allowed(task, username, lambda: claim_task(self.office.runtime, command), waits=waits):
            task.holder = username

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        task, username = self._task_and_person(data)
        command = ReleaseTask(task_id=task.id, actor=self._actor(username))
        if self._allowed(task, username, lambda: release_task(self.office.runtime, command)):
            task.holder = None

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def draft(self, data: st.DataObject) -> None:
        task, username = self._task_and_person(data)
        command = SaveDraft(task_id=task.id, actor=self._actor(username), fields={"catatan": ["separuh"]})
        if self._allowed(task, username, lambda: save_draft(self.office.runtime, command)):
            task.drafts.add(username)

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        task, username = self._task_and_person(data)
        answers: list[CaseProgress] = []
        if task.completed and task.completed[0] == username:
            assert self._completion(task, username)() == task.completed[1]
        elif self._allowed(task, username, lambda: answers.append(self._completion(task, username)()), waits=True):
            self._completes(task, username, answers[0])

    @precondition(lambda self: self._open_tasks())
    @rule(data=st.data())
    def complete_at_once(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(self._open_tasks()), label="task")
        names = data.draw(st.lists(st.sampled_from(task.workers), min_size=2, max_size=2), label="people")
        answers = together(*[self._completion(task, name) for name in names])
        able = [name for name in names if task.holder in (None, name)]
        accepted = [(name, told) for name, told in zip(names, answers, strict=True) if isinstance(told, CaseProgress)]
        if task.case.suspended:
            assert {type(each) for each in answers} <= {TaskTaken, CaseSuspended}
            return
        if not able:
            assert [type(each) for each in answers] == [TaskTaken, TaskTaken]
            return
        assert accepted
        assert len({name for name, _ in accepted}) == 1
        assert all(told == accepted[0][1] for _, told in accepted)
        self._completes(task, *accepted[0])

    @precondition(lambda self: self.tasks)
    @rule(
        data=st.data(),
        username=st.sampled_from(sorted(SUPERVISORS)),
        to=st.sampled_from([None, *EVERYBODY]),
    )
    def reassign(self, data: st.DataObject, username: str, to: str | None) -> None:
        task = self._any_task(data)
        person = None if to is None else self._actor(to).person_id
        actor = self._actor(username)
        command = ReassignTask(task_id=task.id, actor=actor, to=person, reason=REASON)
        error = _error_of(lambda: reassign_task(self.office.runtime, command))
        if task.status != "open":
            self._assert_gone(task, error)
        elif not ADDRESSES[task.element].endswith(f"@{SUPERVISORS[username]}"):
            assert isinstance(error, NotAllowed | NotFound)
        elif to is not None and to not in task.workers:
            assert isinstance(error, InvalidInput)
        else:
            assert error is None
            task.holder = to

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.cases), label="case")
        command = CancelInstance(instance_id=case.id, actor=self._actor("sari"), reason=REASON)
        error = _error_of(lambda: cancel_instance(self.office.runtime, command))
        assert isinstance(error, CaseEnded) if case.status != "active" else error is None
        if error is None:
            case.status, case.waits, case.suspended, case.due = "cancelled", False, False, None
            for task in self._open_tasks():
                if task.case is case:
                    task.status = "withdrawn"

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def suspend_or_resume(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.cases), label="case")
        about: dict[str, Any] = {"instance_id": case.id, "actor": self._actor("sari"), "reason": REASON}
        if case.suspended:
            resume_instance(self.office.runtime, ResumeInstance(**about))
            case.suspended = False
            return
        error = _error_of(lambda: suspend_instance(self.office.runtime, SuspendInstance(**about)))
        assert isinstance(error, CaseEnded) if case.status != "active" else error is None
        case.suspended = error is None

    @rule()
    def send_a_message(self) -> None:
        waiting = self._waiting()
        command = CorrelateMessage(actor=self._sender(), name=LETTER, correlation_key=KEY, payload={})
        if len(waiting or [case for case in self.cases if case.waits]) > 1:
            assert isinstance(_error_of(lambda: correlate_message(self.office.runtime, command)), MessageAmbiguous)
            return
        sent = correlate_message(self.office.runtime, command)
        if waiting:
            assert (sent.outcome, sent.instance_id) == (MessageOutcome.CORRELATED, waiting[0].id)
            self._hears(waiting[0])
        else:
            assert sent.outcome is MessageOutcome.BUFFERED
            self.kept += 1

    @rule(hours=st.sampled_from([1, 12, 24]))
    def let_time_pass(self, hours: int) -> None:
        self.office.clock.move(timedelta(hours=hours))

    @rule()
    def let_the_worker_work(self) -> None:
        self.office.work()
        while self.kept and (waiting := self._waiting()):
            self.kept -= 1
            self._hears(waiting[0])
        for case in self.cases:
            if case.due is not None and case.due <= self.office.clock.now() and not case.suspended:
                (late,) = [each for each in self._open_tasks() if (each.case, each.element) == (case, "periksa")]
                late.status, case.due = "withdrawn", None
                self._opens(case, "susulan")

    @invariant()
    def every_waiting_task_has_one_row(self) -> None:
        rows = {row.id: row for row in self._rows(tables.user_task)}
        holders = {self._actor(name).person_id: name for name in EVERYBODY}
        found = {(row.instance_id, row.id, row.element_id, holders.get(row.assignee)) for row in rows.values()}
        assert found == {(task.case.id, task.id, task.element, task.holder) for task in self._open_tasks()}
        assert_rows_match_tokens(self.office.runtime, set(ADDRESSES), {"terima", "tenggat"})

    @invariant()
    def everybody_finds_their_own_work_and_no_other(self) -> None:
        for name in EVERYBODY:
            page = inbox(self.office.runtime, self._actor(name), InboxFilter(limit=200))
            own = [task for task in self._open_tasks() if name in task.workers and task.holder in (None, name)]
            assert {row.task_id for row in page.rows} == {task.id for task in own}

    @invariant()
    def histories_tell_what_was_accepted_once(self) -> None:
        people = {self._actor(name).person_id: name for name in EVERYBODY}
        events = [row for row in self._rows(tables.history_event) if row.kind == "UserTaskCompleted"]
        assert Counter((row.task_id, people[row.person_id]) for row in events) == Counter(
            (task.id, task.completed[0]) for task in self.tasks if task.completed
        )

    @invariant()
    def cases_stand_where_they_should(self) -> None:
        assert {row.id: row.status for row in self._rows(tables.instance, "id")} == {c.id: c.status for c in self.cases}
        found = {(row.task_id, row.person_id) for row in self.office.rows(tables.draft)}
        wanted = {(task.id, self._actor(name).person_id) for task in self._open_tasks() for name in task.drafts}
        assert found == wanted
        assert len(self._unread_messages()) == self.kept

    def teardown(self) -> None:
        """Prove the histories, then leave an office in which nothing waits."""
        try:
            assert verify_history(self.office.runtime).faults == ()
        finally:
            for case in self.cases:
                command = CancelInstance(instance_id=case.id, actor=self._actor("sari"), reason=REASON)
                _error_of(lambda command=command: cancel_instance(self.office.runtime, command))
            self.office.clock.move(LONGER_THAN_MESSAGES_WAIT)
            self.office.work()

    def _sender(self) -> Actor:
        """Another system of the first agency."""
        sari = self._actor("sari")
        return replace(sari, capacities=(replace(sari.capacities[0], functions=frozenset({"integrasi"})),))

    def _actor(self, username: str) -> Actor:
        """Nobody's position changes here, so that each is looked up once."""
        if username not in self.actors:
            self.actors[username] = self.office.actor(username)
        return self.actors[username]

    def _any_task(self, data: st.DataObject) -> Task:
        """More often an open one."""
        tasks = self._open_tasks() if data.draw(st.integers(0, 3), label="closed if 0") else []
        return data.draw(st.sampled_from(tasks or self.tasks), label="task")

    def _task_and_person(self, data: st.DataObject) -> tuple[Task, str]:
        """More often somebody who may do it."""
        task = self._any_task(data)
        people = task.workers if data.draw(st.integers(0, 3), label="anybody if 0") else EVERYBODY
        return task, data.draw(st.sampled_from(people), label="person")

    def _open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.status == "open"]

    def _waiting(self) -> list[Case]:
        """Cases that take a message, the one first that has waited longest."""
        return sorted((case for case in self.cases if case.waits and not case.suspended), key=lambda case: case.id)

    def _completion(self, task: Task, username: str) -> Callable[[], CaseProgress]:
        command = CompleteTask(
            task_id=task.id,
            actor=self._actor(username),
            answers=DataAnswers({}),
            idempotency_key=f"{task.id} {username}",
        )
        return lambda: complete_task(self.office.runtime, command)

    def _allowed(self, task: Task, username: str, act: Callable[[], Any], *, waits: bool = False) -> bool:
        """Do it; whether it was done, which must be so exactly where it should.

        `waits`: it is not to be done in a suspended case.
        """
        error = _error_of(act)
        if task.status != "open":
            self._assert_gone(task, error)
        elif username not in task.workers:
            assert isinstance(error, NotAllowed | NotFound)
        elif task.holder not in (None, username):
            assert isinstance(error, TaskTaken)
        elif task.case.suspended and waits:
            assert isinstance(error, CaseSuspended)
        else:
            assert error is None
        return error is None

    def _assert_gone(self, task: Task, error: LintasError | None) -> None:
        expected = TaskGone if task.status == "completed" else TaskWithdrawn
        assert isinstance(error, expected | NotFound)

    def _completes(self, task: Task, username: str, progress: CaseProgress) -> None:
        task.status, task.completed = "completed", (username, progress)
        case = task.case
        if task.element == "periksa":
            case.due = None
        if task.element == "putuskan":
            case.status = "completed"
            return
        case.arrived += 1
        if case.arrived == 2:
            self._opens(case, "putuskan")

    def _hears(self, case: Case) -> None:
        case.waits = False
        self._opens(case, "teliti")

    def _opens(self, case: Case, element: str) -> None:
        known = {task.id for task in self.tasks}
        fresh = [
            row.id
            for row in self._rows(tables.user_task)
            if (row.instance_id, row.element_id) == (case.id, element) and row.id not in known
        ]
        assert len(fresh) == 1
        self.tasks.append(Task(fresh[0], case, element))

    def _rows(self, table: sa.Table, column: str = "instance_id") -> list[Any]:
        """The rows of the cases of this run."""
        query = sa.select(table).where(table.c[column].in_([case.id for case in self.cases]))
        with self.office.runtime.database.begin() as work:
            return list(work.connection.execute(query))

    def _unread_messages(self) -> list[Any]:
        now = self.office.clock.now()
        return [row for row in self.office.rows(tables.message) if row.delivered_at is None and row.expires_at > now]


def _error_of(act: Callable[[], Any]) -> LintasError | None:
    try:
        act()
    except LintasError as error:
        return error
    return None


def test_people_may_do_anything_in_any_order(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(the_process())
        machine = type("CasesInThisOffice", (Cases,), {"office": office, "actors": {}})

        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=16,
                stateful_step_count=40,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
