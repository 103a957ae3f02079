"""What supervisors and designers do over the API, and that nobody else does."""

import csv
import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from engine.exports.xlsx_file import MEDIA_TYPE
from tests.api.leave import the_model
from tests.api.rest.leave import AGREED, a_proposal, the_task
from tests.api.rest.program import Program, assert_problem
from tests.api.supervising import REASON, STUCK, a_process_that_gets_stuck, a_supervisor


def a_stuck_case(office: Program) -> str:
    """The path of the incident of a new case."""
    a_process_that_gets_stuck(office.runtime)
    answer = office.post("sri", f"/process-definitions/{STUCK}/instances", {"variables": {"nama": "Rahmat"}})
    (incident,) = office.get("sri", "/incidents")["incidents"]
    assert incident["instance_id"] == answer.json()["instance_id"]
    return f"/instances/{incident['instance_id']}/incidents/{incident['execution']}/{incident['token']}"


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


READS = ["/monitor/processes", "/monitor/processes/cuti/elements", "/monitor/tasks", "/incidents"]


@pytest.mark.parametrize("path", READS)
def test_reading_what_runs_is_for_supervisors(embedded_office: Program, path: str) -> None:
    assert_problem(embedded_office.send("bagas", "GET", path), 403, "may_not_supervise")


def changes(office: Program) -> list[tuple[str, dict[str, Any]]]:
    """Every request of supervisors for one case."""
    case = a_proposal(office)
    task = the_task(office, case)
    return [
        (f"/instances/{case}/cancel", {"reason": REASON}),
        (f"/instances/{case}/suspend", {"reason": REASON}),
        (f"/instances/{case}/resume", {"reason": REASON}),
        (f"/instances/{case}/migrate", {"version": 1, "reason": REASON}),
        (f"/instances/{case}/revert", {"reason": REASON}),
        (f"/instances/{case}/variables", {"values": {"hari": 4}, "reason": REASON}),
        (f"/instances/{case}/tokens/0/1/skip", {"reason": REASON}),
        (f"/instances/{case}/tokens/0/1/move", {"to": "periksa", "reason": REASON}),
        (f"{task}/reassign", {"to": None, "reason": REASON}),
        (f"{task}/due-date", {"due_at": None, "reason": REASON}),
        (f"/instances/{case}/incidents/0/1/edit-and-retry", {"values": {"x": 1}, "reason": REASON}),
    ]


def test_nothing_of_another_agency_is_seen_or_changed(embedded_office: Program) -> None:
    office = embedded_office
    a_supervisor(office.runtime)
    requests = changes(office)

    assert all(not load["running"] for load in office.get("wati", "/monitor/processes")["processes"])
    assert office.get("wati", "/monitor/processes/cuti/elements")["elements"] == []
    assert office.get("wati", "/monitor/tasks")["tasks"] == []
    assert office.get("wati", "/instances")["instances"] == []
    for path, body in requests:
        assert_problem(office.post("wati", path, body), 404)


def test_only_supervisors_change_what_others_do(embedded_office: Program) -> None:
    office = embedded_office
    case = a_proposal(office)
    office.post("sri", f"{the_task(office, case)}/complete", {"data": AGREED})
    task = the_task(office, case, "tetapkan")
    before = office.row_counts()

    assert_problem(office.post("bagas", f"/instances/{case}/cancel", {"reason": REASON}), 403, "may_not_supervise")
    assert_problem(office.post("bagas", f"{task}/reassign", {"to": None, "reason": REASON}), 403, "may_not_supervise")
    assert_problem(office.post("sri", f"{task}/due-date", {"due_at": None, "reason": REASON}), 403, "may_not_supervise")
    assert office.row_counts() == before


def test_a_case_is_cancelled_once_however_often_it_is_sent(office: Program) -> None:
    case = a_proposal(office)
    path, key = f"/instances/{case}/cancel", {"Idempotency-Key": "satu"}

    answers = [office.post("sri", path, {"reason": REASON}, headers=key) for _ in range(2)]

    assert [each.status_code for each in answers] == [204, 204]
    assert office.get("sri", f"/instances/{case}")["status"] == "cancelled"
    assert_problem(office.post("sri", path, {"reason": REASON}), 409, "case_ended")
    assert_problem(office.post("sri", path, {"reason": f"{REASON} Lagi."}, headers=key), 409, "idempotency_key_reused")


def test_a_short_reason_names_the_field(embedded_office: Program) -> None:
    path = f"/instances/{a_proposal(embedded_office)}/cancel"

    assert set(assert_problem(embedded_office.post("sri", path, {"reason": "Salah"}), 422)["errors"]) == {"reason"}


def test_a_task_is_given_to_one_of_its_holders(office: Program) -> None:
    task = the_task(office, a_proposal(office))
    holders = {each["person_name"]: each for each in office.get("sri", f"{task}/holders")["holders"]}
    body = {"to": holders["Siti Aminah"]["person_id"], "reason": "Sri sedang cuti.", "version": 1}

    answer = office.post("sri", f"{task}/reassign", body)

    assert answer.status_code == 204, answer.text
    (row,) = office.get("sri", "/monitor/tasks")["tasks"]
    assert row["assignee_name"] == "Siti Aminah"
    assert_problem(office.post("sri", f"{task}/reassign", body | {"to": None}), 409, "task_changed")
    assert_problem(office.post("sri", f"{task}/reassign", body | {"to": str(uuid4()), "version": None}), 422)


