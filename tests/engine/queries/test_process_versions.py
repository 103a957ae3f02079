"""Versions for designers: who, when, what changed; and the files as they were uploaded."""

import io
import zipfile

import pytest

from engine.bundles.files import BundleFile, read_archive
from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.queries.process_download import process_download
from engine.queries.process_versions import process_versions
from engine.queries.processes import process_view, processes
from engine.store.pins import UnknownProcess
from tests.factories.models import end, start
from tests.factories.offices import NO_QUESTIONS, a_case_process, a_task, an_office, two_desks


def another_version() -> bytes:
    return a_case_process(
        start("mulai"),
        a_task("periksa", to="kepala@asal"),
        a_task("arsipkan"),
        end("selesai"),
        flows=["mulai -> periksa -> arsipkan -> selesai"],
    )


def test_each_version_says_who_deployed_it_and_what_changed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        office.start("ana")
        office.deploy(another_version(), by="desi")

        found = process_versions(office.runtime, office.actor("desi"), "proses")

        newest, oldest = found.rows
        assert (newest.version, newest.deployed_by, newest.agency_name, newest.running) == (2, "Desi", "asal", 0)
        assert newest.changes is not None
        assert "arsipkan" in [each.element_id for each in newest.changes.added]
        assert "putuskan" in [each.element_id for each in newest.changes.removed]
        assert "periksa" in [each.element_id for each in newest.changes.changed]
        assert (oldest.version, oldest.changes, oldest.running) == (1, None, 1)


def test_versions_come_in_pages(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        office.deploy(another_version(), by="desi")

        first = process_versions(office.runtime, office.actor("ana"), "proses", limit=1)
        second = process_versions(office.runtime, office.actor("ana"), "proses", before=first.next, limit=1)

        assert [row.version for row in (*first.rows, *second.rows)] == [2, 1]
        assert first.rows[0].changes
        assert second.next is None


def test_only_the_designer_of_the_owner_is_told_that_changes_are_possible(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        may = {
            name: process_versions(office.runtime, office.actor(name), "proses").may_change
            for name in ("desi", "dodi", "sari")
        }

        assert may == {"desi": True, "dodi": False, "sari": False}


def test_a_closed_version_is_shown_with_who_closed_it_and_why(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")
        close_definition(
            office.runtime, CloseDefinition(process_key="proses", actor=office.actor("desi"), reason="Aturan berubah.")
        )

        (row,) = process_versions(office.runtime, office.actor("ana"), "proses").rows

        assert row.closed
        assert [(each.closed, each.person_name, each.reason) for each in row.closings] == [
            (True, "Desi", "Aturan berubah.")
        ]
        assert [each.closed for each in processes(office.runtime, office.actor("ana"))] == [True]
        assert process_view(office.runtime, office.actor("ana"), "proses").closed


def test_the_files_come_back_as_they_were_uploaded(database_url: str) -> None:
    files = (
        BundleFile("processes/proses/process.bpmn", two_desks()),
        BundleFile("processes/proses/README.md", b"# Proses\n"),
        BundleFile("processes/proses/bundle.toml", b'key = "proses"\nowner = "asal"\n'),
        BundleFile("forms/proses/kosong.form", NO_QUESTIONS),
    )
    with an_office(database_url) as office:
        deploy_bundle(office.runtime, DeployBundle(actor=office.actor("desi"), files=files))
        office.deploy(another_version(), by="desi")

        download = process_download(office.runtime, office.actor("ana"), "proses", 1)

        assert download.filename == "proses-v1.zip"
        assert {(each.path, each.content) for each in read_archive(download.content)} == {
            (each.path, each.content) for each in files
        }


def test_the_same_version_is_the_same_archive(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        one, two = (process_download(office.runtime, office.actor("ana"), "proses").content for _ in range(2))

        assert one == two
        assert zipfile.ZipFile(io.BytesIO(one)).testzip() is None


def test_what_is_unknown_has_neither_versions_nor_files(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks(), by="desi")

        with pytest.raises(UnknownProcess):
            process_versions(office.runtime, office.actor("ana"), "lain")
        with pytest.raises(UnknownProcess):
            process_download(office.runtime, office.actor("ana"), "proses", 7)
