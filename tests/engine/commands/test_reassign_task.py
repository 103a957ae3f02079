"""A supervisor distributes tasks: to a holder of the function, or back to all."""

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.errors import InvalidInput, NotFound
from engine.ids import new_id
from engine.model.ids import PersonId
from engine.queries.history import history
from engine.queries.inbox import InboxFilter, inbox
from engine.store import tables
from engine.store.task_rows import TaskChanged, TaskTaken
from tests.factories.models import end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks


def reassign(office: Office, to: str | PersonId | None, by: str = "sari", **more: object) -> None:
    person = office.actor(to).person_id if isinstance(to, str) else to
    command = {"task_id": office.task("periksa"), "reason": "Ana cuti.", **more}
    reassign_task(office.runtime, ReassignTask(actor=office.actor(by), to=person, **command))  # type: ignore[arg-type]


def mine(office: Office, username: str) -> int:
    return inbox(office.runtime, office.actor(username), InboxFilter(box="mine")).counts.mine


def begun(office: Office) -> None:
    office.deploy(two_desks())
    office.start("ana")


def test_the_task_goes_to_another_holder_even_if_somebody_holds_it(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        reassign(office, "budi")

        assert (mine(office, "ana"), mine(office, "budi")) == (0, 1)
        with pytest.raises(TaskTaken):
            office.complete("ana", "periksa")


def test_given_back_it_is_everybodys_again(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        reassign(office, None)

        assert mine(office, "ana") == 0
        office.complete("budi", "periksa")
        assert office.open_tasks() == ["putuskan"]


def test_the_history_tells_to_whom_by_whom_and_why(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        reassign(office, "budi")

        entry = history(office.runtime, office.actor("ana"), office.case)[-1]  # type: ignore[arg-type]
        assert (str(entry.text), entry.person_name, entry.reason) == ("periksa: given to Budi", "Sari", "Ana cuti.")
        row = office.rows(tables.history_event)[-1]
        assert "Budi" not in row.detail


def test_only_holders_of_the_function_can_be_given_the_task(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        for stranger in ("kepala", "eka", PersonId(new_id())):
            with pytest.raises(InvalidInput) as refused:
                reassign(office, stranger)
            assert set(refused.value.fields) == {"to"}


def test_only_supervisors_of_an_agency_that_is_asked_distribute_the_task(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("persiapan", to="petugas@tujuan"),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> persiapan -> periksa -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        office.complete("eka", "persiapan")

        with pytest.raises(MayNotSupervise, match="asal"):
            reassign(office, "budi", by="tari")
        with pytest.raises(MayNotSupervise):
            reassign(office, "budi", by="ana")


def test_for_strangers_there_is_no_such_task(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        with pytest.raises(NotFound):
            reassign(office, "budi", by="tari")


def test_a_reason_is_needed(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        with pytest.raises(InvalidInput) as refused:
            reassign(office, "budi", reason=" ")

        assert set(refused.value.fields) == {"reason"}


def test_the_version_that_was_shown_must_still_be_the_version(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)
        reassign(office, "budi", version=1)

        with pytest.raises(TaskChanged):
            reassign(office, "ana", version=1)
