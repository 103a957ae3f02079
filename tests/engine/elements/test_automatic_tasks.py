"""Script, business rule, manual and plain tasks."""

from decimal import Decimal

from engine.elements.effects import DecisionEvaluated, IncidentRaised
from engine.errors import ModelError
from engine.execution import RetryIncident
from engine.model.data import ProcessData
from tests.factories.models import Node, a_process, business_rule_task, end, manual_task, script_task, start, task
from tests.factories.plays import Decision, Play, services


def through(node: Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=["mulai -> kerja -> selesai"])


def test_plain_and_manual_tasks_are_passed_through() -> None:
    model = a_process(
        start("mulai"), task("satu"), manual_task("dua"), end("selesai"), flows=["mulai -> satu -> dua -> selesai"]
    )

    assert Play(model).completed() == ["mulai", "satu", "dua", "selesai"]


def test_script_writes_its_result_variable() -> None:
    play = Play(through(script_task("kerja", "=gaji * 2", "total")), {"gaji": Decimal("1.5")})

    assert play.variables["total"] == 3


def test_script_with_output_mapping_keeps_its_result_local() -> None:
    play = Play(through(script_task("kerja", "={a: 1}", "hasil", outputs={"a": "=hasil.a"})))

    assert play.variables == {"nomor": "P-1", "a": 1}


def test_a_script_of_null_is_no_incident() -> None:
    assert Play(through(script_task("kerja", "=tidak_ada", "x"))).variables == {"nomor": "P-1", "x": None}


def test_an_expression_that_takes_too_much_becomes_an_incident() -> None:
    play = Play(through(script_task("kerja", "=for a in 1..5000, b in 1..5000 return a", "x")))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["feel_budget"]


def test_decision_is_given_its_inputs_and_told_with_the_rules_that_matched() -> None:
    asked: list[tuple[str, ProcessData]] = []

    def decide(decision: str, inputs: ProcessData) -> Decision:
        asked.append((decision, inputs))
        return Decision({"layak": True}, (("kelayakan", ("aturan_1",)),))

    play = Play(
        through(business_rule_task("kerja", "kelayakan", "hasil")),
        {"golongan": "III", "lain": 1},
        using=services(decide, decision_inputs=lambda decision: ["golongan"]),
    )

    assert asked == [("kelayakan", {"golongan": "III"})]
    assert play.variables["hasil"] == {"layak": True}
    told = play.all(DecisionEvaluated)[0]
    assert (told.decision_id, told.inputs, told.result) == ("kelayakan", {"golongan": "III"}, {"layak": True})
    assert told.matched == (("kelayakan", ("aturan_1",)),)


def test_decision_without_known_inputs_is_given_what_is_visible() -> None:
    asked: list[ProcessData] = []

    def decide(decision: str, inputs: ProcessData) -> Decision:
        asked.append(inputs)
        return Decision(None)

    Play(through(business_rule_task("kerja", "k", "h", inputs={"a": "=1"})), {"b": 2}, using=services(decide))

    assert asked == [{"nomor": "P-1", "a": 1, "b": 2}]


def test_decision_that_is_refused_becomes_an_incident_that_can_be_retried() -> None:
    answers = [ModelError(), Decision(7)]

    def decide(decision: str, inputs: ProcessData) -> Decision:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    play = Play(through(business_rule_task("kerja", "k", "h")), using=services(decide))
    assert [incident.code for incident in play.all(IncidentRaised)] == ["model_error"]

    play.do(RetryIncident(play.token("kerja")))

    assert play.variables["h"] == 7
    assert play.ended is not None
