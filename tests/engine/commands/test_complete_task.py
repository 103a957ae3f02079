"""Completing a task: who may, what is taken, what is recorded, and what a repetition does."""

import pytest

from engine.authorization.claims import NotAddressed
from engine.authorization.decisions import ActingOfficialBarred
from engine.authorization.four_eyes import FourEyes
from engine.commands.claim_task import ClaimTask, claim_task
from engine.errors import InvalidInput, NotFound
from engine.ids import new_id
from engine.store import tables
from engine.store.codec import load
from engine.store.idempotency import KeyReused
from engine.store.task_rows import TaskChanged, TaskGone, TaskTaken
from tests.factories.forms import form_bytes, number, required, text
from tests.factories.models import end, start
from tests.factories.offices import a_case_process, a_task, an_office, two_desks

FORM = form_bytes(text("catatan", validate=required(minLength=3)), number("jumlah"), id="isian")


def test_completing_moves_the_case_to_the_next_desk(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        progress = office.complete("budi", "periksa")

        assert office.open_tasks() == ["putuskan"]
        assert [(each.name, each.addressed_to) for each in progress.waiting_for] == [("putuskan", ("kepala@asal",))]
        assert progress.next_task is None


def test_the_person_is_told_of_a_next_task_that_is_theirs(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())

        progress = office.start("ana")

        assert progress.next_task is not None
        assert progress.next_task.task_id == office.task("periksa")


def test_answers_become_variables_and_stand_in_the_history_apart(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(form="isian"), FORM)
        office.start("ana")

        office.complete("budi", "periksa", {"catatan": "lengkap", "jumlah": 3})

        entry = next(row for row in office.rows(tables.history_event) if row.kind == "UserTaskCompleted")
        assert office.value("catatan") == "lengkap"
        assert load(entry.detail)["fields"] == ["catatan", "jumlah"]
        assert "lengkap" not in entry.detail
        assert load(entry.value)["answers"] == {"catatan": "lengkap", "jumlah": 3}
        assert (entry.person_id, entry.capacity) == (office.actor("budi").person_id, "definitif")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {"catatan"}),
        ({"catatan": "ya"}, {"catatan"}),
        ({"catatan": "lengkap", "jumlah": "banyak"}, {"jumlah"}),
        ({"catatan": "lengkap", "lain": 1}, {"lain"}),
    ],
    ids=["missing", "too short", "wrong type", "extra"],
)
def test_wrong_answers_are_marked_and_nothing_moves(database_url: str, answers: object, wrong: set[str]) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(form="isian"), FORM)
        office.start("ana")
        before = office.kinds()

        with pytest.raises(InvalidInput) as refused:
            office.complete("budi", "periksa", answers)

        assert set(refused.value.fields) == wrong
        assert office.open_tasks() == ["periksa"]
        assert office.kinds() == before


def test_a_variable_called_typename_is_just_data(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(form="isian"), form_bytes(text("typename"), id="isian"))
        office.start("ana")

        office.complete("budi", "periksa", {"typename": "UserTask"})
        office.complete("kepala", "putuskan")

        assert office.status() == "completed"
        assert office.value("typename") == "UserTask"


def test_a_task_of_another_agency_does_not_exist_for_outsiders(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(NotFound):
            office.complete("eka", "periksa")

        assert office.open_tasks() == ["periksa"]


def test_who_takes_part_is_told_whose_task_it_is(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.complete("ana", "periksa")

        with pytest.raises(NotAddressed, match="kepala@asal"):
            office.complete("budi", "putuskan")


def test_an_unknown_task_is_not_found(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(NotFound):
            office.complete("ana", "", task_id=new_id())


def test_a_task_that_a_colleague_took_is_refused_with_the_name(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        with pytest.raises(TaskTaken) as refused:
            office.complete("budi", "periksa")

        assert refused.value.facts["by"] == office.actor("ana").name


def test_a_completed_task_says_by_whom_and_when(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        task = office.task("periksa")
        office.complete("ana", "periksa")

        with pytest.raises(TaskGone) as refused:
            office.complete("budi", "periksa", task_id=task)

        assert refused.value.facts == {"by": office.actor("ana").name, "at": office.clock.now()}


def test_the_version_that_was_shown_must_still_be_the_version(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        with pytest.raises(TaskChanged):
            office.complete("ana", "periksa", version=1)


def test_the_same_key_brings_the_same_answer_and_no_second_effect(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        task = office.task("periksa")
        first = office.complete("ana", "periksa", idempotency_key="k1")
        before = office.kinds()

        again = office.complete("ana", "periksa", task_id=task, idempotency_key="k1")

        assert again == first
        assert office.kinds() == before


def test_a_key_cannot_be_used_for_another_request(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(form="isian"), FORM)
        office.start("ana")
        task = office.task("periksa")
        office.complete("ana", "periksa", {"catatan": "lengkap"}, idempotency_key="k1")

        with pytest.raises(KeyReused):
            office.complete("ana", "periksa", {"catatan": "berbeda"}, task_id=task, idempotency_key="k1")


def test_an_acting_official_is_refused_where_no_table_allows_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(decides="sk_pemindahan"))
        office.start("ana")
        office.complete("ana", "periksa")

        with pytest.raises(ActingOfficialBarred):
            office.complete("plt", "putuskan")

        assert office.open_tasks() == ["putuskan"]


def test_one_person_decides_only_one_task_of_a_four_eyes_group(database_url: str) -> None:
    group = {"lintas:fourEyes": "pemeriksaan"}
    process = a_case_process(
        start("mulai"),
        a_task("periksa", properties=group),
        a_task("periksa_ulang", properties=group),
        end("selesai"),
        flows=["mulai -> periksa -> periksa_ulang -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        office.complete("ana", "periksa")

        with pytest.raises(FourEyes):
            office.complete("ana", "periksa_ulang")

        assert office.complete("budi", "periksa_ulang").status == "completed"
