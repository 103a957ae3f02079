"""Agencies lay down when they work, and cases count by it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.calendars.reading import CalendarRefused
from engine.commands.change_calendar import CalendarChanged, LaidDown
from engine.errors import InvalidInput
from engine.queries.calendars import calendar_view
from engine.store import tables
from engine.store.calendars import AgencyUnknown, Calendars, is_overtaken
from tests.factories.models import end, script_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.working_days import REASON, a_free_day, lay_down

COUNTED = '=add working days(@"2026-11-24", 1)'


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    with an_office(sqlite_url) as found:
        yield found


def counting(expression: str = COUNTED) -> bytes:
    """A process that counts first."""
    return a_case_process(
        start("mulai"),
        script_task("hitung", expression, "tenggat"),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> hitung -> periksa -> selesai"],
    )


def test_a_case_counts_by_the_calendar_of_its_agency(database_url: str) -> None:
    with an_office(database_url) as office:
        lay_down(office, a_free_day("2026-11-25"))
        office.deploy(counting())

        office.start("ana")

        assert office.value("tenggat") == date(2026, 11, 26)


def test_another_agency_is_counted_by_its_own_calendar(office: Office) -> None:
    lay_down(office, a_free_day("2026-11-25"), agency="tujuan", by="tari")
    office.deploy(counting('=[add working days(@"2026-11-24", 1), add working days(@"2026-11-24", 1, "tujuan")]'))

    office.start("ana")

    assert office.value("tenggat") == [date(2026, 11, 25), date(2026, 11, 26)]


def test_the_nations_list_counts_for_every_agency(office: Office) -> None:
    lay_down(office, a_free_day("2026-11-25"), agency="", by=None)
    office.deploy(counting())

    office.start("ana")

    assert office.value("tenggat") == date(2026, 11, 26)


def test_versions_are_added_and_none_is_changed(office: Office) -> None:
    answers = [lay_down(office, a_free_day(day)) for day in ("2026-11-25", "2026-11-26")]

    assert answers == [LaidDown(1, changed=True), LaidDown(2, changed=True)]
    rows = office.rows(tables.calendar_version)
    assert sorted((row.agency, row.version, row.reason) for row in rows) == [("asal", 1, REASON), ("asal", 2, REASON)]
    assert {row.person_id for row in rows} == {office.actor("sari").person_id}
    view = calendar_view(office.runtime, office.actor("ana"), "asal")
    assert [each.version for each in view.versions] == [2, 1]
    assert date(2026, 11, 25) not in [each.on for each in view.free_days]


def test_what_says_the_same_is_no_new_version(office: Office) -> None:
    lay_down(office, a_free_day("2026-11-26", "2026-11-25"))

    assert lay_down(office, a_free_day("2026-11-25", "2026-11-26")) == LaidDown(1, changed=False)


@pytest.mark.parametrize("by", ["ana", "desi", "tari"], ids=["clerk", "designer", "supervisor of another agency"])
def test_only_supervisors_of_the_agency_change_its_calendar(office: Office, by: str) -> None:
    with pytest.raises(MayNotSupervise):
        lay_down(office, a_free_day("2026-11-25"), by=by)


def test_nobody_but_the_operator_changes_the_nations(office: Office) -> None:
    with pytest.raises(MayNotSupervise):
        lay_down(office, a_free_day("2026-11-25"), agency="", by="sari")


@pytest.mark.parametrize(
    "more, error",
    [
        ({"agency": "tidak-ada"}, AgencyUnknown),
        ({"reason": " "}, InvalidInput),
        ({"version": 3}, CalendarChanged),
        ({"rules": {"zone": "WIB"}}, CalendarRefused),
        ({"rules": a_free_day("2026-11-28", free=False)}, CalendarRefused),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_laid_down(office: Office, more: dict[str, Any], error: Any) -> None:
    with pytest.raises(error):
        lay_down(office, **{"rules": a_free_day("2026-11-25"), "by": "sari"} | more)

    assert office.rows(tables.calendar_version) == []


def test_a_calendar_that_changes_while_a_turn_counts_by_it_is_noticed(database_url: str) -> None:
    with an_office(database_url) as office, office.runtime.database.begin() as work:
        calendars = Calendars(work.connection)
        calendars.of("asal")
        lay_down(office, a_free_day("2026-11-25"))

        work.begin_write()
        assert is_overtaken(work, calendars)


def test_a_day_of_work_is_found_where_the_nation_gives_it_hours(office: Office) -> None:
    """The nation may work on Saturdays; an agency's own list is read by itself later."""
    lay_down(office, {"hours": {"monday": "08:00-12:00", "saturday": "08:00-12:00"}}, agency="", by=None)
    lay_down(office, a_free_day("2026-12-26", free=False))

    assert calendar_view(office.runtime, None, "asal").hours["saturday"] == "08:00-12:00"
