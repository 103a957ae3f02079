"""Thousands of cases of the office, written as rows: what lists and counts cost when there are many."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.ids import new_id
from engine.store import tables
from tests.factories.offices import Office, two_desks
from tests.factories.people import NOW

MANY = 20_000
AT_ONCE = 2_000


def many_cases(office: Office, count: int = MANY) -> None:
    """Copies of one real case, older and older.

    Every tenth has ended; of the others every 100th stands still with an incident, the rest wait in `periksa`, every
    50th of them held by Budi. Odd ones were started by `tujuan`, and every 40th of `asal` has `tujuan` taking part.
    """
    office.deploy(two_desks())
    office.start("ana")
    with office.runtime.database.begin() as work:
        work.begin_write()
        read = work.connection.execute
        case = read(sa.select(tables.instance)).one()
        root = read(sa.select(tables.execution)).one()
        task = read(sa.select(tables.user_task)).one()
        groups = {row.address: row for row in read(sa.select(tables.function_group))}
        for first in range(0, count, AT_ONCE):
            rows = Rows(office, case, root, task, groups)
            for number in range(first, min(first + AT_ONCE, count)):
                rows.add(number)
            rows.write(work.connection)
        if not work.embedded:
            work.connection.exec_driver_sql("ANALYZE")
        work.commit()


class Rows:
    """Rows by table, written in an order that keeps references whole."""

    def __init__(self, office: Office, case: Any, root: Any, task: Any, groups: Any) -> None:
        self.case, self.root, self.task, self.groups = case._mapping, root._mapping, task._mapping, groups
        self.budi = office.actor("budi").person_id
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def put(self, table: sa.Table, row: dict[str, Any]) -> None:
        self.rows.setdefault(table.name, []).append(row)

    def write(self, connection: sa.Connection) -> None:
        for table in tables.metadata.sorted_tables:
            if table.name in self.rows:
                connection.execute(table.insert(), self.rows[table.name])

    def add(self, number: int) -> None:
        identity, active = new_id(), number % 10 != 0
        home = "tujuan" if number % 2 else "asal"
        started = NOW - timedelta(hours=number)
        case = {
            "id": identity,
            "number": f"BANYAK-2026-{number:06d}",
            "title": f"Kasus {number}",
            "started_at": started,
            "status": "active" if active else "completed",
            "agency_id": self.groups[f"petugas@{home}"].agency_id,
        }
        self.put(tables.instance, {**self.case, **case})
        self.put(tables.execution, {**self.root, "instance_id": identity})
        self.put(tables.instance_search, {"instance_id": identity, "name": "nip", "value": f"{number:018d}"})
        self.open_to(identity, f"petugas@{home}")
        if home == "asal":
            self.open_to(identity, "kepala@asal")
            if number % 40 == 0:
                self.open_to(identity, "petugas@tujuan")
        if not active:
            return
        if number % 100 == 2:
            self.stand_still(identity, number)
        else:
            self.wait(identity, number, home)

    def open_to(self, identity: UUID, address: str) -> None:
        group = self.groups[address]
        row = {"instance_id": identity, "group_id": group.id, "agency_id": group.agency_id}
        self.put(tables.instance_agency, row)

    def stand_still(self, identity: UUID, number: int) -> None:
        place = {"instance_id": identity, "execution": 0, "token": 1, "element_id": "putuskan"}
        self.put(tables.token_position, {**place, "definition_id": self.case["definition_id"]})
        raised = {"code": "feel", "detail": "rusak", "raised_at": NOW - timedelta(minutes=number)}
        self.put(tables.incident, {**place, **raised})

    def wait(self, identity: UUID, number: int, home: str) -> None:
        group, task_id = self.groups[f"petugas@{home}"], new_id()
        holder = self.budi if number % 50 == 4 else None
        due = None if number % 3 == 0 else NOW + timedelta(hours=500 - number)
        task = {
            "id": task_id,
            "instance_id": identity,
            "instance_number": f"BANYAK-2026-{number:06d}",
            "title": f"Kasus {number}",
            "assignee": holder,
            "addressed_to": f"petugas@{home}",
            "due": due,
        }
        self.put(tables.user_task, {**self.task, **task})
        candidate = {"task_id": task_id, "group_id": group.id, "agency_id": group.agency_id, "due": due}
        self.put(tables.task_candidate, {**candidate, "rank": -50, "unassigned": 1 if holder is None else 0})
