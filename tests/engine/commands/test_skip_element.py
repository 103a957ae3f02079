"""A supervisor lets a case pass over what a system should have done, and nothing else."""

from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.fail_job import FailJob, fail_job
from engine.commands.skip_element import SkipElement, skip_element
from engine.elements.moving import SkipRefused
from engine.errors import InvalidInput, NotFound
from engine.queries.instance import instance_view
from engine.store import tables
from engine.store.codec import load
from engine.store.service_jobs import JobToken
from tests.factories.models import end, service_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

REASON = "SIASN tidak menjawab sejak dua hari; profil diisi dari berkas."


def started(office: Office) -> JobToken:
    """start -> layanan (another system) -> periksa -> end."""
    process = a_case_process(
        start("mulai"),
        service_task("layanan", "uji"),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> layanan -> periksa -> selesai"],
    )
    office.deploy(process)
    office.start("ana")
    (row,) = office.rows(tables.service_job)
    return JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)


def skip(office: Office, token: JobToken, by: str = "sari", **more: Any) -> None:
    skip_element(
        office.runtime,
        SkipElement(
            instance_id=token.instance_id,
            execution=token.execution,
            token=token.token,
            actor=office.actor(by),
            **{"reason": REASON, **more},
        ),
    )


def test_a_service_that_does_not_answer_is_passed_over_with_what_it_would_have_given(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office)

        skip(office, token, values={"profil": {"nip": "1970"}})

        assert office.open_tasks() == ["periksa"]
        assert office.value("profil") == {"nip": "1970"}
        assert office.rows(tables.service_job) == []


def test_an_incident_is_passed_over(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office)
        fail_job(office.runtime, FailJob(token=token, code="offline", detail="tidak menjawab", final=True))

        skip(office, token)

        assert office.open_tasks() == ["periksa"]
        assert office.rows(tables.incident) == []


def test_history_and_diagram_do_not_say_that_it_was_done(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office)

        skip(office, token, values={"profil": 1})

        entry = next(row for row in office.rows(tables.history_event) if row.kind == "ElementSkipped")
        assert (entry.element_id, entry.person_id) == ("layanan", office.actor("sari").person_id)
        assert load(entry.value) == {"reason": REASON, "values": {"profil": 1}, "before": {"profil": None}}
        view = instance_view(office.runtime, office.actor("sari"), token.instance_id)
        assert {step.element_id: step.state for step in view.steps} == {"layanan": "skipped", "periksa": "active"}


def test_a_task_of_people_is_never_passed_over(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        (row,) = office.rows(tables.user_task)

        with pytest.raises(SkipRefused):
            skip(office, JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token))

        assert office.open_tasks() == ["periksa"]


def test_only_supervisors_who_give_a_reason_may(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office)

        with pytest.raises(MayNotSupervise):
            skip(office, token, by="ana")
        with pytest.raises(NotFound):
            skip(office, token, by="tari")
        with pytest.raises(InvalidInput):
            skip(office, token, reason="")
        assert len(office.rows(tables.service_job)) == 1
