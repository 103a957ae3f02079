"""The process that every engine runs: three user tasks in two lanes, each with a small form."""

import json
from itertools import pairwise
from typing import Any

TASKS = ("periksa", "setujui", "arsipkan")
ANSWERS: dict[str, Any] = {"catatan": "sudah diperiksa", "jumlah": 3, "setuju": True}
CLERKS, HEAD = "petugas", "kepala"
_GROUPS = dict(zip(TASKS, (CLERKS, HEAD, CLERKS), strict=True))
_AGENCY = "otorita-ikn"
_NAMESPACES = """xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:operaton="http://operaton.org/schema/1.0/bpmn" """


def for_lintas() -> tuple[bytes, bytes]:
    """The model, and the form of its tasks."""
    startable = f'<zeebe:property name="lintas:startableBy" value="{CLERKS}@{_AGENCY}"/>'
    process = f"<bpmn:extensionElements><zeebe:properties>{startable}</zeebe:properties></bpmn:extensionElements>"
    return _model(process, {name: _zeebe(name) for name in TASKS}, {}), json.dumps(_form()).encode()


def for_operaton() -> bytes:
    """The model; its forms stand in it."""
    fields = "".join(
        f'<operaton:formField id="{name}" label="{name}" type="{_TYPES[type(value)]}"/>'
        for name, value in ANSWERS.items()
    )
    form = f"<bpmn:extensionElements><operaton:formData>{fields}</operaton:formData></bpmn:extensionElements>"
    groups = {name: f'operaton:candidateGroups="{_GROUPS[name]}"' for name in TASKS}
    return _model("", dict.fromkeys(TASKS, form), {"peers": 'operaton:historyTimeToLive="P180D"', **groups})


def for_bpmn_engine() -> bytes:
    """The bare model: that engine knows neither groups nor forms."""
    return _model("", dict.fromkeys(TASKS, ""), {})


_TYPES = {str: "string", int: "long", bool: "boolean"}


def _model(of_process: str, of_tasks: dict[str, str], attributes: dict[str, str]) -> bytes:
    places = ("mulai", *TASKS, "selesai")
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(pairwise(places))
    )
    tasks = "".join(
        f'<bpmn:userTask id="{name}" name="{name}" {attributes.get(name, "")}>{of_tasks[name]}</bpmn:userTask>'
        for name in TASKS
    )
    lanes = "".join(
        f'<bpmn:lane id="jalur_{group}" name="{group}">{_in_lane(group)}</bpmn:lane>' for group in (CLERKS, HEAD)
    )
    return f"""<bpmn:definitions {_NAMESPACES} targetNamespace="peers" id="definitions">
<bpmn:process id="peers" name="Peers" isExecutable="true" {attributes.get("peers", "")}>{of_process}
<bpmn:laneSet id="jalur">{lanes}</bpmn:laneSet>
<bpmn:startEvent id="mulai" name="Mulai"/>{tasks}<bpmn:endEvent id="selesai" name="Selesai"/>{flows}
</bpmn:process></bpmn:definitions>""".encode()


def _in_lane(group: str) -> str:
    inside = [name for name in TASKS if _GROUPS[name] == group] + (["mulai", "selesai"] if group == CLERKS else [])
    return "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in inside)


def _zeebe(name: str) -> str:
    return f"""<bpmn:extensionElements><zeebe:formDefinition formId="isian"/>
<zeebe:assignmentDefinition candidateGroups="{_GROUPS[name]}@{_AGENCY}"/>
<zeebe:properties><zeebe:property name="lintas:decisionClass" value="rutin"/></zeebe:properties>
</bpmn:extensionElements>"""


def _form() -> dict[str, Any]:
    components = [
        {"type": "textfield", "id": "c1", "key": "catatan", "label": "Catatan", "validate": {"required": True}},
        {"type": "number", "id": "c2", "key": "jumlah", "label": "Jumlah"},
        {"type": "checkbox", "id": "c3", "key": "setuju", "label": "Setuju"},
    ]
    return {"type": "default", "id": "isian", "schemaVersion": 19, "components": components}
