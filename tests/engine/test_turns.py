"""Turns on two connections at once, and turns that are broken off: before or after, never between."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event, get_ident
from typing import Any

import pytest
import sqlalchemy as sa

from engine.clock import SetClock
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.correlate_message import CorrelateMessage, MessageOutcome, correlate_message
from engine.commands.fire_timer import FireTimer, fire_timer
from engine.commands.start_process import StartProcess, start_process
from engine.commands.verify_history import verify_history
from engine.forms.submission import DataAnswers
from engine.model.work import CaseProgress
from engine.runtime import Runtime
from engine.store import tables
from engine.store.task_rows import TaskGone, TaskTaken, TaskWithdrawn
from engine.store.unit_of_work import TurnLost
from engine.turn import RETRIES
from tests.factories.dumps import dump_of
from tests.factories.models import (
    boundary,
    call_activity,
    catch,
    end,
    event_gateway,
    message,
    multi_instance,
    parallel,
    script_task,
    service_task,
    start,
    throw,
    timer,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks
from tests.factories.together import PATIENCE, together

MOST_STATEMENTS = 200


def side_by_side(count: int = 2) -> bytes:
    """As many tasks in parallel, then tutup."""
    return a_case_process(
        start("mulai"),
        a_task("periksa", loop=multi_instance(f"={list(range(count))}")),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> periksa -> tutup -> selesai"],
    )


def everything() -> bytes:
    """After buka: a task with a timer, a job, a subscription, a called process, variables and a thrown message."""
    return a_case_process(
        start("mulai"),
        a_task("buka"),
        throw("kabari", message("Kabar", '="K"')),
        script_task("hitung", "=1 + 1", "jumlah"),
        parallel("pisah"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        service_task("layanan"),
        catch("tunggu", message("Balasan", '="K"')),
        call_activity("panggil", "anak"),
        end("selesai"),
        flows=[
            "mulai -> buka -> kabari -> hitung -> pisah -> periksa -> selesai",
            "pisah -> layanan -> selesai",
            "pisah -> tunggu -> selesai",
            "pisah -> panggil -> selesai",
            "tenggat -> selesai",
        ],
    )


def the_called() -> bytes:
    return a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")


def sound(office: Office) -> bool:
    """Whether every history is what was written."""
    return verify_history(office.runtime).faults == ()


def completion(office: Office, username: str, task_id: Any) -> Callable[[], CaseProgress]:
    command = CompleteTask(task_id=task_id, actor=office.actor(username), answers=DataAnswers({}))
    return lambda: complete_task(office.runtime, command)


def tasks(office: Office) -> list[Any]:
    return [row.id for row in office.rows(tables.user_task) if row.instance_id == office.case]


@pytest.mark.parametrize("people", [2, 7])
def test_people_who_complete_different_tasks_of_a_case_at_once_all_succeed(database_url: str, people: int) -> None:
    with an_office(database_url) as office:
        office.deploy(side_by_side(people))
        office.start("ana")

        answers = together(*[completion(office, "ana", task) for task in tasks(office)])

        assert [type(each) for each in answers] == [CaseProgress] * people
        assert office.open_tasks() == ["tutup"]
        assert office.kinds().count("UserTaskCompleted") == people
        assert sound(office)


def test_of_two_who_complete_the_same_task_at_once_one_succeeds(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        (task,) = tasks(office)

        answers = together(completion(office, "ana", task), completion(office, "budi", task))

        assert sorted(type(each).__name__ for each in answers) == ["CaseProgress", "TaskGone"]
        assert office.open_tasks() == ["putuskan"]
        assert office.kinds().count("UserTaskCompleted") == 1
        assert sound(office)


def test_of_two_who_claim_the_same_task_at_once_one_gets_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        (task,) = tasks(office)
        claims = [ClaimTask(task_id=task, actor=office.actor(username)) for username in ("ana", "budi")]

        answers = together(*[lambda claim=claim: claim_task(office.runtime, claim) for claim in claims])

        assert sorted(type(each).__name__ for each in answers) == ["NoneType", "TaskTaken"]


def test_a_claim_and_a_completion_by_others_exclude_each_other(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        (task,) = tasks(office)
        claim = ClaimTask(task_id=task, actor=office.actor("budi"))

        claimed, completed = together(lambda: claim_task(office.runtime, claim), completion(office, "ana", task))

        assert (claimed is None) != isinstance(completed, CaseProgress)
        assert isinstance(claimed, TaskGone) or isinstance(completed, TaskTaken)
        assert sound(office)


def test_of_message_and_timer_at_an_event_gateway_one_wins(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        event_gateway("mana"),
        catch("pesan", message("Jawaban", '="K"')),
        catch("waktu", timer(duration="P1D")),
        a_task("jawab"),
        a_task("susul"),
        end("selesai"),
        flows=["mulai -> mana -> pesan -> jawab -> selesai", "mana -> waktu -> susul -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        office.clock.move(timedelta(days=1))
        (row,) = office.rows(tables.timer)
        timer_row = FireTimer(instance_id=row.instance_id, execution=row.execution, token=row.token, part=row.part)
        letter = CorrelateMessage(actor=office.actor("sari"), name="Jawaban", correlation_key="K", payload={})

        fired, sent = together(
            lambda: fire_timer(office.runtime, timer_row), lambda: correlate_message(office.runtime, letter)
        )

        taken = not isinstance(sent, Exception) and sent.outcome is MessageOutcome.CORRELATED
        assert fired is not taken
        assert office.open_tasks() == (["susul"] if fired else ["jawab"])
        assert (office.rows(tables.timer), office.rows(tables.subscription)) == ([], [])
        assert sound(office)


def test_the_same_request_sent_twice_at_once_has_one_effect_and_one_answer(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        (task,) = tasks(office)
        actor = office.actor("ana")
        command = CompleteTask(task_id=task, actor=actor, answers=DataAnswers({}), idempotency_key="k")

        first, second = together(*[lambda: complete_task(office.runtime, command)] * 2)

        assert first == second
        assert isinstance(first, CaseProgress)
        assert office.kinds().count("UserTaskCompleted") == 1


def test_one_person_cannot_decide_two_tasks_of_a_four_eyes_group_at_once(database_url: str) -> None:
    group = {"lintas:fourEyes": "pemeriksaan"}
    process = a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("periksa", properties=group),
        a_task("periksa_ulang", properties=group),
        end("selesai"),
        flows=["mulai -> pisah -> periksa -> selesai", "pisah -> periksa_ulang -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        answers = together(*[completion(office, "ana", task) for task in tasks(office)])

        assert sorted(type(each).__name__ for each in answers) == ["CaseProgress", "FourEyes"]
        assert len(tasks(office)) == 1


def test_of_a_completion_and_the_deadline_of_the_task_one_wins(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        a_task("tutup"),
        a_task("susulan"),
        end("selesai"),
        flows=["mulai -> periksa -> tutup -> selesai", "tenggat -> susulan -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        office.clock.move(timedelta(days=1))
        (row,) = office.rows(tables.timer)
        late = FireTimer(instance_id=row.instance_id, execution=row.execution, token=row.token, part=row.part)

        completed, fired = together(
            completion(office, "ana", office.task("periksa")), lambda: fire_timer(office.runtime, late)
        )

        assert isinstance(completed, TaskWithdrawn if fired else CaseProgress)
        assert office.open_tasks() == (["susulan"] if fired else ["tutup"])
        assert sound(office)


def test_a_message_that_comes_while_a_case_begins_to_wait_is_not_lost(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("siapkan"),
        catch("berkas", message("Berkas", "=instance.number")),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> siapkan -> berkas -> tutup -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        ana = office.actor("ana")
        sender = replace(ana, capacities=(replace(ana.capacities[0], functions=frozenset({"integrasi"})),))
        for _ in range(5):
            number = office.start("ana").number
            letter = CorrelateMessage(actor=sender, name="Berkas", correlation_key=number, payload={})

            waiting, sent = together(
                completion(office, "ana", office.task("siapkan")),
                lambda letter=letter: correlate_message(office.runtime, letter),
            )
            office.work()

            assert isinstance(waiting, CaseProgress)
            assert sent.outcome in (MessageOutcome.CORRELATED, MessageOutcome.BUFFERED)
            assert office.open_tasks() == ["tutup"]


def in_turn(office: Office, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Do both at once; `first` commits when `second` has asked for the lock that `first` holds."""
    holding, asking = Event(), Event()
    threads: dict[str, int] = {}

    def on_statement(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "advisory" in statement and get_ident() == threads.get("second"):
            asking.set()

    def on_commit(_: Any) -> None:
        if get_ident() == threads.get("first"):
            holding.set()
            assert asking.wait(PATIENCE)

    def run(name: str, act: Callable[[], Any]) -> Any:
        threads[name] = get_ident()
        if name == "second":
            assert holding.wait(PATIENCE)
        return act()

    engine = office.runtime.database.engine
    sa.event.listen(engine, "before_cursor_execute", on_statement)
    sa.event.listen(engine, "commit", on_commit)
    try:
        return together(partial(run, "first", first), partial(run, "second", second))
    finally:
        sa.event.remove(engine, "before_cursor_execute", on_statement)
        sa.event.remove(engine, "commit", on_commit)


@pytest.mark.parametrize("message_first", [True, False], ids=["message first", "subscription first"])
def test_a_message_and_who_waits_for_it_cannot_miss_each_other(postgresql_url: str, message_first: bool) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("siapkan"),
        catch("berkas", message("Berkas", "=instance.number")),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> siapkan -> berkas -> tutup -> selesai"],
    )
    with an_office(postgresql_url) as office:
        office.deploy(process)
        ana = office.actor("ana")
        sender = replace(ana, capacities=(replace(ana.capacities[0], functions=frozenset({"integrasi"})),))
        number = office.start("ana").number
        letter = CorrelateMessage(actor=sender, name="Berkas", correlation_key=number, payload={})
        waits, comes = (
            completion(office, "ana", office.task("siapkan")),
            lambda: correlate_message(office.runtime, letter),
        )

        answers = in_turn(office, *((comes, waits) if message_first else (waits, comes)))
        office.work()

        sent = answers[0] if message_first else answers[1]
        assert sent.outcome is (MessageOutcome.BUFFERED if message_first else MessageOutcome.CORRELATED)
        assert office.open_tasks() == ["tutup"]


