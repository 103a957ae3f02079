"""One completion of a user task as a program asks for it: authentication, command, commit; statements counted."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.measuring import Row, cpu_milliseconds
from engine.bundles.files import BundleFile
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.start_process import StartProcess, start_process
from engine.forms.submission import DataAnswers
from engine.model.work import CaseProgress
from engine.queries.actors import bearer_of_token
from engine.runtime import Runtime
from engine.settings import Settings
from engine.store.groups import intern_groups
from engine.store.migrate import migrate
from tests.factories.people import a_holder, a_position, an_account, an_agency

FORM = {
    "type": "default",
    "id": "periksa",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "id": "c1", "key": "catatan", "label": "Catatan", "validate": {"required": True}},
        {"type": "number", "id": "c2", "key": "jumlah", "label": "Jumlah"},
        {"type": "checkbox", "id": "c3", "key": "selesai", "label": "Selesai"},
    ],
}
PROCESS = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench" id="d">
  <bpmn:process id="putaran" name="Putaran" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="lintas:startableBy" value="biro_sdm@otorita-ikn"/>
    </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="mulai" name="Mulai"/>
    <bpmn:sequenceFlow id="f1" sourceRef="mulai" targetRef="ulang"/>
    <bpmn:exclusiveGateway id="ulang"/>
    <bpmn:sequenceFlow id="f2" sourceRef="ulang" targetRef="periksa"/>
    <bpmn:userTask id="periksa" name="Periksa"><bpmn:extensionElements>
      <zeebe:formDefinition formId="periksa"/>
      <zeebe:assignmentDefinition candidateGroups="biro_sdm@otorita-ikn"/>
      <zeebe:properties><zeebe:property name="lintas:decisionClass" value="rutin"/></zeebe:properties>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="periksa" targetRef="selesai_"/>
    <bpmn:exclusiveGateway id="selesai_" name="Selesai?" default="f4"/>
    <bpmn:sequenceFlow id="f4" name="belum" sourceRef="selesai_" targetRef="ulang"/>
    <bpmn:sequenceFlow id="f5" name="ya" sourceRef="selesai_" targetRef="tamat">
      <bpmn:conditionExpression>=selesai</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:endEvent id="tamat" name="Tamat"/>
  </bpmn:process>
</bpmn:definitions>"""
ANSWERS = DataAnswers({"catatan": "sudah diperiksa", "jumlah": 3, "selesai": False})


def rows() -> Iterator[Row]:
    """Processor time on SQLite, and what is sent to the database."""
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as (runtime, token):
        at = started(runtime, token)

        def complete() -> None:
            nonlocal at
            at = complete_next(runtime, token, at)

        yield Row("a completion with authentication, SQLite", f"{cpu_milliseconds(complete):.1f} ms", "median of 200")
        with counting(runtime) as counted:
            complete()
        yield Row("the same, SQL statements", f"{counted['statements']}", "counted, authentication included")
        yield Row("the same, commits", f"{counted['commits']}", "counted")


@contextmanager
def installation(folder: Path, url: str | None = None, **more: Any) -> Iterator[tuple[Runtime, str]]:
    """An empty installation with one process, one official and that official's token."""
    where = {} if url is None else {"database_url": url}
    runtime = Runtime.open(Settings(data_dir=folder, **where, **more))
    try:
        migrate(runtime.database)
        account = an_account(runtime)
        a_holder(runtime, account, a_position(runtime, an_agency(runtime), "kepala-biro-sdm", "biro_sdm"))
        with runtime.database.begin() as work:
            work.begin_write()
            intern_groups(work.connection)
            work.commit()
        files = [BundleFile("putaran.bpmn", PROCESS), BundleFile("periksa.form", json.dumps(FORM).encode())]
        deploy_bundle(runtime, DeployBundle(actor=None, files=files))
        yield runtime, issue_token(runtime, IssueToken(username="sri.rahayu", name="bench", days=1)).token
    finally:
        runtime.close()


def actor_of(runtime: Runtime, token: str) -> Any:
    """The official behind the token: one statement."""
    with runtime.database.begin() as work:
        bearer = bearer_of_token(work.connection, token, runtime.clock.now())
    assert bearer is not None
    return bearer.actor


def started(runtime: Runtime, token: str, key: str = "putaran") -> CaseProgress:
    """A case that the official started, authentication included."""
    command = StartProcess(process_key=key, actor=actor_of(runtime, token), answers=DataAnswers({}))
    return start_process(runtime, command)


def complete_next(runtime: Runtime, token: str, at: CaseProgress) -> CaseProgress:
    """Complete the task that the official may go on with, authentication included."""
    assert at.next_task is not None
    actor = actor_of(runtime, token)
    return complete_task(runtime, CompleteTask(task_id=at.next_task.task_id, actor=actor, answers=ANSWERS))


@contextmanager
def counting(runtime: Runtime) -> Iterator[dict[str, int]]:
    """Counts statements and commits sent to the database while the block runs."""
    counted = {"statements": 0, "commits": 0}
    engine = runtime.database.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        word = statement.split(None, 1)[0].upper()
        if word == "COMMIT":
            counted["commits"] += 1
        elif word not in ("BEGIN", "ROLLBACK"):
            counted["statements"] += 1

    def committed(_connection: Any) -> None:
        counted["commits"] += engine.dialect.name != "sqlite"  # there the statement itself was counted

    sa.event.listen(engine, "before_cursor_execute", note)
    sa.event.listen(engine, "commit", committed)
    yield counted
    sa.event.remove(engine, "before_cursor_execute", note)
    sa.event.remove(engine, "commit", committed)
