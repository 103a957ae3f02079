"""Two agencies at work: people who sign in, processes they may start, and short ways to do both.

with an_office(database_url) as office:
    office.deploy(a_case_process(user_task("periksa"), ...), form_bytes(...))
    case = office.start("ana")
    office.complete("budi", "periksa", {"keputusan": "setuju"})
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from lxml import etree

from engine.authorization.passwords import UNUSABLE
from engine.bundles.files import BundleFile
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.deploy_bundle import DeployBundle, Deployed, deploy_bundle
from engine.commands.start_process import StartProcess, start_process
from engine.forms.submission import DataAnswers
from engine.ids import new_id
from engine.jobs.runner import run_waiting
from engine.model.actor import Actor
from engine.model.ids import AccountId
from engine.model.work import CaseProgress
from engine.runtime import Runtime
from engine.store import tables
from engine.store.cases import visible_values
from engine.store.groups import intern_groups
from engine.store.people import actor_by_account
from tests.factories.forms import form_bytes
from tests.factories.models import BPMN, ZEEBE, Node, a_process, end, start, user_task
from tests.factories.people import a_runtime, rows

NO_QUESTIONS = form_bytes(id="kosong")
CLERK, HEAD, SUPERVISOR, DESIGNER = "petugas", "kepala", "penyelia", "perancang_proses"
PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "ana": ("asal", CLERK, "definitif"),
    "budi": ("asal", CLERK, "definitif"),
    "kepala": ("asal", HEAD, "definitif"),
    "plt": ("asal", HEAD, "plt"),
    "sari": ("asal", SUPERVISOR, "definitif"),
    "desi": ("asal", DESIGNER, "definitif"),
    "eka": ("tujuan", CLERK, "definitif"),
    "tari": ("tujuan", SUPERVISOR, "definitif"),
    "dodi": ("tujuan", DESIGNER, "definitif"),
}
"""username: agency, function, status. Everybody has a position of their own."""


TABLES_OF_PEOPLE = (
    tables.agency,
    tables.unit,
    tables.position,
    tables.position_function,
    tables.person,
    tables.account,
    tables.holder,
)
"""In the order in which they are filled: what is referred to comes first."""


@dataclass
class Office:
    """A runtime with people in it. Time stands still until `clock` is moved."""

    runtime: Runtime
    accounts: dict[str, UUID] = field(default_factory=dict)
    case: UUID | None = None

    @property
    def clock(self) -> Any:
        return self.runtime.clock

    def actor(self, username: str) -> Actor:
        """The person as after signing in."""
        with self.runtime.database.begin() as work:
            found = actor_by_account(work.connection, AccountId(self.accounts[username]), self.clock.now())
        assert found is not None
        return found

    def deploy(self, *files: bytes, by: str | None = None) -> Deployed:
        """BPMN, DMN and form files, told apart by what they are."""
        given = files if any(b'"id": "kosong"' in content for content in files) else (*files, NO_QUESTIONS)
        bundle = [BundleFile(f"file{number}{ending_of(content)}", content) for number, content in enumerate(given)]
        actor = None if by is None else self.actor(by)
        return deploy_bundle(self.runtime, DeployBundle(actor=actor, files=bundle))

    def start(self, username: str = "ana", key: str = "proses", **more: Any) -> CaseProgress:
        """Start a case; it becomes the one that the other methods are about."""
        answers = DataAnswers(more.pop("answers", {}))
        command = StartProcess(process_key=key, actor=self.actor(username), answers=answers, **more)
        progress = start_process(self.runtime, command)
        self.case = progress.instance_id
        return progress

    def task(self, element: str) -> UUID:
        """The open task of an element in the case."""
        columns = tables.user_task.c
        query = sa.select(columns.id).where(columns.instance_id == self.case, columns.element_id == element)
        with self.runtime.database.begin() as work:
            return work.connection.execute(query.order_by(columns.token)).scalars().all()[0]

    def complete(self, username: str, element: str, answers: Any = None, **more: Any) -> CaseProgress:
        """Complete the open task of an element."""
        task_id = more.pop("task_id", None) or self.task(element)
        command = CompleteTask(task_id=task_id, actor=self.actor(username), answers=DataAnswers(answers or {}), **more)
        return complete_task(self.runtime, command)

    def work(self) -> int:
        """Do all jobs and timers that are due."""
        return run_waiting(self.runtime)

    def rows(self, table: sa.Table) -> list[Any]:
        """Everything in a table."""
        return rows(self.runtime, table)

    def open_tasks(self) -> list[str]:
        """Elements with an open task in the case, sorted."""
        return sorted(row.element_id for row in self.rows(tables.user_task) if row.instance_id == self.case)

    def kinds(self) -> list[str]:
        """Kinds of the entries in the history of the case, in order."""
        events = [row for row in self.rows(tables.history_event) if row.instance_id == self.case]
        return [row.kind for row in sorted(events, key=lambda row: row.sequence)]

    def value(self, name: str) -> Any:
        """A variable of the case."""
        assert self.case is not None
        with self.runtime.database.begin() as work:
            return visible_values(work.connection, self.case, [name]).get(name)

    def status(self) -> str:
        """The status of the case."""
        return next(row.status for row in self.rows(tables.instance) if row.id == self.case)


@contextmanager
def an_office(url: str, **settings: Any) -> Iterator[Office]:
    """The people of PEOPLE in two agencies, `asal` and `tujuan`."""
    with a_runtime(url, **settings) as runtime:
        office = Office(runtime)
        with runtime.database.begin() as work:
            work.begin_write()
            people(work.connection, office.accounts)
            intern_groups(work.connection)
            work.commit()
        yield office


def people(connection: sa.Connection, accounts: dict[str, UUID]) -> None:
    """Everybody in one transaction, a statement for each table; `accounts` learns their ids."""
    agencies = {code: new_id() for code in ("asal", "tujuan")}
    units = {code: new_id() for code in agencies}
    agency = {"kind": "kementerian", "zone": "Asia/Jakarta", "valid_from": date(2022, 1, 1)}
    rows: dict[sa.Table, list[dict[str, Any]]] = {table: [] for table in TABLES_OF_PEOPLE}
    for code, id_ in agencies.items():
        rows[tables.agency].append({"id": id_, "code": code, "name": code, "name_en": code, **agency})
        rows[tables.unit].append({"id": units[code], "agency_id": id_, "code": code, "name": code, "name_en": code})
    for username, (code, function, status) in PEOPLE.items():
        position, person, accounts[username] = new_id(), new_id(), new_id()
        place = {"agency_id": agencies[code], "unit_id": units[code], "position_class": "pelaksana"}
        title = f"jabatan-{username}"
        rows[tables.position].append({"id": position, "code": title, "name": title, "name_en": title, **place})
        rows[tables.position_function].append({"position_id": position, "function": function})
        rows[tables.person].append({"id": person, "name": username.title(), "employment": "pns"})
        account = {"id": accounts[username], "person_id": person, "username": username, "password_hash": UNUSABLE}
        rows[tables.account].append(account)
        held = {"id": new_id(), "position_id": position, "person_id": person, "status": status}
        rows[tables.holder].append({**held, "since": date(2026, 11, 1)})
    for table, given in rows.items():
        connection.execute(table.insert(), given)


def ending_of(content: bytes) -> str:
    """The ending of the file that has this content."""
    if content.lstrip().startswith(b"{"):
        return ".form"
    return ".dmn" if b"/DMN/" in content else ".bpmn"


def startable(xml: bytes, by: str = "petugas@*", form: str | None = None, **properties: str) -> bytes:
    """The model with what is needed to start it: who may, and with which form."""
    root = etree.fromstring(xml)
    process = root.find(f"{{{BPMN}}}process")
    assert process is not None
    given = {"lintas:startableBy": by, **{f"lintas:{name}": value for name, value in properties.items()}}
    extension = etree.Element(f"{{{BPMN}}}extensionElements")
    listed = etree.SubElement(extension, f"{{{ZEEBE}}}properties")
    for name, value in given.items():
        etree.SubElement(listed, f"{{{ZEEBE}}}property", name=name, value=value)
    process.insert(0, extension)
    if form is not None:
        begin = process.find(f"{{{BPMN}}}startEvent")
        assert begin is not None
        inner = etree.Element(f"{{{BPMN}}}extensionElements")
        etree.SubElement(inner, f"{{{ZEEBE}}}formDefinition", formId=form)
        begin.insert(0, inner)
    return etree.tostring(root)


def a_case_process(*elements: Node, flows: Sequence[str], by: str = "petugas@*", **more: Any) -> bytes:
    """A process that the office may deploy and its clerks may start."""
    process_id = more.pop("process_id", "proses")
    return startable(a_process(*elements, flows=flows, process_id=process_id), by, **more)


def a_task(element_id: str, to: str = "petugas@asal", decides: str = "rutin", **more: Any) -> Node:
    """A user task that the office may deploy: it has a decision class, and a form that asks nothing."""
    more["form"] = more.get("form") or "kosong"
    properties = {"lintas:decisionClass": decides, **more.pop("properties", {})}
    return user_task(element_id, candidates=to, properties=properties, **more)


def two_desks(**more: Any) -> bytes:
    """start -> periksa (clerks) -> putuskan (head) -> end."""
    return a_case_process(
        start("mulai"),
        a_task("periksa", form=more.pop("form", None)),
        a_task("putuskan", to="kepala@asal", decides=more.pop("decides", "rutin")),
        end("selesai"),
        flows=["mulai -> periksa -> putuskan -> selesai"],
        **more,
    )
