"""What a step costs, counted on the database: it grows neither with the number of items nor with rounds of a loop."""

from typing import Any

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.model.work import CaseProgress
from engine.store import tables
from engine.store.codec import unpack_state
from tests.engine.test_turns import MOST_STATEMENTS, Broken, break_down, completion, failing_at, sound, tasks
from tests.factories.dumps import dump_of
from tests.factories.models import call_activity, end, exclusive, multi_instance, script_task, start, sub_process
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together
from tests.factories.traffic import Traffic, traffic

RECORDS = '=for n in 1..{count} return {{"nip": n, "nama": "pegawai nomor " + string(n), "unit": "biro kepegawaian"}}'
SPREAD = 200
"""Bytes by which two steps may differ: their numbers have more or fewer digits."""


def many(count: int, *, process_id: str = "proses", **loop: Any) -> bytes:
    """A task for each of `count` records, whose numbers become one list; then tutup."""
    each = multi_instance("=daftar", item="orang", results="hasil", result="=orang.nip", **loop)
    return a_case_process(
        start("mulai"),
        script_task("hitung", RECORDS.format(count=count), "daftar"),
        a_task("tiap", loop=each),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> hitung -> tiap -> tutup -> selesai"],
        process_id=process_id,
    )


def started(office: Office, key: str) -> Traffic:
    with traffic(office.runtime) as moved:
        office.start("ana", key)
    return moved


def step(office: Office) -> None:
    """Complete the first task that is open."""
    completion(office, "ana", tasks(office)[0])()


def measured_step(office: Office) -> Traffic:
    """What goes over for it, without what the test itself asks for."""
    complete = completion(office, "ana", tasks(office)[0])
    with traffic(office.runtime) as moved:
        complete()
    return moved


def figures(moved: Traffic) -> tuple[int, int, int]:
    return moved.statements, moved.read, moved.written


@pytest.mark.parametrize("sequential", [False, True])
def test_a_step_among_hundreds_of_items_moves_what_a_step_among_ten_moves(sqlite_url: str, sequential: bool) -> None:
    with an_office(sqlite_url) as office:
        for count in (10, 400):
            office.deploy(many(count, process_id=f"p{count}", sequential=sequential))
        steps = []
        for key in ("p10", "p400"):
            started(office, key)
            step(office)
            steps.append(measured_step(office))

    few, hundreds = steps
    assert figures(hundreds) == figures(few)
    assert hundreds.bytes < few.bytes + SPREAD
    assert few.written <= 14


