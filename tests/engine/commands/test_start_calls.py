"""Calls beyond those of one turn: rows that wait, and jobs that start some at a time."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import SQLAlchemyError

from engine.calling import CALLS_AT_ONCE
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.fire_timer import FireTimer, fire_timer
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.start_calls import StartCalls, start_calls
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.commands.verify_history import verify_history
from engine.forms.submission import DataAnswers
from engine.store import tables
from engine.store.waiting_calls import MOST_KEPT
from tests.engine.test_turns import Broken, break_down, failing_at
from tests.factories.dumps import dump_of
from tests.factories.models import (
    Node,
    boundary,
    call_activity,
    end,
    error,
    exclusive,
    multi_instance,
    script_task,
    start,
    timer,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together
from tests.factories.traffic import Traffic, traffic

LATER = 3
"""Calls of the model below that do not start in the turn of their caller."""
MANY = CALLS_AT_ONCE + LATER
SPREAD = 200
"""Bytes by which two steps may differ: their numbers have more or fewer digits."""
REASON = "Keputusan rapat pimpinan 24 November"


def calls(*more: Node, flows: tuple[str, ...] = (), count: int = MANY, until: str | None = None) -> bytes:
    """Calls anak for each number up to `count`; then tutup."""
    each = multi_instance(f"=for n in 1..{count} return n", item="nomor", results="semua", result="=hasil", until=until)
    return a_case_process(
        start("mulai"),
        call_activity("panggil", "anak", loop=each, passes_all=False, inputs={"nomor": "=nomor"}),
        *more,
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> panggil -> tutup -> selesai", *flows],
    )


def child(*elements: Node, flows: list[str]) -> bytes:
    return a_case_process(start("a"), *elements, flows=flows, process_id="anak")


def a_desk() -> bytes:
    return child(
        a_task("teliti"), script_task("hitung", "=nomor * 2", "hasil"), end("z"), flows=["a -> teliti -> hitung -> z"]
    )


def running(office: Office) -> int:
    """Called processes."""
    return len(office.rows(tables.execution)) - 1


def waiting(office: Office) -> int:
    return len(office.rows(tables.waiting_call))


def test_jobs_start_what_is_too_much_for_the_turn_of_the_caller(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(calls(), a_desk())
        office.start("ana")
        begun = running(office), waiting(office)

        office.work()

        assert begun == (0, MANY)
        assert (running(office), waiting(office)) == (MANY, 0)
        assert office.open_tasks() == ["teliti"] * MANY
        assert verify_history(office.runtime).faults == ()


def test_results_of_all_calls_stand_in_the_order_of_the_collection(sqlite_url: str) -> None:
    at_once = child(script_task("hitung", "=nomor * 2", "hasil"), end("z"), flows=["a -> hitung -> z"])
    with an_office(sqlite_url) as office:
        office.deploy(calls(), at_once)
        office.start("ana")

        office.work()

        assert office.value("semua") == [2 * number for number in range(1, MANY + 1)]
        assert (office.open_tasks(), running(office)) == (["tutup"], 0)


def test_an_interruption_forgets_calls_that_wait_and_cancels_those_that_run(database_url: str) -> None:
    late = boundary("lewat", "panggil", timer(duration="P1D")), a_task("susulan")
    with an_office(database_url) as office:
        office.deploy(calls(*late, flows=("lewat -> susulan -> selesai",)), a_desk())
        start_calls(office.runtime, StartCalls(instance_id=office.start("ana").instance_id))
        begun = running(office), waiting(office)
        due = next(row for row in office.rows(tables.timer) if row.instance_id == office.case)
        office.clock.move(timedelta(days=1))

        fire_timer(
            office.runtime,
            FireTimer(instance_id=due.instance_id, execution=due.execution, token=due.token, part=due.part),
        )
        office.work()

        assert begun == (CALLS_AT_ONCE, LATER)
        assert (office.open_tasks(), running(office), waiting(office)) == (["susulan"], 0, 0)


def test_an_error_of_a_call_that_starts_later_ends_all_of_them(sqlite_url: str) -> None:
    fails_last = child(
        exclusive("pilih"),
        a_task("teliti"),
        end("z"),
        end("gagal", error("PENUH")),
        flows=["a -> pilih", f"pilih -> gagal [=nomor = {MANY}]", "pilih -> teliti [default]", "teliti -> z"],
    )
    catcher = boundary("galat", "panggil", error("PENUH")), a_task("betulkan")
    with an_office(sqlite_url) as office:
        office.deploy(calls(*catcher, flows=("galat -> betulkan -> selesai",)), fails_last)
        office.start("ana")

        office.work()

        assert (office.open_tasks(), running(office), waiting(office)) == (["betulkan"], 0, 0)
        assert office.rows(tables.incident) == []


def test_calls_are_not_made_any_more_once_enough_have_returned(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(calls(until="=numberOfCompletedInstances >= 1"), a_desk())
        start_calls(office.runtime, StartCalls(instance_id=office.start("ana").instance_id))
        begun = running(office), waiting(office)

        office.complete("ana", "teliti")
        office.work()

        assert begun == (CALLS_AT_ONCE, LATER)
        assert (office.open_tasks(), running(office), waiting(office)) == (["tutup"], 0, 0)


def test_a_cancelled_case_makes_no_more_calls(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(calls(), a_desk())
        case = office.start("ana").instance_id
        start_calls(office.runtime, StartCalls(instance_id=case))

        cancel_instance(office.runtime, CancelInstance(instance_id=case, actor=office.actor("sari"), reason=REASON))
        office.work()

        assert (office.open_tasks(), running(office), waiting(office)) == ([], 0, 0)


def test_calls_of_a_suspended_case_wait_until_it_is_resumed(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(calls(), a_desk())
        case = office.start("ana").instance_id
        about = {"instance_id": case, "actor": office.actor("sari"), "reason": REASON}
        suspend_instance(office.runtime, SuspendInstance(**about))
        office.work()
        held = running(office)

        resume_instance(office.runtime, ResumeInstance(**about))
        office.work()

        assert (held, running(office)) == (0, MANY)


def test_two_jobs_that_start_calls_at_once_start_each_of_them_once(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(calls(), a_desk())
        command = StartCalls(instance_id=office.start("ana").instance_id)
        start_calls(office.runtime, command)

        answers = together(*[lambda: start_calls(office.runtime, command)] * 2)

        assert sorted(answers) == [False, True]
        assert (running(office), waiting(office)) == (MANY, 0)


def test_a_return_a_start_of_calls_and_a_cancellation_at_once_block_nobody(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(calls(), a_desk())
        case = office.start("ana").instance_id
        start_calls(office.runtime, StartCalls(instance_id=case))
        task, ana, sari = office.task("teliti"), office.actor("ana"), office.actor("sari")

        answers = together(
            lambda: complete_task(office.runtime, CompleteTask(task_id=task, actor=ana, answers=DataAnswers({}))),
            lambda: start_calls(office.runtime, StartCalls(instance_id=case)),
            lambda: cancel_instance(office.runtime, CancelInstance(instance_id=case, actor=sari, reason=REASON)),
        )

        assert not [each for each in answers if isinstance(each, SQLAlchemyError)]
        assert answers[2] is None
        assert (office.status(), running(office), waiting(office), office.open_tasks()) == ("cancelled", 0, 0, [])
        assert verify_history(office.runtime).faults == ()


def test_a_start_of_calls_that_is_broken_off_leaves_all_of_them_waiting(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(calls(), a_desk())
        command = StartCalls(instance_id=office.start("ana").instance_id)
        before = dump_of(office.runtime)

        with pytest.raises(Broken), failing_at(office.runtime, 12, break_down):
            start_calls(office.runtime, command)

        assert dump_of(office.runtime) == before
        assert start_calls(office.runtime, command)
        assert (running(office), waiting(office)) == (CALLS_AT_ONCE, LATER)


def step_among(office: Office, count: int) -> Traffic:
    """What goes over for the second return of a called process among `count`."""
    office.deploy(calls(count=count))
    office.start("ana")
    office.work()
    office.complete("ana", "teliti")
    task, actor = office.task("teliti"), office.actor("ana")
    with traffic(office.runtime) as moved:
        complete_task(office.runtime, CompleteTask(task_id=task, actor=actor, answers=DataAnswers({})))
    return moved


def test_a_return_among_many_called_processes_moves_what_one_among_ten_moves(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(a_desk())

        few, many = step_among(office, 10), step_among(office, 2 * CALLS_AT_ONCE)

    assert (many.statements, many.read, many.written) == (few.statements, few.read, few.written)
    assert many.bytes < few.bytes + SPREAD


def test_calls_that_pass_more_than_can_be_kept_stand_still(sqlite_url: str) -> None:
    lines = MOST_KEPT // CALLS_AT_ONCE // 1000 + 1
    each = multi_instance(f"=for n in 1..{MANY} return n", item="nomor")
    process = a_case_process(
        start("mulai"),
        script_task("tulis", '=string join(for n in 1..100 return "0123456789")', "baris"),
        script_task("ulang", f"=string join(for n in 1..{lines} return baris)", "besar"),
        call_activity("panggil", "anak", loop=each, passes_all=False, inputs={"besar": "=besar"}),
        end("selesai"),
        flows=["mulai -> tulis -> ulang -> panggil -> selesai"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process, child(a_task("teliti"), end("z"), flows=["a -> teliti -> z"]))
        office.start("ana")

        office.work()

        stuck = [row.code for row in office.rows(tables.incident)]
        assert (set(stuck), running(office) + len(stuck), waiting(office)) == ({"too_much_passed"}, MANY, 0)
