"""What people do all day, on both databases: start a case, complete a task, look at an inbox with 10,000 open tasks."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.completion import actor_of, complete_next, counting, installation, started
from bench.measuring import Row, cpu_milliseconds
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.queries.inbox import InboxFilter, inbox
from engine.runtime import Runtime
from tests.databases import open_postgresql, stop_postgresql

OPEN_TASKS = 10_000
MANY = f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench" id="d2">
  <bpmn:process id="banyak" name="Banyak" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="lintas:startableBy" value="biro_sdm@otorita-ikn"/>
    </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="mulai" name="Mulai"/>
    <bpmn:sequenceFlow id="m1" sourceRef="mulai" targetRef="hitung"/>
    <bpmn:scriptTask id="hitung" name="Hitung"><bpmn:extensionElements>
      <zeebe:script expression="=for i in 1..{OPEN_TASKS} return i" resultVariable="daftar"/>
    </bpmn:extensionElements></bpmn:scriptTask>
    <bpmn:sequenceFlow id="m2" sourceRef="hitung" targetRef="periksa"/>
    <bpmn:userTask id="periksa" name="Periksa"><bpmn:extensionElements>
      <zeebe:formDefinition formId="periksa"/>
      <zeebe:assignmentDefinition candidateGroups="biro_sdm@otorita-ikn"/>
      <zeebe:properties><zeebe:property name="lintas:decisionClass" value="rutin"/></zeebe:properties>
    </bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
        <zeebe:loopCharacteristics inputCollection="=daftar" inputElement="butir"/>
      </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="m3" sourceRef="periksa" targetRef="tamat"/>
    <bpmn:endEvent id="tamat" name="Tamat"/>
  </bpmn:process>
</bpmn:definitions>""".encode()


def rows() -> Iterator[Row]:
    """The three on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", f"sqlite:///{Path(folder) / 'lintas.db'}", Path(folder))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        stack.callback(stop_postgresql, place)
        server = open_postgresql(place)
        stack.callback(server.leave)
        yield from _on("PostgreSQL", server.url(server.create_database()), place)


def _on(name: str, url: str, folder: Path) -> Iterator[Row]:
    with installation(folder, url, turn_elements=100_000, turn_seconds=120) as (runtime, token):
        yield from _measured(f"a start, {name}", runtime, lambda: started(runtime, token))
        at = started(runtime, token)

        def complete() -> None:
            nonlocal at
            at = complete_next(runtime, token, at)

        yield from _measured(f"a completion, {name}", runtime, complete)
        deploy_bundle(runtime, DeployBundle(actor=None, files=[BundleFile("banyak.bpmn", MANY)]))
        started(runtime, token, "banyak")
        official = actor_of(runtime, token)
        page = InboxFilter(box="team")
        yield from _measured(
            f"an inbox page over {OPEN_TASKS:,} open tasks, {name}", runtime, lambda: inbox(runtime, official, page)
        )


def _measured(what: str, runtime: Runtime, action: Callable[[], object]) -> Iterator[Row]:
    """Processor time, and statements with authentication where the action signs in."""
    milliseconds = cpu_milliseconds(action, 100)
    with counting(runtime) as counted:
        action()
    figure = f"{milliseconds:.1f} ms, {counted['statements']} statements, {counted['commits']} commits"
    yield Row(what, figure, "median of 100, `make bench`")