def test_items_are_started_with_as_many_statements_as_one(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(many(1, process_id="satu"))
        office.deploy(many(500, process_id="banyak"))
        started(office, "satu")  # what is cached is cached

        assert started(office, "banyak").statements == started(office, "satu").statements
        assert len(office.rows(tables.loop_item)) == 502


def test_the_state_around_the_items_stays_small_and_theirs_leave_with_them(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(many(3))
        office.start("ana")
        for left in (2, 1, 0):
            step(office)
            assert len(office.rows(tables.loop_item)) == left
            (execution,) = office.rows(tables.execution)
            assert len(unpack_state(execution.state)["tokens"]) == 2

        assert office.open_tasks() == ["tutup"]
        assert office.value("hasil") == [1, 2, 3]


def test_a_step_late_in_a_loop_moves_what_the_first_moves(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(
            a_case_process(
                start("mulai"),
                exclusive("ulang"),
                a_task("kerja"),
                exclusive("lagi"),
                end("selesai"),
                flows=["mulai -> ulang -> kerja -> lagi", "lagi -> selesai [=1 = 2]", "lagi -> ulang [default]"],
            )
        )
        office.start("ana")
        step(office)
        early = measured_step(office)
        for _ in range(60):
            step(office)
        late = measured_step(office)

    assert figures(late) == figures(early)
    assert abs(late.bytes - early.bytes) < SPREAD


def test_a_large_value_is_read_by_those_who_need_it(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(many(200))
        office.start("ana")
        (large,) = [row for row in office.rows(tables.variable) if row.name == "daftar"]

        assert large.size == len(large.value) > 10_000
        assert measured_step(office).bytes < large.size


def a_list_of_cases() -> tuple[bytes, bytes]:
    """A sub-process for each item that calls another process."""
    each = multi_instance("=[1, 2, 3, 4]", item="n", results="hasil", result="=n")
    inner = sub_process(
        "tiap",
        start("a"),
        call_activity("panggil", "anak"),
        end("z"),
        flows=["a -> panggil -> z"],
        loop=each,
    )
    parent = a_case_process(
        start("mulai"), inner, a_task("tutup"), end("selesai"), flows=["mulai -> tiap -> tutup -> selesai"]
    )
    return parent, a_case_process(start("m"), a_task("teliti"), end("e"), flows=["m -> teliti -> e"], process_id="anak")


def test_called_processes_return_to_their_items_and_are_cancelled_with_them(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(*a_list_of_cases())
        office.start("ana")
        for _ in range(2):
            step(office)
        assert len(office.rows(tables.execution)) == 3
        assert len(office.rows(tables.loop_item)) == 2

        assert office.case is not None
        command = CancelInstance(instance_id=office.case, actor=office.actor("sari"), reason="tidak diperlukan lagi")
        cancel_instance(office.runtime, command)

        assert office.rows(tables.user_task) == office.rows(tables.loop_item) == []
        assert office.status() == "cancelled"
        assert sound(office)


def test_items_inside_items_are_loaded_with_what_they_are_in_and_all_of_them_to_end_them(database_url: str) -> None:
    pairs = multi_instance("=[1, 2]", item="k", results="dalam", result="=n * 10 + k")
    each = multi_instance(
        "=[1, 2, 3]", item="n", results="hasil", result="=dalam", until="=numberOfCompletedInstances = 2"
    )
    inner = sub_process("tiap", start("a"), a_task("kerja", loop=pairs), end("z"), flows=["a -> kerja -> z"], loop=each)
    flows = ["mulai -> tiap -> tutup -> selesai"]
    with an_office(database_url) as office:
        office.deploy(a_case_process(start("mulai"), inner, a_task("tutup"), end("selesai"), flows=flows))
        office.start("ana")
        assert len(office.rows(tables.loop_item)) == 3 + 6
        for left in (8, 6, 5):
            step(office)
            assert len(office.rows(tables.loop_item)) == left

        step(office)  # the second pair is complete: the third, of which nothing was done, is withdrawn

        assert office.open_tasks() == ["tutup"]
        assert office.rows(tables.loop_item) == []
        assert office.kinds().count("UserTaskWithdrawn") == 2
        assert office.value("hasil") == [[11, 12], [21, 22]]


@pytest.mark.parametrize("people", [2, 6])
def test_people_who_complete_items_at_once_all_succeed_and_the_whole_ends_once(database_url: str, people: int) -> None:
    with an_office(database_url) as office:
        office.deploy(many(people))
        office.start("ana")

        answers = together(*[completion(office, "ana", task) for task in tasks(office)])

        assert [type(each) for each in answers] == [CaseProgress] * people
        assert office.open_tasks() == ["tutup"]
        assert office.rows(tables.loop_item) == []
        assert office.value("hasil") == list(range(1, people + 1))
        assert sound(office)


def test_an_error_at_any_statement_of_the_last_item_leaves_everything_as_it_was(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(many(2))
        office.start("ana")
        step(office)
        attempt = completion(office, "ana", tasks(office)[0])
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

        assert broken > 10
        assert office.open_tasks() == ["tutup"]


def test_enough_items_end_those_that_were_not_loaded(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(many(12, until="=numberOfCompletedInstances = 2"))
        office.start("ana")

        step(office)
        step(office)

        assert office.open_tasks() == ["tutup"]
        assert office.rows(tables.loop_item) == []
        assert {row.scope for row in office.rows(tables.variable)} == {""}
        assert office.value("hasil") == [1, 2]
