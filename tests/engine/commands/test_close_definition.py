"""Closing a process to new starts, and opening it again."""

from dataclasses import replace

import pytest

from engine.authorization.access import MayNotDeploy
from engine.authorization.messages import INTEGRATION
from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.correlate_message import CorrelateMessage, MessageOutcome, correlate_message
from engine.commands.reopen_definition import ReopenDefinition, reopen_definition
from engine.errors import InvalidInput
from engine.queries.instances import instances
from engine.queries.start import catalogue, start_view
from engine.store import tables
from engine.store.pins import UnknownProcess
from tests.factories.models import end, message, service_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks


def close(office: Office, version: int | None = None, by: str = "desi", reason: str = "Diganti.") -> None:
    close_definition(
        office.runtime,
        CloseDefinition(process_key="proses", version=version, actor=office.actor(by), reason=reason),
    )


def reopen(office: Office, version: int | None = None) -> None:
    reopen_definition(
        office.runtime,
        ReopenDefinition(process_key="proses", version=version, actor=office.actor("desi"), reason="Sudah beres."),
    )


def another_version() -> bytes:
    return a_case_process(start("mulai"), a_task("langsung"), end("selesai"), flows=["mulai -> langsung -> selesai"])


def test_nobody_starts_a_closed_process_and_what_runs_goes_on(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        office.start("ana")

        close(office)

        assert catalogue(office.runtime, office.actor("ana")) == ()
        with pytest.raises(UnknownProcess):
            start_view(office.runtime, office.actor("ana"), "proses", language="id")
        office.complete("ana", "periksa")
        office.complete("kepala", "putuskan")
        assert office.status() == "completed"
        with pytest.raises(UnknownProcess):
            office.start("ana")


def test_closing_the_newest_version_brings_back_the_one_before(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        office.deploy(another_version(), by="desi")

        close(office, version=2)

        assert [each.version for each in catalogue(office.runtime, office.actor("ana"))] == [1]
        office.start("ana")
        assert office.open_tasks() == ["periksa"]


def test_a_process_that_was_opened_again_is_started_again(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        close(office)

        reopen(office)

        office.start("ana")
        assert office.open_tasks() == ["periksa"]


def test_a_new_version_is_open(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        close(office)

        office.deploy(another_version(), by="desi")

        office.start("ana")
        assert office.open_tasks() == ["langsung"]


def test_only_designers_of_the_owning_agency_may(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        for username in ("dodi", "sari", "ana"):
            with pytest.raises(MayNotDeploy, match="asal"):
                close(office, by=username)


def test_who_closed_and_why_is_kept(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        close(office)
        close(office)
        reopen(office)

        rows = office.rows(tables.closing)
        assert [(row.closed, row.reason) for row in rows] == [(True, "Diganti."), (False, "Sudah beres.")]
        assert {row.person_id for row in rows} == {office.actor("desi").person_id}


def test_a_reason_is_needed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        with pytest.raises(InvalidInput):
            close(office, reason="")


def test_an_unknown_process_cannot_be_closed(database_url: str) -> None:
    with an_office(database_url) as office, pytest.raises(UnknownProcess):
        close(office)


def test_messages_wait_while_the_process_that_they_start_is_closed(database_url: str) -> None:
    process = a_case_process(
        start("datang", message("Berkas")), a_task("periksa"), end("selesai"), flows=["datang -> periksa -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(process, by="desi")
        close(office)
        (capacity,) = office.actor("ana").capacities
        sender = replace(office.actor("ana"), capacities=(replace(capacity, functions=frozenset({INTEGRATION})),))
        sent = correlate_message(office.runtime, CorrelateMessage(actor=sender, name="Berkas", payload={}))

        reopen(office)
        office.work()

        assert sent.outcome is MessageOutcome.BUFFERED
        assert [row.element_id for row in office.rows(tables.user_task)] == ["periksa"]


def test_a_case_that_a_message_started_is_seen_by_the_supervisors_of_the_agency(database_url: str) -> None:
    process = a_case_process(
        start("datang", message("Berkas")),
        service_task("layanan", "uji"),
        end("selesai"),
        flows=["datang -> layanan -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process, by="desi")
        (capacity,) = office.actor("ana").capacities
        sender = replace(office.actor("ana"), capacities=(replace(capacity, functions=frozenset({INTEGRATION})),))

        correlate_message(office.runtime, CorrelateMessage(actor=sender, name="Berkas", payload={}))

        assert len(instances(office.runtime, office.actor("sari")).rows) == 1
        assert instances(office.runtime, office.actor("tari")).rows == ()
