"""What supervisors of the agency that owns a data store see of it over the API, and nobody else."""

import pytest

from tests.api.rest.program import Program, assert_problem
from tests.api.rest.test_repeating import correcting
from tests.api.supervising import REASON, a_supervisor

STORE = "/data-stores/bkn/register"
READS = (STORE, f"{STORE}/changes")


@pytest.fixture
def office_with_store(embedded_office: Program) -> Program:
    path, more = correcting(embedded_office)
    assert embedded_office.send("sri", "PUT", path, **more).json() == {"version": 1}
    return embedded_office


def test_a_supervisor_reads_what_it_holds_and_how_that_came_about(office_with_store: Program) -> None:
    office = office_with_store

    (listed,) = office.get("sri", "/data-stores")["data_stores"]
    assert (listed["agency"], listed["key"], listed["version"]) == ("bkn", "register", 1)
    assert office.get("sri", STORE)["value"] == ["M-1"]
    (change,) = office.get("sri", f"{STORE}/changes")["changes"]
    assert change["change"] == {"at": 0, "removed": [], "added": ["M-1"]}
    assert (change["person_name"], change["reason"]) == ("Sri Rahayu", REASON)


def test_changes_come_in_pages(office_with_store: Program) -> None:
    office = office_with_store
    for version in (1, 2):
        body = {"value": ["M-1"] * version, "version": version, "reason": REASON}
        office.send("sri", "PUT", STORE, json=body)

    first = office.send("sri", "GET", f"{STORE}/changes?limit=2")
    second = office.get("sri", f"{STORE}/changes?limit=2&after={first.json()['next']}")

    assert [each["version"] for each in first.json()["changes"]] == [3, 2]
    assert [each["version"] for each in second["changes"]] == [1]
    assert second["next"] is None


def test_what_changed_since_it_was_seen_is_not_overwritten(office_with_store: Program) -> None:
    body = {"value": [], "version": 0, "reason": REASON}

    assert_problem(office_with_store.send("sri", "PUT", STORE, json=body), 409, "data_store_changed")


@pytest.mark.parametrize("value", ["M-1", None, {"a": 1}])
def test_it_keeps_its_kind(office_with_store: Program, value: object) -> None:
    body = {"value": value, "version": 1, "reason": REASON}

    assert_problem(office_with_store.send("sri", "PUT", STORE, json=body), 422, "invalid_input")


def test_supervisors_of_other_agencies_do_not_learn_of_it(office_with_store: Program) -> None:
    office = office_with_store
    a_supervisor(office.runtime)

    assert office.get("wati", "/data-stores")["data_stores"] == []
    for path in READS:
        assert_problem(office.send("wati", "GET", path), 404)
    body = {"value": [], "version": 1, "reason": REASON}
    assert_problem(office.send("wati", "PUT", STORE, json=body), 404)


def test_others_of_the_agency_do_not_read_it(office_with_store: Program) -> None:
    for path in ("/data-stores", *READS):
        answer = office_with_store.send("bagas", "GET", path)
        assert answer.status_code in (403, 404), answer.text
