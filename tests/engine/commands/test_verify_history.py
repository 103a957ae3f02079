"""The proof that nobody changed a history behind the program's back."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.commands.verify_history import verify_history
from engine.store import tables
from engine.store.history import HistoryKey
from tests.factories.offices import Office, an_office, two_desks
from tests.factories.people import rows

events = tables.history_event
columns = events.c


def a_past(office: Office) -> None:
    """Two cases, of which one is done."""
    office.deploy(two_desks())
    office.start("ana")
    office.start("ana")
    office.complete("ana", "periksa")
    office.complete("kepala", "putuskan")


def meddle(office: Office, *statements: Any) -> None:
    """Change the database behind the program's back."""
    with office.runtime.database.begin() as work:
        work.begin_write()
        for statement in statements:
            work.connection.execute(statement)
        work.commit()


def faults(office: Office) -> set[tuple[int | None, str]]:
    return {(fault.sequence, fault.what) for fault in verify_history(office.runtime).faults}


def test_an_untouched_history_has_no_faults(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)

        found = verify_history(office.runtime)

        assert (found.instances, found.events, found.faults) == (2, len(office.rows(events)), ())


@pytest.mark.parametrize(
    "change",
    [{"detail": "{}"}, {"kind": "UserTaskReleased"}, {"capacity": "plt"}, {"person_id": None}, {"hash": b"\0" * 32}],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_entry_shows(sqlite_url: str, change: dict[str, Any]) -> None:
    with an_office(sqlite_url) as office:
        a_past(office)
        entry = next(row for row in office.rows(events) if row.kind == "UserTaskCompleted")
        here = sa.and_(columns.instance_id == entry.instance_id, columns.sequence == entry.sequence)

        meddle(office, events.update().where(here).values(**change))

        assert (entry.sequence, "changed") in faults(office)


def middle(office: Office) -> tuple[Any, Any]:
    """An entry that is neither first nor last, and the one behind it."""
    mine = sorted((r for r in office.rows(events) if r.instance_id == office.case), key=lambda r: r.sequence)
    return mine[1], mine[2]


def at(row: Any) -> Any:
    return sa.and_(columns.instance_id == row.instance_id, columns.sequence == row.sequence)


def test_a_deleted_entry_shows(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        gone, _ = middle(office)

        meddle(office, events.delete().where(at(gone)))

        assert (gone.sequence, "missing") in faults(office)


def test_reordered_entries_show(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        a_past(office)
        one, other = middle(office)

        meddle(
            office,
            events.update().where(at(one)).values(sequence=999),
            events.update().where(at(other)).values(sequence=one.sequence),
            events.update().where(columns.sequence == 999).values(sequence=other.sequence),
        )

        assert {(one.sequence, "changed"), (other.sequence, "changed")} <= faults(office)


def test_a_swapped_value_shows(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        entry = next(row for row in office.rows(events) if row.value is not None)

        meddle(office, events.update().where(at(entry)).values(value='{"answers":{"palsu":1}}'))

        assert (entry.sequence, "value changed") in faults(office)


def test_an_erased_value_is_no_fault(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)

        meddle(office, events.update().values(value=None, salt=None))

        assert faults(office) == set()


def test_a_deleted_end_shows(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        last = max((row for row in office.rows(events) if row.instance_id == office.case), key=lambda r: r.sequence)

        meddle(office, events.delete().where(at(last)))

        assert faults(office) == {(None, "end differs")}


def test_a_history_that_is_gone_shows(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        a_past(office)

        meddle(office, events.delete().where(columns.instance_id == office.case))

        assert faults(office) == {(None, "end differs")}


def in_a_case(table: sa.Table) -> bool:
    return "instance_id" in table.c and table is not events


def test_a_deleted_case_shows_by_its_history(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)
        case = office.case
        dependent = [t for t in reversed(tables.metadata.sorted_tables) if in_a_case(t)]

        meddle(
            office,
            *(table.delete().where(table.c.instance_id == case) for table in dependent),
            tables.instance.delete().where(tables.instance.c.id == case),
        )

        assert faults(office) == {(None, "instance missing")}


def test_a_case_without_its_root_execution_shows(database_url: str) -> None:
    with an_office(database_url) as office:
        a_past(office)

        meddle(office, tables.execution.delete().where(tables.execution.c.instance_id == office.case))

        assert faults(office) == {(None, "execution missing")}


def test_another_key_finds_every_entry_changed(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        a_past(office)
        office.runtime = replace(office.runtime, history_key=HistoryKey(b"x" * 32))

        changed = [what for _, what in faults(office) if what == "changed"]

        assert len(changed) == len({row.sequence for row in rows(office.runtime, events)})


def test_a_case_that_moves_while_it_is_checked_is_no_fault(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        waiting = [lambda: office.complete("ana", "periksa")]

        def complete_after_the_first_look(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
            if "history_head" in statement and waiting:
                waiting.pop()()

        sa.event.listen(office.runtime.database.engine, "after_cursor_execute", complete_after_the_first_look)

        assert faults(office) == set()
        assert office.open_tasks() == ["putuskan"]
