"""The page of a case: where it stands, who is next, and what happened, in sentences."""

from datetime import timedelta
from typing import Any

import pytest

from engine.commands.claim_task import ClaimTask, claim_task
from engine.queries.instance import InstanceView, instance_view
from tests.factories.forms import form_bytes, radio, text
from tests.factories.models import (
    boundary,
    call_activity,
    catch,
    condition,
    end,
    error,
    exclusive,
    message,
    parallel,
    service_task,
    start,
    timer,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

VERDICT = form_bytes(radio("keputusan", "setuju", "tolak"), text("alasan"), id="putusan")


def view(office: Office, username: str = "ana", **more: Any) -> InstanceView:
    assert office.case is not None
    return instance_view(office.runtime, office.actor(username), office.case, **more)


def states(office: Office) -> dict[str, str]:
    return {step.element_id: step.state for step in view(office).steps}


def sentences(office: Office) -> list[str]:
    return [str(entry.text) for entry in view(office).timeline]


def test_it_says_who_is_next_by_name_and_office(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.complete("ana", "periksa")

        (wait,) = view(office).waiting_for

        assert (wait.kind, wait.element_id, wait.addressed_to) == ("task", "putuskan", ("kepala@asal",))
        assert [(each.person_name, each.status) for each in wait.holders] == [("Kepala", "definitif"), ("Plt", "plt")]
        assert wait.task_id is None


def test_only_who_may_open_the_task_gets_a_link_and_everybody_sees_who_holds_it(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))

        mine, supervisors = view(office).waiting_for[0], view(office, "sari").waiting_for[0]

        assert (mine.task_id, supervisors.task_id) == (office.task("periksa"), None)
        assert supervisors.assignee_name == office.actor("ana").name


def test_it_names_everything_that_the_case_waits_for(database_url: str) -> None:
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    process = a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        service_task("layanan"),
        catch("tunggu", message("Balasan", '="K"')),
        catch("syarat", condition("=" + " and ".join(["berkas_lengkap = true"] * 12))),
        call_activity("panggil", "anak"),
        end("selesai"),
        flows=[
            "mulai -> pisah -> periksa -> selesai",
            "pisah -> layanan -> selesai",
            "pisah -> tunggu -> selesai",
            "pisah -> syarat -> selesai",
            "pisah -> panggil -> selesai",
            "tenggat -> selesai",
        ],
    )
    with an_office(database_url) as office:
        office.deploy(process, child)
        office.start("ana")

        waits = {(wait.kind, wait.element_id) for wait in view(office).waiting_for}

        assert waits == {
            ("task", "periksa"),
            ("task", "teliti"),
            ("timer", "tenggat"),
            ("service", "layanan"),
            ("message", "tunggu"),
            ("condition", "syarat"),
        }


def test_steps_are_done_active_or_not_reached(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        first = states(office)

        office.complete("ana", "periksa")

        assert first == {"periksa": "active", "putuskan": ""}
        assert states(office) == {"periksa": "done", "putuskan": "active"}


def test_an_incident_shows_on_the_step_and_may_be_retried_by_supervisors(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("layanan", "lintas:quota-reserve", retries="1"),
        a_task("lanjut"),
        end("selesai"),
        flows=["mulai -> layanan -> lanjut -> selesai"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process)
        office.start("ana")
        office.work()

        (clerk,), (supervisor,) = view(office).incidents, view(office, "sari").incidents

        assert states(office)["layanan"] == "incident"
        assert (clerk.element_id, clerk.code) == ("layanan", "unknown_quota")
        assert (clerk.may_retry, supervisor.may_retry) == (False, True)


def test_a_step_that_was_interrupted_is_not_done(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        a_task("susulan"),
        end("selesai"),
        flows=["mulai -> periksa -> selesai", "tenggat -> susulan -> selesai"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process)
        office.start("ana")
        office.clock.move(timedelta(days=1))
        office.work()

        assert states(office) == {"periksa": "", "susulan": "active"}


def test_a_step_that_is_done_again_counts(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("periksa", form="putusan"),
        exclusive("cukup"),
        end("selesai"),
        flows=["mulai -> periksa -> cukup", 'cukup -> periksa [=keputusan = "tolak"]', "cukup -> selesai [default]"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process, VERDICT)
        office.start("ana")
        for verdict in ("tolak", "tolak", "setuju"):
            office.complete("ana", "periksa", {"keputusan": verdict})

        (step,) = view(office).steps

        assert (step.state, step.times) == ("done", 3)
        assert view(office).ended_element_name == "selesai"


def test_the_timeline_tells_deeds_with_person_office_reason_and_outcome(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(form="putusan"), VERDICT)
        office.start("ana")
        office.complete("budi", "periksa", {"keputusan": "setuju", "alasan": "lengkap"})

        entry = next(each for each in view(office).timeline if each.kind == "UserTaskCompleted")

        assert str(entry.text) == "periksa: setuju"
        assert (entry.person_name, entry.reason, entry.status) == ("Budi", "lengkap", "definitif")
        assert (entry.position.name, entry.agency.name) == ("jabatan-budi", "asal")  # type: ignore[union-attr]


def test_the_timeline_tells_what_happened_by_itself(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("layanan"),
        boundary("tenggat", "layanan", timer(duration="P1D")),
        end("selesai"),
        end("batal", error("TERLAMBAT")),
        flows=["mulai -> layanan -> selesai", "tenggat -> batal"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process)
        office.start("ana")
        office.clock.move(timedelta(days=1))
        office.work()

        told = sentences(office)

        assert told[0] == "Case started"
        assert "tenggat: the time has come" in told
        assert any("TERLAMBAT" in each for each in told)


@pytest.mark.parametrize("deed", ["claimed", "completed"])
def test_the_timeline_names_the_step_of_a_deed(sqlite_url: str, deed: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))
        office.complete("ana", "periksa")

        assert f"periksa: {deed}" in sentences(office)


def test_the_revision_changes_with_the_case(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        before = view(office).revision

        office.complete("ana", "periksa")

        assert view(office).revision != before
