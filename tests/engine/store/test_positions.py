"""Where tokens stand: rows only for those that no inbox knows."""

from engine.commands.edit_and_retry import EditAndRetry, edit_and_retry
from engine.queries.element_counts import element_counts
from engine.store import tables
from tests.factories.models import end, service_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks


def tokens(office: Office) -> dict[str, int]:
    return dict(element_counts(office.runtime, office.actor("sari"), "proses").tokens)


def test_a_token_in_a_task_is_counted_where_it_is_already(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.complete("ana", "periksa")

        assert office.rows(tables.token_position) == []
        assert tokens(office) == {"putuskan": 1}


def test_a_token_before_a_service_has_a_row_until_it_goes_on(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        a_task("periksa"),
        service_task("layanan", "uji"),
        end("z"),
        flows=["mulai -> periksa -> layanan -> z"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        office.complete("ana", "periksa")

        assert [row.element_id for row in office.rows(tables.token_position)] == ["layanan"]
        assert tokens(office) == {"layanan": 1}


def test_a_task_that_could_not_be_addressed_stands_there_until_it_can(database_url: str) -> None:
    process = a_case_process(start("mulai"), a_task("periksa", to="=tujuan"), end("z"), flows=["mulai -> periksa -> z"])
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        (stuck,) = office.rows(tables.incident)
        before = tokens(office)

        edit_and_retry(
            office.runtime,
            EditAndRetry(
                instance_id=stuck.instance_id,
                execution=stuck.execution,
                token=stuck.token,
                actor=office.actor("sari"),
                values={"tujuan": "petugas@asal"},
                reason="Tujuan belum terisi.",
            ),
        )

        assert before == tokens(office) == {"periksa": 1}
        assert office.rows(tables.token_position) == []
        assert office.open_tasks() == ["periksa"]
