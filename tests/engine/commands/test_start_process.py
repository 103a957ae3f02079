"""Starting a process: who may, with which answers, what the case is called, and what it keeps."""

import pytest

from engine.authorization.access import MayNotStart
from engine.errors import InvalidInput
from engine.store import tables
from engine.store.facts import Pins
from engine.store.idempotency import KeyReused
from engine.store.pins import UnknownProcess
from tests.factories.forms import form_bytes, required, text
from tests.factories.models import end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks
from tests.factories.together import together

FORM = form_bytes(text("nama", validate=required(minLength=3)), id="usul")


def one_desk(**more: str) -> bytes:
    elements = start("mulai"), a_task("periksa", form="usul"), end("selesai")
    return a_case_process(*elements, flows=["mulai -> periksa -> selesai"], form="usul", **more)


def test_a_start_runs_until_the_first_task(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())

        progress = office.start("ana")

        assert progress.status == "active"
        assert office.open_tasks() == ["periksa"]
        assert office.kinds()[0] == "ProcessStarted"


@pytest.mark.parametrize("username", ["kepala", "sari", "desi"])
def test_only_the_functions_that_the_model_names_may_start(sqlite_url: str, username: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())

        with pytest.raises(MayNotStart, match="petugas@"):
            office.start(username)

        assert office.rows(tables.instance) == []


def test_an_address_without_star_keeps_other_agencies_out(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks(by="petugas@asal"))

        with pytest.raises(MayNotStart):
            office.start("eka")


def test_an_unknown_process_is_named(database_url: str) -> None:
    with an_office(database_url) as office, pytest.raises(UnknownProcess, match="tidak-ada"):
        office.start("ana", "tidak-ada")


@pytest.mark.parametrize(
    ("answers", "wrong"), [({}, {"nama"}), ({"nama": "X"}, {"nama"}), ({"nama": "Sri", "lain": 1}, {"lain"})]
)
def test_wrong_answers_start_nothing(database_url: str, answers: dict[str, object], wrong: set[str]) -> None:
    with an_office(database_url) as office:
        office.deploy(one_desk(), FORM)

        with pytest.raises(InvalidInput) as refused:
            office.start("ana", answers=answers)

        assert set(refused.value.fields) == wrong
        assert office.rows(tables.instance) == []
        assert office.rows(tables.document_counter) == []


def test_the_answers_are_the_first_variables(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(one_desk(), FORM)

        number = office.start("ana", answers={"nama": "Sri"}).number

        assert office.value("nama") == "Sri"
        assert office.value("instance") == {"number": number, "started_on": office.runtime.today(), "agency": "asal"}


def test_numbers_count_up_within_a_prefix(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(numberPrefix="CUTI"))

        numbers = [office.start("ana").number for _ in range(3)]

        assert numbers == ["CUTI-2026-000001", "CUTI-2026-000002", "CUTI-2026-000003"]


def test_the_title_is_computed_from_the_answers(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(one_desk(title='="Usul " + nama'), FORM)

        office.start("ana", answers={"nama": "Sri"})

        assert [row.title for row in office.rows(tables.instance)] == ["Usul Sri"]
        assert [row.title for row in office.rows(tables.user_task)] == ["Usul Sri"]


def test_a_title_that_cannot_be_computed_gives_way_to_the_name_of_the_process(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(one_desk(title='="Usul " + tidak_ada'), FORM)

        office.start("ana", answers={"nama": "Sri"})

        assert [row.title for row in office.rows(tables.instance)] == ["Proses"]


def test_the_same_key_starts_one_case(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        first = office.start("ana", idempotency_key="k1")

        again = office.start("ana", idempotency_key="k1")

        assert again == first
        assert len(office.rows(tables.instance)) == 1


def test_the_same_key_sent_twice_at_once_starts_one_case(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())

        first, second = together(*[lambda: office.start("ana", idempotency_key="k1")] * 2)

        assert first == second
        assert len(office.rows(tables.instance)) == 1


def test_a_key_belongs_to_one_person(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())

        office.start("ana", idempotency_key="k1")
        office.start("budi", idempotency_key="k1")

        assert len(office.rows(tables.instance)) == 2


def test_a_key_cannot_be_used_for_other_answers(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(one_desk(), FORM)
        office.start("ana", answers={"nama": "Sri"}, idempotency_key="k1")

        with pytest.raises(KeyReused):
            office.start("ana", answers={"nama": "Bima"}, idempotency_key="k1")


def test_cases_that_start_at_once_have_different_numbers(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())

        started = together(*[lambda: office.start("ana")] * 4)

        assert sorted(each.number[-6:] for each in started) == ["000001", "000002", "000003", "000004"]


def versions(office: Office) -> list[tuple[int, int]]:
    """Of each case the pinned versions of its process and its form, oldest case first."""
    process = {row.id: row.version for row in office.rows(tables.process_definition)}
    form = {row.id: row.version for row in office.rows(tables.form_definition)}
    cases = sorted(office.rows(tables.instance), key=lambda row: row.number)
    return [(process[row.definition_id], form[Pins.load(row.pins).forms["usul"]]) for row in cases]


def test_a_case_keeps_its_versions_when_newer_ones_are_deployed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(one_desk(), FORM)
        old = office.start("ana", answers={"nama": "Sri"}).instance_id
        office.deploy(one_desk(numberPrefix="BARU"), form_bytes(text("nip"), id="usul"))
        office.start("ana", answers={"nip": "1"})

        office.case = old
        with pytest.raises(InvalidInput) as refused:
            office.complete("ana", "periksa", {"nip": "1"})

        assert set(refused.value.fields) == {"nip"}
        assert office.complete("ana", "periksa", {"nama": "Sri"}).status == "completed"
        assert sorted(versions(office)) == [(1, 1), (2, 2)]
