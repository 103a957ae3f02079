"""A called global task is held to what the dialect asks of the task that it becomes (BPMN 2.0.2, 10.3.3)."""

from copy import deepcopy

import pytest
from lxml import etree

from engine.bpmn import CheckedModel, Known, check_model
from engine.bpmn.findings import Severity
from tests.factories.models import B, Node, Z, a_process, element, end, start
from tests.factories.plays import Play

FORM = Z.formDefinition(formId="isian")
CLASS = Z.properties(Z.property(name="lintas:decisionClass", value="verifikasi"))
CLERK = Z.assignmentDefinition(candidateGroups="biro_sdm@bkn")


def calling(task: Node, *, calls: int = 1) -> bytes:
    names = [f"panggil{number}" for number in range(calls)]
    model = a_process(
        start("mulai"), *(element("callActivity", name, calledElement="tugas") for name in names), end("selesai"),
        flows=[" -> ".join(["mulai", *names, "selesai"])],
    )  # fmt: skip
    root = etree.fromstring(model)
    root.insert(0, deepcopy(task))
    return etree.tostring(root)


def user_task(*extensions: Node) -> Node:
    return B.globalUserTask(B.extensionElements(*map(deepcopy, extensions)), id="tugas", name="Periksa")


def errors(checked: CheckedModel) -> list[tuple[str, str | None]]:
    return [(each.code, each.element_id) for each in checked.findings if each.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (user_task(CLASS, CLERK), "user_task_without_form"),
        (user_task(FORM, CLERK), "user_task_without_decision_class"),
        (user_task(FORM, CLASS), "user_task_without_candidates"),
        (user_task(FORM, CLASS, Z.assignmentDefinition(candidateGroups="Siti")), "candidate_address"),
        (user_task(FORM, CLASS, CLERK, Z.priorityDefinition(priority="101")), "priority"),
        (user_task(FORM, CLASS, CLERK, Z.taskSchedule(dueDate="besok")), "expression_language"),
        (user_task(FORM, CLASS, CLERK, Z.priorityDefinition(priority="=1 +")), "expression_syntax"),
        (B.globalScriptTask(id="tugas", name="Hitung"), "script_missing"),
        (B.globalBusinessRuleTask(id="tugas", name="Putuskan"), "decision_missing"),
    ],
)
def test_what_is_wrong_with_it_is_found_once_however_often_it_is_called(task: Node, code: str) -> None:
    assert errors(check_model(calling(task, calls=2))) == [(code, "tugas")]


def test_a_form_that_does_not_exist_is_found() -> None:
    checked = check_model(calling(user_task(FORM, CLASS, CLERK)), known=Known())

    assert errors(checked) == [("form_unknown", "tugas")]


def test_its_form_and_its_properties_are_known_under_the_call() -> None:
    (process,) = check_model(calling(user_task(FORM, CLASS, CLERK))).processes

    (task,) = process.user_tasks
    assert (task.element_id, task.form_id, process.form_ids) == ("panggil0", "isian", ("isian",))
    assert task.properties["lintas:decisionClass"] == "verifikasi"


def test_its_own_address_comes_before_that_of_the_lane_of_its_call() -> None:
    groups = Z.properties(Z.property(name="lintas:candidateGroups", value="kepala@bkn"))
    lane = B.lane(B.extensionElements(groups), B.flowNodeRef("panggil0"), id="lajur", name="Kepala")
    xml = etree.fromstring(calling(user_task(FORM, CLASS, CLERK)))
    xml.find("{*}process").insert(0, B.laneSet(lane, id="lajur_semua"))

    play = Play(check_model(etree.tostring(xml)).require_ok())

    (task,) = [effect for effect in play.effects if type(effect).__name__ == "UserTaskCreated"]
    assert task.candidates == ("biro_sdm@bkn",)
