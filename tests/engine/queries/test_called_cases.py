"""Cases that call many processes, one line each, for their supervisors."""

import pytest

from engine.authorization.access import MayNotSupervise
from engine.errors import InvalidInput
from engine.exports.called import called
from engine.queries.called_cases import LARGEST_PAGE, called_cases
from tests.engine.queries.test_called import a_caller, three_ways
from tests.factories.models import call_activity, end, start
from tests.factories.offices import a_case_process, a_task, an_office


def test_each_case_is_a_line_with_its_counts_and_holders(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_caller(4), three_ways())
        office.start("ana")
        number = office.start("ana").number
        office.complete("eka", "putuskan")

        newest, first = called_cases(office.runtime, office.actor("sari")).rows
        lines = list(called(office.runtime, office.actor("sari")).lines)

    (progress,) = newest.called
    assert newest.number == number
    assert (progress.total, progress.completed, progress.stuck) == (4, 1, 1)
    assert {each.agency: each.count for each in progress.held_by} == {"asal": 1, "tujuan": 1}
    assert first.called[0].completed == 0
    assert lines[0][5:9] == (4, 1, 0, 1)


def test_cases_that_call_one_process_or_have_ended_are_no_lines(sqlite_url: str) -> None:
    one = a_case_process(start("mulai"), call_activity("panggil", "anak"), end("s"), flows=["mulai -> panggil -> s"])
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    with an_office(sqlite_url) as office:
        office.deploy(one, child)
        office.start("ana")
        assert called_cases(office.runtime, office.actor("sari")).rows == ()


def test_the_list_goes_on_behind_its_first_page(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(a_caller(1), three_ways())
        started = [office.start("ana").number for _ in range(LARGEST_PAGE + 1)]
        page = called_cases(office.runtime, office.actor("sari"))
        rest = called_cases(office.runtime, office.actor("sari"), after=page.next)

        assert [row.number for row in (*page.rows, *rest.rows)] == started[::-1]
        assert rest.next is None
        with pytest.raises(InvalidInput):
            called_cases(office.runtime, office.actor("sari"), after="lain")


def test_it_is_for_supervisors_and_shows_no_cases_of_others(sqlite_url: str) -> None:
    inside = a_case_process(start("a"), a_task("periksa"), end("z"), flows=["a -> periksa -> z"], process_id="anak")
    with an_office(sqlite_url) as office:
        office.deploy(a_caller(2), inside)
        office.start("ana")

        with pytest.raises(MayNotSupervise):
            called_cases(office.runtime, office.actor("ana"))
        assert len(called_cases(office.runtime, office.actor("sari")).rows) == 1
        assert called_cases(office.runtime, office.actor("tari")).rows == ()
