"""Every list that can be taken away has what the screen has, for the same people."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from engine.authorization.access import MayNotSupervise
from engine.exports import listings
from engine.exports.csv_file import csv_file
from engine.exports.listing import Listing, Wording
from engine.exports.xlsx_file import xlsx_file
from engine.queries.agency_tasks import AgencyTaskFilter
from engine.queries.inbox import InboxFilter
from engine.queries.incidents import IncidentFilter
from engine.queries.instances import InstanceFilter
from engine.store.tables import incident
from tests.factories.offices import Office, an_office, two_desks
from tests.factories.people import NOW

WORDING = Wording("id", ZoneInfo("Asia/Jakarta"), str)


def lines(listing: Listing) -> list[list[str]]:
    data = b"".join(csv_file(listing, WORDING)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline="")))


def begun(office: Office, cases: int = 1) -> None:
    office.deploy(two_desks(), by="desi")
    for _ in range(cases):
        office.start("ana")


def test_cases_are_taken_away_page_by_page(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.queries.instances.LARGEST_PAGE", 2)
    with an_office(database_url) as office:
        begun(office, cases=5)

        table = lines(listings.cases(office.runtime, office.actor("sari"), InstanceFilter(sort="number")))

        assert table[0][:3] == ["Number", "Title", "Process"]
        assert [line[0][-6:] for line in table[1:]] == [f"{number:06d}" for number in range(1, 6)]
        assert table[1][4:9] == ["In progress", "asal", "2026-11-24 10:00:00", "", "periksa"]


def test_a_file_holds_what_its_reader_may_see(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        files = {
            name: [
                len(lines(listings.cases(office.runtime, office.actor(name), InstanceFilter()))),
                len(lines(listings.tasks(office.runtime, office.actor(name), InboxFilter()))),
                len(lines(listings.incidents(office.runtime, office.actor(name), IncidentFilter()))),
            ]
            for name in ("ana", "eka")
        }

        assert files == {"ana": [2, 2, 1], "eka": [1, 1, 1]}


def test_who_may_not_see_a_list_is_told_before_the_file_begins(database_url: str) -> None:
    with an_office(database_url) as office, pytest.raises(MayNotSupervise):
        listings.agency_tasks(office.runtime, office.actor("ana"), AgencyTaskFilter())


def test_every_list_can_be_a_workbook(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)
        with office.runtime.database.begin() as work:
            work.begin_write()
            place = {"instance_id": office.case, "execution": 0, "token": 9, "element_id": "periksa"}
            work.connection.execute(incident.insert(), {**place, "code": "x", "detail": "=rusak", "raised_at": NOW})
            work.commit()
        runtime, sari = office.runtime, office.actor("sari")

        made = [
            listings.cases(runtime, sari, InstanceFilter()),
            listings.tasks(runtime, office.actor("ana"), InboxFilter()),
            listings.agency_tasks(runtime, sari, AgencyTaskFilter()),
            listings.incidents(runtime, sari, IncidentFilter()),
            listings.definitions(runtime, sari),
        ]

        assert [b"".join(xlsx_file(each, WORDING))[:2] for each in made] == [b"PK"] * 5
