"""The list of cases: each filter, each sort, and what a person may not see."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bundles.files import BundleFile
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.errors import InvalidInput
from engine.queries.cursors import decode_cursor, encode_cursor
from engine.queries.filter_choices import agency_choices, process_choices
from engine.queries.instances import InstanceFilter, instances
from engine.store.pins import UnknownProcess
from tests.factories.forms import form_bytes, number, text
from tests.factories.models import call_activity, end, parallel, receive_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

MANIFEST = """
key = "proses"
owner = "asal"
[[searchable]]
name = "nip"
label = { id = "NIP", en = "Employee number" }
[[searchable]]
name = "jumlah"
label = { id = "Jumlah", en = "Amount" }
"""
SEARCHED = form_bytes(text("nip"), number("jumlah"), text("rahasia"), id="isian")


def found(office: Office, by: str = "sari", **wanted: Any) -> list[UUID]:
    return [row.id for row in instances(office.runtime, office.actor(by), InstanceFilter(**wanted)).rows]


def started(office: Office, by: str = "ana", **more: Any) -> UUID:
    return office.start(by, **more).instance_id


def test_newest_cases_come_first_with_what_they_wait_for(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        first, second = started(office), started(office)
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("budi")))

        rows = instances(office.runtime, office.actor("sari")).rows

        assert [row.id for row in rows] == [second, first]
        assert ([str(each) for each in rows[0].waiting_for], rows[0].holders) == (["periksa"], ("Budi",))
        assert (rows[0].version, rows[0].agency_name) == (1, "asal")


def test_filters_by_status_process_and_version(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        old = started(office)
        office.complete("ana", "periksa")
        office.complete("kepala", "putuskan")
        office.deploy(a_case_process(start("mulai"), a_task("lain"), end("z"), flows=["mulai -> lain -> z"]))
        new = started(office)

        assert found(office, status="completed") == [old]
        assert found(office, process_key="proses") == [new, old]
        assert found(office, process_key="proses", version=1) == [old]
        assert found(office, process_key="tidak-ada") == []


def test_filters_by_the_element_in_which_a_token_stands(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        one, two = started(office), started(office)
        office.complete("ana", "periksa")

        assert found(office, process_key="proses", element="periksa") == [one]
        assert found(office, process_key="proses", element="putuskan") == [two]
        assert found(office, process_key="proses", element="selesai") == []


def test_an_element_of_a_called_process_finds_the_calling_case(database_url: str) -> None:
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    parent = a_case_process(
        start("mulai"), call_activity("panggil", "anak"), end("selesai"), flows=["mulai -> panggil -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(child, parent)
        case = started(office)

        assert found(office, process_key="anak", element="teliti") == [case]
        assert found(office, process_key="proses", element="panggil") == [case]


@pytest.mark.parametrize("wanted", [{"element": "periksa"}, {"version": 1}])
def test_elements_and_versions_are_those_of_a_process(sqlite_url: str, wanted: dict[str, Any]) -> None:
    with an_office(sqlite_url) as office, pytest.raises(InvalidInput) as refused:
        found(office, **wanted)

    assert set(refused.value.fields) == {"process"}


def test_filters_by_agency(database_url: str) -> None:
    asked = a_case_process(
        start("mulai"), a_task("periksa", to="petugas@tujuan"), end("z"), flows=["mulai -> periksa -> z"]
    )
    with an_office(database_url) as office:
        office.deploy(asked)
        case = started(office)

        assert found(office, agency="tujuan") == [case]
        assert found(office, agency="tujuan", part="started") == []
        assert found(office, agency="asal", part="started") == [case]
        assert found(office, agency="tidak-ada") == []


def test_filters_by_who_holds_a_task(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        started(office)
        case = started(office)
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("budi")))

        assert found(office, holder=office.actor("budi").person_id) == [case]
        assert found(office, holder=office.actor("ana").person_id) == []


def test_filters_by_age(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        old = started(office)
        office.clock.move(timedelta(days=3))
        started(office)

        assert found(office, older_than=timedelta(days=2)) == [old]
        assert found(office, older_than=timedelta.max) == []


def test_filters_and_sorts_by_due_time(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("periksa", due="=lama"),
        end("z"),
        flows=["mulai -> periksa -> z"],
        form="isian",
    )
    with an_office(database_url) as office:
        office.deploy(process, form_bytes(text("lama"), id="isian"))
        late = started(office, answers={"lama": "P9D"})
        soon = started(office, answers={"lama": "PT1H"})
        office.deploy(two_desks())
        idle = started(office)

        assert found(office, sort="due") == [soon, late, idle]
        assert found(office, due="week") == [soon]
        office.clock.move(timedelta(hours=2))
        assert found(office, due="overdue") == [soon]
        assert instances(office.runtime, office.actor("sari"), InstanceFilter(due="overdue")).rows[0].overdue


def test_by_due_time_cases_without_tasks_come_last_and_each_case_once(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        parallel("bagi"),
        a_task("satu"),
        a_task("dua"),
        end("z"),
        flows=["mulai -> bagi -> satu -> z", "bagi -> dua -> z"],
    )
    waiting = a_case_process(
        start("mulai"), receive_task("tunggu", "Datang", '="x"'), end("z"), flows=["mulai -> tunggu -> z"]
    )
    with an_office(database_url) as office:
        office.deploy(waiting)
        idle = started(office)
        office.deploy(process)
        one, two = started(office), started(office)

        pages = []
        after = None
        for _ in range(3):
            page = instances(office.runtime, office.actor("sari"), InstanceFilter(sort="due", limit=1, after=after))
            pages += [row.id for row in page.rows]
            after = page.next

        assert pages == [one, two, idle]
        assert after is None


def test_filters_by_the_beginning_of_the_number_however_it_is_typed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(numberPrefix="PINDAH"))
        case = started(office)

        assert found(office, number="PINDAH-2026") == [case]
        assert found(office, number=" pindah-") == [case]
        assert found(office, number="INDAH") == []
        assert found(office, number="PINDAH-2026%") == []


def deploy_searched(office: Office) -> None:
    process = a_case_process(
        start("mulai"), a_task("periksa", form="isian"), end("z"), flows=["mulai -> periksa -> z"], form="isian"
    )
    files = (
        BundleFile("p.bpmn", process),
        BundleFile("f.form", SEARCHED),
        BundleFile("bundle.toml", MANIFEST.encode()),
    )
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=files))


def test_filters_by_variables_that_the_bundle_marks(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy_searched(office)
        one = started(office, answers={"nip": "Budi  Santoso", "jumlah": 5, "rahasia": "x"})
        two = started(office, answers={"nip": "Ana", "jumlah": 5})

        assert found(office, variables={"nip": " budi santoso"}) == [one]
        assert found(office, variables={"jumlah": "5"}) == [two, one]
        assert found(office, variables={"jumlah": "5", "nip": "ANA"}) == [two]
        assert found(office, variables={"rahasia": "x"}) == []


def test_a_variable_that_changes_is_found_by_its_new_value(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy_searched(office)
        case = started(office, answers={"nip": "lama"})

        office.complete("ana", "periksa", {"nip": "baru"})

        assert found(office, variables={"nip": "baru"}) == [case]
        assert found(office, variables={"nip": "lama"}) == []


def test_whatever_is_asked_only_visible_cases_are_found(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy_searched(office)
        started(office, answers={"nip": "1"})
        number = instances(office.runtime, office.actor("sari")).rows[0].number

        asked: list[dict[str, Any]] = [
            {}, {"sort": "due"}, {"sort": "number"}, {"number": number}, {"variables": {"nip": "1"}},
            {"process_key": "proses", "element": "periksa"}, {"agency": "asal"}, {"search": number},
        ]  # fmt: skip
        for wanted in asked:
            assert len(found(office, "ana", **wanted)) == 1
            assert found(office, "eka", **wanted) == []
            assert found(office, "tari", **wanted) == []


@pytest.mark.parametrize("sort", ["started", "due", "number"])
@pytest.mark.parametrize("after", ["x", "W10", encode_cursor(1, "x", 2), encode_cursor(1), "é", "a" * 2000])
def test_a_cursor_that_was_made_up_is_refused(sqlite_url: str, sort: str, after: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(InvalidInput) as refused:
        found(office, sort=sort, after=after)

    assert set(refused.value.fields) == {"after"}


@pytest.mark.parametrize(("sort", "parts"), [("started", ["zz"]), ("due", ["zz"]), ("due", [1, "zz"])])
def test_a_place_that_is_no_case_is_refused(sqlite_url: str, sort: str, parts: list[str | int]) -> None:
    with an_office(sqlite_url) as office, pytest.raises(InvalidInput):
        found(office, sort=sort, after=encode_cursor(*parts))


@given(st.text())
def test_no_text_breaks_the_reading_of_cursors(word: str) -> None:
    with suppress(InvalidInput):
        decode_cursor(word, [int, str])


@pytest.mark.parametrize("wanted", [{"sort": "x"}, {"due": "x"}, {"variables": dict.fromkeys("abcdef", "1")}])
def test_filters_that_make_no_sense_are_refused(sqlite_url: str, wanted: dict[str, Any]) -> None:
    with an_office(sqlite_url) as office, pytest.raises(InvalidInput):
        found(office, **wanted)


def test_filters_offer_what_there_is(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy_searched(office)

        choices = process_choices(office.runtime, "proses")

        assert [(each.value, each.name.name) for each in choices.searchable] == [("nip", "NIP"), ("jumlah", "Jumlah")]
        assert "periksa" in [each.value for each in choices.elements]
        assert choices.versions == (1,)
        assert [each.value for each in agency_choices(office.runtime)] == ["asal", "tujuan"]
        with pytest.raises(UnknownProcess):
            process_choices(office.runtime, "proses", 2)
