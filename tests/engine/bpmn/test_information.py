"""What pages and commands read of a model."""

from engine.bpmn import check_model
from tests.engine.bpmn.rule_cases import inner, receiving, sub
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    message,
    path,
    process,
    properties,
    script_text,
    start,
    user_task,
)


def test_a_process_tells_its_name_properties_and_documentation() -> None:
    model = definitions(
        process(
            start(), user_task(), end(), path("start", "task", "end"),
            named={"lintas:numberPrefix": "PINDAH", "lintas:name.en": "Transfer"}, name="Pemindahan",
        ).replace("<bpmn:ext", "<bpmn:documentation>Perpres 2025</bpmn:documentation><bpmn:ext", 1)
    )  # fmt: skip

    (info,) = check_model(model).processes

    assert (info.name, info.name_en, info.documentation) == ("Pemindahan", "Transfer", "Perpres 2025")
    assert info.properties["lintas:numberPrefix"] == "PINDAH"


def test_a_user_task_tells_its_form_properties_and_lane() -> None:
    lane_set = element(
        "laneSet", element("lane", script_text("flowNodeRef", "sub"), id="lane", name="Biro SDM"), id="lanes"
    )
    model = a_model(lane_set, start(), sub(*inner()), end(), path("start", "sub", "end"))

    (task,) = check_model(model).processes[0].user_tasks

    assert (task.element_id, task.form_id, task.lane) == ("t1", "formulir", "Biro SDM")
    assert task.properties == {"lintas:decisionClass": "verifikasi"}


def test_the_innermost_lane_counts() -> None:
    child = element(
        "childLaneSet", element("lane", script_text("flowNodeRef", "task"), id="inner", name="Dalam"), id="cls"
    )
    lane_set = element(
        "laneSet", element("lane", script_text("flowNodeRef", "task"), child, id="outer", name="Luar"), id="ls"
    )
    model = a_model(lane_set, start(), user_task(), end(), path("start", "task", "end"))

    assert check_model(model).processes[0].user_tasks[0].lane == "Dalam"


def test_the_form_of_the_start_event_is_told_apart() -> None:
    form = extensions(element("zeebe:formDefinition", formId="mulai"))
    model = a_model(start("start", form), user_task(), end(), path("start", "task", "end"))

    info = check_model(model).processes[0]

    assert (info.start_form, info.form_ids) == ("mulai", ("formulir", "mulai"))


def test_messages_are_told_by_name() -> None:
    assert check_model(receiving(message(name="KuotaDibuka"))).messages == ("KuotaDibuka",)


def test_elements_carry_their_english_names() -> None:
    task = user_task(more={"lintas:name.en": "Check the file"})

    names = {e.element_id: (e.name, e.name_en) for e in check_model(around(task)).processes[0].elements}

    assert names["task"] == ("Periksa berkas", "Check the file")


def test_pools_and_message_flows_carry_their_english_names_too() -> None:
    english = extensions(properties({"lintas:name.en": "Personnel agency"}))
    collaboration = element(
        "collaboration",
        element("participant", english, id="pool", name="BKN", processRef="p"),
        element("participant", id="box", name="SIASN"),
        element("messageFlow", id="mf", name="NIP", sourceRef="task", targetRef="box"),
        id="c",
    )
    model = definitions(collaboration, process(start(), user_task(), end(), path("start", "task", "end")))

    names = {e.element_id: (e.kind, e.name_en) for e in check_model(model).processes[0].elements}

    assert names["pool"] == ("participant", "Personnel agency")
    assert names["mf"] == ("messageFlow", None)
