"""Lists and counts over 20,000 cases: no statement reads a whole table, and none is repeated by row."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.queries.agency_tasks import AgencyTaskFilter, agency_tasks
from engine.queries.element_counts import element_counts
from engine.queries.incidents import IncidentFilter, incidents
from engine.queries.instances import InstanceFilter, instances
from tests.api.rest.measuring import Observed, full_scans, observing
from tests.factories.many_cases import many_cases
from tests.factories.offices import Office, an_office

MOST_STATEMENTS = 5
"""One of them names the moment on PostgreSQL, one the addresses of a person who was never seen before."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Filled once for all tests of this file, which only read."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("many") / "lintas.db"
        template: Path = request.getfixturevalue("sqlite_template")
        file.write_bytes(template.read_bytes())
        with an_office(f"sqlite:///{file}") as office:
            many_cases(office)
            yield office
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create_database()
    with an_office(server.url(name)) as office:
        many_cases(office)
        yield office
    server.drop_database(name)


def table_scans(office: Office, observed: Observed) -> list[str]:
    """Scans of tables. Reading to its end what an index gave (SQLite calls that `anon_1`) is none."""
    return [scan for scan in full_scans(office.runtime, observed) if not scan.startswith("SCAN anon_")]


FILTERS: dict[str, Callable[[Office], dict[str, Any]]] = {
    "all": lambda _: {},
    "status": lambda _: {"status": "completed"},
    "process": lambda _: {"process_key": "proses"},
    "version": lambda _: {"process_key": "proses", "version": 1},
    "element with people": lambda _: {"process_key": "proses", "element": "periksa"},
    "element without people": lambda _: {"process_key": "proses", "version": 1, "element": "putuskan"},
    "agency that takes part": lambda _: {"agency": "tujuan"},
    "agency that started": lambda _: {"agency": "asal", "part": "started"},
    "holder": lambda office: {"holder": office.actor("budi").person_id},
    "age": lambda _: {"older_than": timedelta(days=700)},
    "overdue": lambda _: {"due": "overdue"},
    "number": lambda _: {"number": "banyak-2026-0123"},
    "variable": lambda _: {"variables": {"nip": f"{1234:018d}"}},
    "words": lambda _: {"search": "kasus 1998"},
    "by due time": lambda _: {"sort": "due"},
    "by number": lambda _: {"sort": "number"},
    "several, by due time": lambda _: {"sort": "due", "process_key": "proses", "element": "periksa", "due": "overdue"},
}


@pytest.mark.parametrize("username", ["sari", "ana"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_list_of_cases_scans_no_table(office: Office, name: str, username: str) -> None:
    actor, wanted = office.actor(username), FILTERS[name](office)
    following = instances(office.runtime, actor, InstanceFilter(**wanted)).next

    with observing(office.runtime) as observed:
        instances(office.runtime, actor, InstanceFilter(**wanted))
        instances(office.runtime, actor, InstanceFilter(**wanted, after=following))

    assert len(observed.statements) <= 2 * MOST_STATEMENTS, str(observed)
    assert table_scans(office, observed) == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("number", 50),
        ("variable", 1),
        ("element without people", 200),
        ("holder", 400),
        ("agency that takes part", 500),
    ],
)
def test_a_filter_finds_what_there_is(office: Office, name: str, count: int) -> None:
    wanted = FILTERS[name](office)

    assert len(all_pages(office, wanted)) == count


@pytest.mark.parametrize("sort", ["started", "due", "number"])
def test_pages_of_every_sort_hold_each_case_once(office: Office, sort: str) -> None:
    ids = all_pages(office, {"sort": sort, "number": "BANYAK-2026-00"})

    assert len(ids) == len(set(ids)) == 5000


def all_pages(office: Office, wanted: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = instances(office.runtime, office.actor("sari"), InstanceFilter(**wanted, after=after, limit=200))
        found += [row.id for row in page.rows]
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"process_key": "proses", "element": "periksa"},
        {"unassigned": True},
        {"due": "overdue", "older_than": timedelta(0)},
        {"function": "petugas@asal"},
        {"search": "kasus 1998"},
    ],
    ids=str,
)
def test_the_tasks_of_an_agency_scan_no_table(office: Office, wanted: dict[str, Any]) -> None:
    actor = office.actor("sari")
    following = agency_tasks(office.runtime, actor, AgencyTaskFilter(**wanted)).next

    with observing(office.runtime) as observed:
        agency_tasks(office.runtime, actor, AgencyTaskFilter(**wanted))
        agency_tasks(office.runtime, actor, AgencyTaskFilter(**wanted, after=following))

    assert len(observed.statements) == 2, str(observed)
    assert table_scans(office, observed) == []


@pytest.mark.parametrize("wanted", [{}, {"process_key": "proses", "element": "putuskan"}, {"agency": "asal"}], ids=str)
def test_the_list_of_incidents_scans_no_table(office: Office, wanted: dict[str, Any]) -> None:
    actor = office.actor("sari")
    following = incidents(office.runtime, actor, IncidentFilter(**wanted)).next

    with observing(office.runtime) as observed:
        incidents(office.runtime, actor, IncidentFilter(**wanted))
        incidents(office.runtime, actor, IncidentFilter(**wanted, after=following))

    assert len(observed.statements) <= 2 * MOST_STATEMENTS, str(observed)
    assert table_scans(office, observed) == []


def test_tokens_are_counted_by_element_without_a_scan_or_the_history(office: Office) -> None:
    with observing(office.runtime) as observed:
        counts = element_counts(office.runtime, office.actor("sari"), "proses")

    assert counts.tokens == {"periksa": 7801, "putuskan": 200}
    assert counts.incidents == {"putuskan": 200}
    assert len(observed.statements) <= MOST_STATEMENTS
    assert table_scans(office, observed) == []
    assert not any("history_event" in statement for statement, _ in observed.statements)
