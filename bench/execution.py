"""Moving a token from one user task to the next, and what stays of the instance."""

from collections.abc import Iterator
from datetime import UTC, datetime

import orjson

from bench.measuring import Row, cpu_milliseconds
from engine.elements.effects import UserTaskCreated
from engine.execution import Advance, CompleteUserTask, Services, Variables, advance, load_definition, start

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SERVICES = Services(decide=lambda decision, inputs: (_ for _ in ()).throw(LookupError(decision)))
LOOP = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench" id="d">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="m"/>
    <bpmn:exclusiveGateway id="m"/>
    <bpmn:sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
    <bpmn:userTask id="t"><bpmn:extensionElements>
      <zeebe:assignmentDefinition candidateGroups="biro_sdm@otorita-ikn"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="t" targetRef="g"/>
    <bpmn:exclusiveGateway id="g" default="f4"/>
    <bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="m"/>
    <bpmn:sequenceFlow id="f5" sourceRef="g" targetRef="e">
      <bpmn:conditionExpression>=selesai</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:endEvent id="e"/>
  </bpmn:process>
</bpmn:definitions>"""
ROUNDS = 10_000


def rows() -> Iterator[Row]:
    """Processor time of a turn from wait to wait, at the beginning and after many rounds of a loop."""
    definition = load_definition(LOOP, "p")
    at = start(definition, variables={"selesai": False}, services=SERVICES, now=NOW)
    variables = Variables(at.written)

    def turn() -> Advance:
        token = next(effect.token for effect in at.effects if isinstance(effect, UserTaskCreated))
        return advance(definition, at.state, variables, CompleteUserTask(token), services=SERVICES, now=NOW)

    yield Row(
        "a turn: restore, complete a user task, pass two gateways, save",
        f"{cpu_milliseconds(turn):.2f} ms",
        "median of 200",
    )
    for _ in range(ROUNDS):
        at = turn()
    yield Row(f"the same after {ROUNDS:,} rounds of the loop", f"{cpu_milliseconds(turn):.2f} ms", "median of 200")
    yield Row(f"state after {ROUNDS:,} rounds", f"{len(orjson.dumps(at.state))} bytes", "JSON before compression")
