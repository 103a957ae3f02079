"""The small process over the API: a proposal of leave, its check in one agency, its decision in another."""

from typing import Any

from tests.api.rest.program import Program

INSTANCES = "/process-definitions/cuti/instances"
PROPOSAL = {"nama": "Rahmat", "hari": 3}
AGREED = {"keputusan": "setuju"}
DECREE = {"nomor": "SK-1/2026", "tanggal": "2026-11-24", "tempat": "Jakarta"}


def a_proposal(office: Program, **variables: Any) -> str:
    """Start a case. Returns its id."""
    answer = office.post("sri", INSTANCES, {"variables": PROPOSAL | variables})
    assert answer.status_code == 201, answer.text
    instance_id: str = answer.json()["instance_id"]
    return instance_id


def the_task(office: Program, instance_id: str, element_id: str = "periksa") -> str:
    """The path of the open task of an element."""
    return f"/tasks/{office.tasks(instance_id, element_id)[0][0]}"


def a_task_to_check(office: Program) -> str:
    """The path of the first task of a new case."""
    return the_task(office, a_proposal(office))


def a_decision_to_take(office: Program) -> str:
    """The path of the second task of a new case."""
    instance_id = a_proposal(office)
    answer = office.post("sri", f"{the_task(office, instance_id)}/complete", {"data": AGREED})
    assert answer.status_code == 200, answer.text
    return the_task(office, instance_id, "tetapkan")
