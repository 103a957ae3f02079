"""Called processes: an execution of their own, in the rows of the same case."""

from datetime import timedelta

import pytest

from engine.calling import CALLS_AT_ONCE, DEEPEST_CALL
from engine.commands.verify_history import verify_history
from engine.store import tables
from tests.factories.forms import form_bytes, text
from tests.factories.models import (
    Node,
    boundary,
    call_activity,
    end,
    error,
    multi_instance,
    parallel,
    script_task,
    start,
    sub_process,
    terminate,
    timer,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office

FORM = form_bytes(text("hasil"), id="isian")


def a_child(*elements: Node, flows: list[str]) -> bytes:
    return a_case_process(*elements, flows=flows, process_id="anak")


def a_desk_of_its_own() -> bytes:
    """The called process: a task, whose answer is an output."""
    return a_child(start("a"), a_task("teliti", form="isian"), end("z"), flows=["a -> teliti -> z"])


def a_caller(*more: Node, flows: tuple[str, ...] = ()) -> bytes:
    """Calls anak, then has a task."""
    return a_case_process(
        start("mulai"),
        call_activity("panggil", "anak"),
        *more,
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> panggil -> tutup -> selesai", *flows],
    )


def executions(office: Office) -> list[int]:
    return sorted(row.number for row in office.rows(tables.execution))


def test_the_called_process_has_an_execution_while_it_runs(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_caller(), a_desk_of_its_own(), FORM)
        office.start("ana")
        (task,) = office.rows(tables.user_task)
        running = executions(office)

        office.complete("ana", "teliti", {"hasil": "lengkap"})

        assert (running, task.execution) == ([0, 1], 1)
        assert executions(office) == [0]
        assert {row.execution for row in office.rows(tables.variable)} == {0}
        assert office.open_tasks() == ["tutup"]
        assert office.value("hasil") == "lengkap"


def test_a_called_process_sees_the_variables_of_its_caller(database_url: str) -> None:
    child = a_child(
        start("a"), script_task("hitung", "=instance.number", "nomor"), end("z"), flows=["a -> hitung -> z"]
    )
    with an_office(database_url) as office:
        office.deploy(a_caller(), child)

        number = office.start("ana").number

        assert office.value("nomor") == number
        assert executions(office) == [0]
        assert office.open_tasks() == ["tutup"]


def test_an_error_of_the_called_process_is_caught_by_its_caller(database_url: str) -> None:
    child = a_child(start("a"), a_task("teliti"), end("z", error("DITOLAK")), flows=["a -> teliti -> z"])
    catcher = boundary("galat", "panggil", error("DITOLAK")), a_task("betulkan")
    with an_office(database_url) as office:
        office.deploy(a_caller(*catcher, flows=("galat -> betulkan -> selesai",)), child)
        office.start("ana")

        office.complete("ana", "teliti")

        assert office.open_tasks() == ["betulkan"]
        assert executions(office) == [0]


def test_an_error_that_only_the_caller_of_the_caller_catches_ends_both_calls(database_url: str) -> None:
    grandchild = a_case_process(
        start("c"), a_task("teliti"), end("y", error("DITOLAK")), flows=["c -> teliti -> y"], process_id="cucu"
    )
    child = a_child(start("a"), call_activity("teruskan", "cucu"), end("z"), flows=["a -> teruskan -> z"])
    catcher = boundary("galat", "panggil", error("DITOLAK")), a_task("betulkan")
    with an_office(database_url) as office:
        office.deploy(a_caller(*catcher, flows=("galat -> betulkan -> selesai",)), child, grandchild)
        office.start("ana")

        office.complete("ana", "teliti")

        assert (office.open_tasks(), executions(office)) == (["betulkan"], [0])
        assert office.rows(tables.incident) == []
        assert "IncidentRaised" not in "".join(row.detail for row in office.rows(tables.history_event))


def test_an_error_that_no_caller_catches_stands_still_in_the_called_process(database_url: str) -> None:
    child = a_child(start("a"), a_task("teliti"), end("z", error("DITOLAK")), flows=["a -> teliti -> z"])
    with an_office(database_url) as office:
        office.deploy(a_caller(), child)
        office.start("ana")

        office.complete("ana", "teliti")

        (incident,) = office.rows(tables.incident)
        assert (incident.execution, incident.element_id, incident.code) == (1, "z", "uncaught_error")
        assert (office.status(), executions(office)) == ("active", [0, 1])


def test_an_interruption_cancels_the_called_process_and_takes_its_tasks_away(database_url: str) -> None:
    late = boundary("lewat", "panggil", timer(duration="P1D")), a_task("susulan")
    with an_office(database_url) as office:
        office.deploy(a_caller(*late, flows=("lewat -> susulan -> selesai",)), a_desk_of_its_own(), FORM)
        office.start("ana")
        office.clock.move(timedelta(days=1))

        office.work()

        assert office.open_tasks() == ["susulan"]
        assert executions(office) == [0]
        assert "UserTaskWithdrawn" in office.kinds()


def test_the_end_of_the_caller_ends_what_it_called(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        parallel("pisah"),
        call_activity("panggil", "anak"),
        a_task("batalkan"),
        end("selesai"),
        end("batal", terminate()),
        flows=["mulai -> pisah -> panggil -> selesai", "pisah -> batalkan -> batal"],
    )
    with an_office(database_url) as office:
        office.deploy(process, a_desk_of_its_own(), FORM)
        office.start("ana")

        office.complete("ana", "batalkan")

        assert office.status() == "completed"
        assert (office.open_tasks(), executions(office)) == ([], [0])


@pytest.mark.parametrize("child", ["waits", "ends at once"])
def test_a_call_that_is_interrupted_in_the_turn_in_which_it_began_leaves_nothing(database_url: str, child: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("buka"),
        parallel("pisah"),
        call_activity("panggil", "anak"),
        end("selesai"),
        end("batal", terminate()),
        flows=["mulai -> buka -> pisah -> panggil -> selesai", "pisah -> batal"],
    )
    called = a_desk_of_its_own() if child == "waits" else a_child(start("a"), end("z"), flows=["a -> z"])
    with an_office(database_url) as office:
        office.deploy(process, called, FORM)
        office.start("ana")

        office.complete("ana", "buka")

        assert office.status() == "completed"
        assert (office.open_tasks(), executions(office)) == ([], [0])


def test_the_error_of_one_call_ends_the_other_that_returns_in_the_same_turn(database_url: str) -> None:
    fails = a_case_process(start("a"), end("z", error("DITOLAK")), flows=["a -> z"], process_id="gagal")
    returns = a_child(start("a"), end("z"), flows=["a -> z"])
    inner = sub_process(
        "kelompok",
        start("k"),
        parallel("pisah"),
        call_activity("panggil_gagal", "gagal"),
        call_activity("panggil_anak", "anak"),
        end("k_selesai"),
        flows=["k -> pisah -> panggil_gagal -> k_selesai", "pisah -> panggil_anak -> k_selesai"],
    )
    process = a_case_process(
        start("mulai"),
        inner,
        boundary("galat", "kelompok", error("DITOLAK")),
        a_task("betulkan"),
        end("selesai"),
        flows=["mulai -> kelompok -> selesai", "galat -> betulkan -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process, fails, returns)

        office.start("ana")

        assert office.open_tasks() == ["betulkan"]
        assert executions(office) == [0]


def test_a_process_that_calls_itself_without_end_is_stopped_by_an_incident(database_url: str) -> None:
    process = a_case_process(
        start("mulai"), call_activity("panggil", "proses"), end("selesai"), flows=["mulai -> panggil -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(process)

        office.start("ana")

        assert [row.code for row in office.rows(tables.incident)] == ["too_many_calls"]
        assert len(executions(office)) == DEEPEST_CALL + 1
        assert verify_history(office.runtime).faults == ()


def test_processes_that_multiply_are_stopped_by_incidents(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        call_activity("panggil", "proses", loop=multi_instance("=[1,2]")),
        end("selesai"),
        flows=["mulai -> panggil -> selesai"],
    )
    with an_office(sqlite_url, called_processes=100) as office:
        office.deploy(process)
        office.start("ana")

        office.work()

        assert {row.code for row in office.rows(tables.incident)} == {"too_many_calls"}
        assert len(executions(office)) <= 1 + 100 + CALLS_AT_ONCE
        assert office.rows(tables.waiting_call) == []
