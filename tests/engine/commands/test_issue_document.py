"""Letters of a case: numbered without gaps, marked as drafts, with the signer of the day."""

import pytest

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.jobs.services import perform
from engine.store import tables
from engine.store.service_jobs import JobToken
from tests.factories.models import end, service_task, start
from tests.factories.offices import NO_QUESTIONS, Office, a_case_process, a_task, an_office
from tests.factories.together import together

TEMPLATE = b"<p>Kepada {{ nama }}</p>"


def deploy(office: Office, template: bytes = TEMPLATE, **headers: str) -> None:
    """A process that writes one letter and then waits at arsip."""
    given = {"template": "sk", "kind": "sk", "title": "Surat Keputusan", **headers}
    letter = service_task("surat", "lintas:document", headers=given, inputs={"nama": '="Sri"'}, retries="1")
    process = a_case_process(
        start("mulai"), letter, a_task("arsip"), end("selesai"), flows=["mulai -> surat -> arsip -> selesai"]
    )
    files = [
        BundleFile("proses.bpmn", process),
        BundleFile("kosong.form", NO_QUESTIONS),
        BundleFile("sk.jinja", template),
    ]
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=files))


def test_the_case_gets_the_letter_and_its_number(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office)
        office.start("ana")
        office.work()

        (letter,) = office.rows(tables.document)
        assert letter.number == "1/SK/ASAL/XI/2026"
        assert office.value("document") == {"id": str(letter.id), "number": letter.number}
        assert "DocumentIssued" in office.kinds()
        assert "Kepada Sri" in letter.html


def test_a_letter_says_that_nobody_has_signed_it(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        deploy(office)
        office.start("ana")
        office.work()

        assert "KONSEP" in office.rows(tables.document)[0].html.upper()


def test_the_signer_is_the_definitive_holder_before_whoever_acts(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        deploy(office, signatory="kepala")
        office.start("ana")
        office.work()

        html = office.rows(tables.document)[0].html
        assert office.actor("kepala").name in html
        assert "jabatan-kepala" in html


def test_whoever_acts_signs_with_the_capacity_before_the_office(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        deploy(office, signatory="jabatan-plt")
        office.start("ana")
        office.work()

        assert "Plt. jabatan-plt" in " ".join(office.rows(tables.document)[0].html.split())


def tokens(office: Office) -> list[JobToken]:
    return [
        JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
        for row in office.rows(tables.service_job)
    ]


def test_letters_that_are_written_at_once_have_numbers_without_gap_or_double(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office)
        for _ in range(4):
            office.start("ana")

        together(*[lambda token=token: perform(office.runtime, token) for token in tokens(office)])

        numbers = sorted(row.number for row in office.rows(tables.document))
        assert numbers == [f"{count}/SK/ASAL/XI/2026" for count in (1, 2, 3, 4)]
        assert len(office.rows(tables.user_task)) == 4


def test_the_same_letter_is_not_written_twice(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office)
        office.start("ana")
        (token,) = tokens(office)

        together(*[lambda: perform(office.runtime, token)] * 2)

        assert [row.number for row in office.rows(tables.document)] == ["1/SK/ASAL/XI/2026"]


@pytest.mark.parametrize("template", [b"{{ tidak_ada }}", b"{{ 1 / 0 }}"])
def test_a_letter_that_cannot_be_written_uses_up_no_number(sqlite_url: str, template: bytes) -> None:
    with an_office(sqlite_url) as office:
        deploy(office, template)
        office.start("ana")
        office.work()

        assert [row.element_id for row in office.rows(tables.incident)] == ["surat"]
        assert office.rows(tables.document) == []
        assert [row.series for row in office.rows(tables.document_counter)] == ["case:KASUS"]
