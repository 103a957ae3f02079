"""How far a case is with the processes that a multi-instance calls."""

from engine.calling import CALLS_AT_ONCE
from engine.queries.called import CalledProgress
from engine.queries.incidents import IncidentFilter, incidents
from engine.queries.instance import instance_view
from tests.factories.models import call_activity, end, error, exclusive, multi_instance, start
from tests.factories.offices import Office, a_case_process, a_task, an_office


def a_caller(count: int) -> bytes:
    each = multi_instance(f"=for n in 1..{count} return n", item="nomor")
    return a_case_process(
        start("mulai"),
        call_activity("panggil", "anak", loop=each, passes_all=False, inputs={"nomor": "=nomor"}),
        end("selesai"),
        flows=["mulai -> panggil -> selesai"],
    )


def three_ways() -> bytes:
    """The first has a task of asal, then one of tujuan; the second stands still; others have a task of tujuan."""
    return a_case_process(
        start("a"),
        exclusive("pilih"),
        a_task("periksa"),
        a_task("putuskan", to="petugas@tujuan"),
        end("gagal", error("PENUH")),
        end("z"),
        flows=[
            "a -> pilih",
            "pilih -> periksa [=nomor = 1]",
            "pilih -> gagal [=nomor = 2]",
            "pilih -> putuskan [default]",
            "periksa -> putuskan -> z",
        ],
        process_id="anak",
    )


def progress(office: Office, username: str = "ana") -> CalledProgress:
    assert office.case is not None
    (called,) = instance_view(office.runtime, office.actor(username), office.case).called
    return called


def held(called: CalledProgress) -> dict[str, int]:
    return {each.agency: each.count for each in called.held_by}


def test_it_counts_who_holds_them_which_stand_still_and_which_are_done(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_caller(5), three_ways())
        office.start("ana")
        begun = progress(office)

        office.complete("eka", "putuskan")
        office.complete("ana", "periksa")
        later = progress(office)

    assert (begun.element_id, begun.total, begun.completed, begun.stuck) == ("panggil", 5, 0, 1)
    assert held(begun) == {"asal": 1, "tujuan": 3}
    assert (later.total, later.completed, later.stuck, held(later)) == (5, 1, 1, {"tujuan": 3})


def test_calls_that_wait_are_counted(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(a_caller(CALLS_AT_ONCE + 2), three_ways())
        office.start("ana")

        assert progress(office).waiting == CALLS_AT_ONCE + 2


def test_a_case_that_calls_one_process_has_no_counts(sqlite_url: str) -> None:
    caller = a_case_process(start("mulai"), call_activity("panggil", "anak"), end("s"), flows=["mulai -> panggil -> s"])
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    with an_office(sqlite_url) as office:
        office.deploy(caller, child)
        office.start("ana")
        assert office.case is not None

        assert instance_view(office.runtime, office.actor("ana"), office.case).called == ()


def test_incidents_of_one_case_are_found_by_its_number(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(a_caller(3), three_ways())
        office.start("ana")
        number = office.start("ana").number

        found = incidents(office.runtime, office.actor("sari"), IncidentFilter(case=number)).rows

        assert [row.number for row in found] == [number]
