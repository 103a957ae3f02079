"""What stops a case, and how a supervisor sets it going again."""

from datetime import timedelta

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.errors import NotFound
from engine.store import tables
from engine.store.groups import intern_groups
from tests.factories.forms import form_bytes, text
from tests.factories.models import boundary, end, exclusive, parallel, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.people import a_position


def a_fork() -> bytes:
    """Beside the task betulkan, a gateway that has no way out unless the variable jalan says so."""
    return a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("betulkan", form="isian"),
        a_task("siapkan"),
        exclusive("pilih"),
        end("selesai"),
        end("tamat"),
        flows=[
            "mulai -> pisah -> siapkan -> pilih",
            "pisah -> betulkan -> tamat",
            'pilih -> selesai [=jalan = "ya"]',
            'pilih -> tamat [=jalan = "tidak"]',
        ],
    )


def stuck(office: Office) -> None:
    office.deploy(a_fork(), form_bytes(text("jalan"), id="isian"))
    office.start("ana")
    office.complete("ana", "siapkan")


def retry(office: Office, username: str) -> None:
    (row,) = office.rows(tables.incident)
    place = {"instance_id": row.instance_id, "execution": row.execution, "token": row.token}
    retry_incident(office.runtime, RetryIncident(**place, actor=office.actor(username)))


def test_a_gateway_without_matching_flow_stops_its_token_only(database_url: str) -> None:
    with an_office(database_url) as office:
        stuck(office)

        assert [row.element_id for row in office.rows(tables.incident)] == ["pilih"]
        assert office.open_tasks() == ["betulkan"]
        assert office.status() == "active"


def test_a_retry_after_the_cause_is_gone_moves_the_case_on(database_url: str) -> None:
    with an_office(database_url) as office:
        stuck(office)
        office.complete("ana", "betulkan", {"jalan": "ya"})

        retry(office, "sari")

        assert office.rows(tables.incident) == []
        assert office.status() == "completed"
        assert "IncidentRetried" in office.kinds()


def test_a_retry_in_vain_is_an_incident_again(database_url: str) -> None:
    with an_office(database_url) as office:
        stuck(office)

        retry(office, "sari")

        assert [row.element_id for row in office.rows(tables.incident)] == ["pilih"]


@pytest.mark.parametrize(("username", "error"), [("ana", MayNotSupervise), ("eka", NotFound)])
def test_only_supervisors_of_the_agency_retry(database_url: str, username: str, error: type[Exception]) -> None:
    with an_office(database_url) as office:
        stuck(office)

        with pytest.raises(error):
            retry(office, username)


def test_what_is_no_incident_is_not_found(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        stuck(office)
        assert office.case is not None
        command = RetryIncident(instance_id=office.case, execution=0, token=999, actor=office.actor("sari"))

        with pytest.raises(NotFound):
            retry_incident(office.runtime, command)


def a_lost_task(office: Office) -> None:
    """A task for an address that nobody has, after one that somebody has."""
    process = a_case_process(
        start("mulai"),
        a_task("siapkan"),
        a_task("periksa", to="arsiparis@asal"),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        a_task("susulan"),
        end("selesai"),
        flows=["mulai -> siapkan -> periksa -> selesai", "tenggat -> susulan -> selesai"],
    )
    office.deploy(process)
    office.start("ana")
    office.complete("ana", "siapkan")


def test_a_task_for_an_unknown_address_is_an_incident(database_url: str) -> None:
    with an_office(database_url) as office:
        a_lost_task(office)

        (row,) = office.rows(tables.incident)
        assert (row.code, row.element_id) == ("unknown_address", "periksa")
        assert "arsiparis@asal" in row.detail


def test_the_task_reaches_the_address_when_it_exists(database_url: str) -> None:
    with an_office(database_url) as office:
        a_lost_task(office)
        agency = next(row.id for row in office.rows(tables.agency) if row.code == "asal")
        a_position(office.runtime, agency, "arsip-1", "arsiparis")
        with office.runtime.database.begin() as work:
            work.begin_write()
            intern_groups(work.connection)
            work.commit()

        retry(office, "sari")

        assert office.rows(tables.incident) == []
        assert [row.task_id for row in office.rows(tables.task_candidate)] == [office.task("periksa")]


def test_a_retry_changes_nothing_while_the_address_is_unknown(database_url: str) -> None:
    with an_office(database_url) as office:
        a_lost_task(office)

        retry(office, "sari")

        assert [row.code for row in office.rows(tables.incident)] == ["unknown_address"]


def test_the_incident_of_a_task_goes_when_the_process_takes_the_task_away(database_url: str) -> None:
    with an_office(database_url) as office:
        a_lost_task(office)
        office.clock.move(timedelta(days=1))

        office.work()

        assert office.open_tasks() == ["susulan"]
        assert office.rows(tables.incident) == []


@pytest.mark.parametrize("to", ["literal", "computed"])
def test_a_task_may_have_very_many_addresses(database_url: str, to: str) -> None:
    addresses = {
        "literal": ",".join(["petugas@asal", *(f"arsiparis{place}@asal" for place in range(60))]),
        "computed": '=concatenate(["petugas@asal"], for i in 1..60 return "arsiparis" + string(i) + "@asal")',
    }
    process = a_case_process(
        start("mulai"), a_task("periksa", to=addresses[to]), end("selesai"), flows=["mulai -> periksa -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        assert office.complete("ana", "periksa").status == "completed"
