"""Why a decision came out as it did, as the history tells it."""

import sqlalchemy as sa

from engine.queries import history as queries
from engine.queries.history import Why, history
from engine.store import tables
from engine.store.history import check_chain
from tests.engine.dmn.builders import a_decision, a_file, a_table, an_input
from tests.factories.models import business_rule_task, end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office

TABLE = a_file(
    an_input("masa_kerja"),
    a_decision(
        "kelayakan",
        a_table(["masa_kerja"], ["layak"], [["< 4", "false", "PP 17/2020 pasal 1"], [">= 4", "true", "PP 17/2020"]]),
        inputs=["masa_kerja"],
    ),
)
PROCESS = a_case_process(
    start("mulai"),
    a_task("periksa", outputs={"masa_kerja": "=7"}),
    business_rule_task("nilai", "kelayakan", "hasil"),
    a_task("putuskan"),
    end("selesai"),
    flows=["mulai -> periksa -> nilai -> putuskan -> selesai"],
)


def decided(office: Office) -> None:
    """A case whose decision was made."""
    office.deploy(PROCESS, TABLE)
    office.start("ana")
    office.complete("ana", "periksa")


def why(office: Office, username: str) -> Why:
    """What a person is told of the decision."""
    assert office.case is not None
    entries = history(office.runtime, office.actor(username), office.case)
    return next(entry.why for entry in entries if entry.why is not None)


def test_a_supervisor_is_told_the_rules_their_legal_basis_and_what_they_were_applied_to(database_url: str) -> None:
    with an_office(database_url) as office:
        decided(office)

        assert why(office, "sari") == Why(
            "kelayakan", ("table_2",), ("PP 17/2020",), {"masa_kerja": 7}, True, (), version=1
        )


def test_who_only_takes_part_is_told_rules_and_basis_without_the_values(database_url: str) -> None:
    with an_office(database_url) as office:
        decided(office)

        assert why(office, "ana") == Why("kelayakan", ("table_2",), ("PP 17/2020",), version=1)


def test_the_version_that_decided_is_told_whatever_is_deployed_later(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(PROCESS, TABLE)
        office.start("ana")
        office.deploy(TABLE.replace(b" 4</text>", b" 9</text>"))
        office.complete("ana", "periksa")

        told = why(office, "sari")

        assert (told.version, told.result) == (1, True)


def test_entries_from_before_the_version_was_kept_are_told_without_it() -> None:
    assert queries.why(["kelayakan", [["kelayakan", ["r1"]]]], []) == Why("kelayakan", ("r1",), ())
    assert queries.why(["kelayakan", [], ["PP"]], []) == Why("kelayakan", (), ("PP",))


def test_erased_values_leave_rules_and_basis_and_a_chain_that_verifies(database_url: str) -> None:
    with an_office(database_url) as office:
        decided(office)
        with office.runtime.database.begin() as work:
            work.begin_write()
            work.connection.execute(sa.update(tables.history_event).values(value=None, salt=None))
            work.commit()

        assert why(office, "sari") == Why("kelayakan", ("table_2",), ("PP 17/2020",), version=1)
        events = sorted(office.rows(tables.history_event), key=lambda row: row.sequence)
        rows = [row._mapping for row in events]
        last = events[-1]
        assert check_chain(office.runtime.history_key, rows, last.instance_id, last.sequence, last.hash) == []
