"""What a step costs in a multi-instance of 10 to 5,000 items, and late in a loop: it should not grow."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bench.completion import ANSWERS, actor_of, complete_next, installation, started
from bench.measuring import Row, cpu_milliseconds
from engine.bundles.files import BundleFile
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.runtime import Runtime
from engine.store.tables import user_task
from tests.factories.traffic import Traffic, traffic

ITEMS = (10, 100, 1_000, 5_000)
ROUNDS = (10, 10_000)
STEPS = 30


def model(count: int) -> bytes:
    """A user task for each of `count` records, whose answers become one list."""
    return f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench" id="d{count}">
  <bpmn:process id="butir{count}" name="Butir {count}" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="lintas:startableBy" value="biro_sdm@otorita-ikn"/>
    </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="mulai" name="Mulai"/>
    <bpmn:sequenceFlow id="m1" sourceRef="mulai" targetRef="hitung"/>
    <bpmn:scriptTask id="hitung" name="Hitung"><bpmn:extensionElements>
      <zeebe:script expression="=for i in 1..{count} return {{&quot;nip&quot;: i, &quot;unit&quot;: &quot;biro&quot;}}"
        resultVariable="daftar"/>
    </bpmn:extensionElements></bpmn:scriptTask>
    <bpmn:sequenceFlow id="m2" sourceRef="hitung" targetRef="periksa"/>
    <bpmn:userTask id="periksa" name="Periksa"><bpmn:extensionElements>
      <zeebe:formDefinition formId="periksa"/>
      <zeebe:assignmentDefinition candidateGroups="biro_sdm@otorita-ikn"/>
      <zeebe:properties><zeebe:property name="lintas:decisionClass" value="rutin"/></zeebe:properties>
    </bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
        <zeebe:loopCharacteristics inputCollection="=daftar" inputElement="butir" outputCollection="hasil"
          outputElement="=catatan"/>
      </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="m3" sourceRef="periksa" targetRef="tamat"/>
    <bpmn:endEvent id="tamat" name="Tamat"/>
  </bpmn:process>
</bpmn:definitions>""".encode()


def rows() -> Iterator[Row]:
    """A start with many items and a completion of one among them, then a loop, on SQLite."""
    with (
        tempfile.TemporaryDirectory() as folder,
        installation(Path(folder), turn_elements=100_000, turn_seconds=120) as (runtime, token),
    ):
        for count in ITEMS:
            deploy_bundle(runtime, DeployBundle(actor=None, files=[BundleFile(f"butir{count}.bpmn", model(count))]))
            yield from items_of(runtime, token, count)
        yield from rounds_of(runtime, token)


def items_of(runtime: Runtime, token: str, count: int) -> Iterator[Row]:
    """Start `count` items, then complete some of them."""
    with traffic(runtime) as moved:
        before = time.process_time()
        case = started(runtime, token, f"butir{count}")
        seconds = time.process_time() - before
    yield Row(f"a start with {count:,} items", f"{1000 * seconds:.0f} ms, {described(moved)}", "once")
    with runtime.database.begin() as work:
        query = sa.select(user_task.c.id).where(user_task.c.instance_id == case.instance_id)
        tasks = iter(work.connection.scalars(query).all())
    official = actor_of(runtime, token)

    def complete() -> None:
        complete_task(runtime, CompleteTask(task_id=next(tasks), actor=official, answers=ANSWERS))

    complete()
    with traffic(runtime) as moved:
        complete()
    steps = min(STEPS, count // 2)
    milliseconds = cpu_milliseconds(complete, steps, warm_up=2)
    what = f"a step in a multi-instance of {count:,}, without authentication"
    yield Row(what, f"{milliseconds:.1f} ms, {described(moved)}", f"median of {steps}")


def rounds_of(runtime: Runtime, token: str) -> Iterator[Row]:
    """Complete the same task again and again."""
    at = started(runtime, token)

    def complete() -> None:
        nonlocal at
        at = complete_next(runtime, token, at)

    done = 0
    for number in ROUNDS:
        while done < number - STEPS // 2:
            complete()
            done += 1
        with traffic(runtime) as moved:
            complete()
        milliseconds = cpu_milliseconds(complete, STEPS, warm_up=2)
        done += 1 + STEPS + 2
        yield Row(
            f"a step about round {number:,} of a loop",
            f"{milliseconds:.1f} ms, {described(moved)}",
            f"median of {STEPS}",
        )


def described(moved: Traffic) -> str:
    """The figures as text."""
    kilobytes = f"{moved.bytes / 1024:.1f} KB both ways"
    return f"{moved.statements} statements, {moved.read} rows read, {moved.written} written, {kilobytes}"