@pytest.mark.parametrize("due_at", [7, "besok", "2020-01-01T00:00:00Z", "2026-12-01T15:00:00", True])
def test_a_due_time_that_is_none_is_refused(embedded_office: Program, due_at: Any) -> None:
    path = f"{the_task(embedded_office, a_proposal(embedded_office))}/due-date"

    assert_problem(embedded_office.post("sri", path, {"due_at": due_at, "reason": "Libur."}), 422)


def test_the_due_time_is_moved(office: Program) -> None:
    task = the_task(office, a_proposal(office))

    answer = office.post("sri", f"{task}/due-date", {"due_at": "2026-12-01T15:00:00+07:00", "reason": "Libur."})

    assert answer.status_code == 204, answer.text
    (row,) = office.get("sri", "/instances?sort=due&fields=due_at,overdue")["instances"]
    assert row == {"due_at": "2026-12-01T08:00:00+00:00", "overdue": False}


def test_corrected_variables_set_a_token_going_again(office: Program) -> None:
    path = a_stuck_case(office)
    body = {"values": {"alamat": "biro_sdm@bkn"}, "reason": "Alamat lupa diisi."}

    wrong = assert_problem(office.post("sri", f"{path}/edit-and-retry", body | {"values": {"x": "=y"}}), 422)
    answers = [
        office.post("sri", f"{path}/edit-and-retry", body, headers={"Idempotency-Key": "satu"}) for _ in range(2)
    ]

    assert set(wrong["errors"]) == {"x"}
    assert [each.status_code for each in answers] == [204, 204]
    assert office.get("sri", "/incidents")["incidents"] == []
    assert_problem(office.post("sri", f"{path}/edit-and-retry", body), 404)


def test_the_monitor_counts_what_is_open(office: Program) -> None:
    a_proposal(office)
    a_stuck_case(office)

    loads = {each["key"]: each for each in office.get("sri", "/monitor/processes")["processes"]}
    counts = office.get("sri", "/monitor/processes/cuti/elements")

    assert (loads["cuti"]["running"], loads["cuti"]["incidents"]) == (1, 0)
    assert (loads[STUCK]["running"], loads[STUCK]["incidents"]) == (1, 1)
    assert counts["elements"] == [{"element_id": "periksa", "tokens": 1, "incidents": 0}]


@pytest.mark.parametrize(
    "query",
    ["fields=nama", "element=periksa", "version=1", "variable=nip", "sort=nama", "holder=x", "older_than_days=-1"],
)
def test_filters_that_make_no_sense_are_refused(embedded_office: Program, query: str) -> None:
    assert_problem(embedded_office.send("sri", "GET", f"/instances?{query}"), 422)


def test_a_list_is_answered_as_a_file_where_it_is_asked_for(embedded_office: Program) -> None:
    office = embedded_office
    a_proposal(office, nama="Budi")
    a_proposal(office, nama="Ani")

    answer = office.send("sri", "GET", "/instances?search=budi", headers={"Accept": "text/csv"})
    hidden = office.send("bagas", "GET", "/instances", headers={"Accept": "text/csv"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [line[1] for line in lines(answer.text)] == ["Judul", "Cuti Budi"]
    assert len(lines(hidden.text)) == 1


@pytest.mark.parametrize("path", ["/instances", "/tasks", "/incidents", "/process-definitions", "/monitor/tasks"])
def test_every_list_is_answered_as_a_workbook(embedded_office: Program, path: str) -> None:
    answer = embedded_office.send("sri", "GET", path, headers={"Accept": MEDIA_TYPE})

    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "attachment" in answer.headers["content-disposition"]


def test_versions_tell_who_when_and_what(office: Program) -> None:
    answer = office.send("ahmad", "GET", "/process-definitions/cuti/versions/1/files")
    told = office.get("ahmad", "/process-definitions/cuti/versions")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert the_model() in [archive.read(name) for name in archive.namelist()]
    assert [(each["version"], each["changes"], each["closed"]) for each in told["versions"]] == [(1, None, False)]
    assert told["may_change"] is False


def test_a_designer_closes_a_process_and_opens_it_again(office: Program) -> None:
    path, body = "/process-definitions/cuti", {"reason": "Aturan dicabut."}

    assert_problem(office.post("ahmad", f"{path}/close", body), 403, "may_not_deploy")
    assert office.post("sri", f"{path}/close", body).status_code == 204
    refused = office.post("sri", f"{path}/instances", {"variables": {"nama": "R", "hari": 1}})
    assert office.post("sri", f"{path}/reopen", body).status_code == 204

    assert refused.status_code >= 400
    (version,) = office.get("sri", f"{path}/versions")["versions"]
    assert [each["closed"] for each in version["closings"]] == [False, True]
    a_proposal(office)