class Broken(Exception):
    """Something went wrong that nobody expected."""


@contextmanager
def failing_at(runtime: Runtime, number: int, fail: Callable[[], None]) -> Iterator[None]:
    """Call `fail` before the statement of that number, counted from 0, is sent."""
    count = 0

    def listener(*_: Any) -> None:
        nonlocal count
        if count == number:
            fail()
        count += 1

    sa.event.listen(runtime.database.engine, "before_cursor_execute", listener)
    try:
        yield
    finally:
        sa.event.remove(runtime.database.engine, "before_cursor_execute", listener)


def break_down() -> None:
    raise Broken


def test_an_error_at_any_statement_of_a_completion_leaves_everything_as_it_was(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(everything(), the_called())
        office.start("ana")
        attempt = completion(office, "ana", office.task("buka"))
        before = dump_of(office.runtime)

        broken = 0
        for number in range(MOST_STATEMENTS):
            try:
                with failing_at(office.runtime, number, break_down):
                    attempt()
                break
            except Broken:
                broken += 1
                assert dump_of(office.runtime) == before

        assert broken > 15
        assert office.open_tasks() == ["periksa", "teliti"]
        assert sound(office)


def test_an_error_at_any_statement_of_a_start_leaves_nothing_but_a_gap_in_the_numbers(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        before = dump_of(office.runtime, "document_counter")

        broken = 0
        command = StartProcess(process_key="proses", actor=office.actor("ana"), answers=DataAnswers({}))
        for number in range(MOST_STATEMENTS):
            try:
                with failing_at(office.runtime, number, break_down):
                    office.case = start_process(office.runtime, command).instance_id
                break
            except Broken:
                broken += 1
                assert dump_of(office.runtime, "document_counter") == before

        assert broken > 8
        assert office.open_tasks() == ["periksa"]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def completed_by_a_process_that_dies(office: Office, command: CompleteTask, number: int) -> bool:
    """Complete the task in a process that is killed before the statement of that number. Whether it lived."""
    settings, now = office.runtime.settings, office.clock.now()
    office.runtime.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            runtime = Runtime.open(settings, SetClock(now))
            with failing_at(runtime, number, die):
                complete_task(runtime, command)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status == 0


def test_a_process_that_dies_at_any_statement_of_a_completion_leaves_everything_as_it_was(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(everything(), the_called())
        office.start("ana")
        task = office.task("buka")
        command = CompleteTask(task_id=task, actor=office.actor("ana"), answers=DataAnswers({}))
        before = dump_of(office.runtime)

        died = 0
        for number in range(MOST_STATEMENTS):
            if completed_by_a_process_that_dies(office, command, number):
                break
            died += 1
            assert dump_of(office.runtime) == before

        assert died > 15
        assert office.open_tasks() == ["periksa", "teliti"]
        assert sound(office)


def test_a_completion_after_a_broken_one_is_like_the_first(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(everything(), the_called())
        office.start("ana")
        attempt = completion(office, "ana", office.task("buka"))
        with pytest.raises(Broken), failing_at(office.runtime, 12, break_down):
            attempt()

        progress = attempt()

        assert sorted(each.name for each in progress.waiting_for) == ["periksa", "teliti"]


def test_a_conflict_is_told_when_others_are_faster_again_and_again(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(side_by_side(9))
        office.start("ana")
        attempt = completion(office, "ana", tasks(office)[0])
        faster = [completion(office, "budi", task) for task in tasks(office)[1:]]
        busy = False

        def be_faster(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            nonlocal busy
            if statement == "BEGIN IMMEDIATE" and not busy:
                busy = True
                faster.pop()()
                busy = False

        sa.event.listen(office.runtime.database.engine, "before_cursor_execute", be_faster)
        with pytest.raises(TurnLost):
            attempt()
        sa.event.remove(office.runtime.database.engine, "before_cursor_execute", be_faster)

        assert len(tasks(office)) == 9 - (RETRIES + 1)
        assert isinstance(attempt(), CaseProgress)
        assert sound(office)
