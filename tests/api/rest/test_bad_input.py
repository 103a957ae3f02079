"""Requests that are wrong: each is answered with what is wrong, and nothing is stored."""

from typing import Any

import pytest

from tests.api.rest.leave import AGREED, INSTANCES, PROPOSAL, a_decision_to_take, a_proposal, a_task_to_check, the_task
from tests.api.rest.program import Program, assert_problem

JSON = {"Content-Type": "application/json"}
NOWHERE = "018f4e2e-0000-7000-8000-000000000000"
UNKEPT = [
    b'{"data":',
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b"{'data': {}}",
    b'{"data": NaN}',
    b'{"data": {"a": -Infinity}}',
    b'{"data": {"a": 1e999999999}}',
    b'{"data": {"a": ' + b"9" * 5_000 + b"}}",
    b'{"data": {}, "data": {}}',
    b'{"data": {"a": {"\\ud800": 1, "\\ud800": 2}}}',
    b'{"data": {"a": "\\u0000"}}',
    b'{"data": {"\\udfff": 1}}',
    b'{"data": {"a": ' + b"[" * 51 + b"]" * 51 + b"}}",
    b'{"data": ' + b"[" * 200_000,
    b'{"data": ' + b'{"a":' * 200_000,
]
MEANINGLESS = [
    ("GET", "/tasks/7", 404),
    ("GET", f"/tasks/{NOWHERE}", 404),
    ("POST", f"/tasks/{NOWHERE}/claim", 404),
    ("POST", f"/tasks/{NOWHERE}/release", 404),
    ("POST", f"/tasks/{NOWHERE}/complete", 404),
    ("GET", "/instances/' or 1=1", 404),
    ("GET", f"/instances/{NOWHERE}", 404),
    ("GET", f"/instances/{NOWHERE}/history", 404),
    ("POST", f"/instances/{NOWHERE}/incidents/0/1/retry", 404),
    ("POST", f"/instances/{NOWHERE}/incidents/0/99999999999/retry", 404),
    ("POST", f"/instances/{NOWHERE}/incidents/-1/0/retry", 404),
    ("GET", f"/documents/{NOWHERE}", 404),
    ("GET", "/documents/1", 404),
    ("GET", "/process-definitions/tidak-ada", 404),
    ("GET", "/process-definitions/cuti?version=9", 404),
    ("GET", "/process-definitions/tidak-ada/start-form", 404),
    ("GET", "/process-definitions/cu%00ti", 404),
    ("POST", "/process-definitions/cu%00ti/instances", 404),
    ("POST", "/process-definitions/tidak-ada/instances", 404),
    ("GET", "/process-definitions/cuti?version=99999999999999999999", 422),
    ("GET", "/process-definitions/cuti?version=x", 422),
    ("GET", "/tidak-ada", 404),
    ("GET", "/tasks/..%2f..%2fme", 404),
    ("DELETE", "/tasks", 405),
    ("POST", "/me", 405),
    ("PATCH", f"/tasks/{NOWHERE}/draft", 405),
    ("GET", "/tasks?box=semua", 422),
    ("GET", "/tasks?limit=0", 422),
    ("GET", "/tasks?limit=201", 422),
    ("GET", "/tasks?due=never", 422),
    ("GET", "/tasks?after=!!", 422),
    ("GET", "/tasks?after=" + "_" * 32, 422),
    ("GET", "/tasks?search=%00", 422),
    ("GET", "/tasks?process=%00", 422),
    ("GET", "/tasks?search=" + "a" * 101, 422),
    ("GET", "/instances?status=berjalan", 422),
    ("GET", "/instances?after=0", 422),
    ("GET", "/instances?search=%00", 422),
]


@pytest.mark.parametrize(
    ("variables", "fields"),
    [
        ({"nama": "Rahmat"}, {"hari"}),
        ({"nama": "", "hari": None}, {"nama", "hari"}),
        ({"nama": 7, "hari": "banyak"}, {"nama", "hari"}),
        ({"nama": ["Rahmat"], "hari": {"n": 3}}, {"nama", "hari"}),
        ({"nama": "Rahmat", "hari": 1.5}, {"hari"}),
        ({"nama": "Rahmat", "hari": 10**60}, {"hari"}),
        (PROPOSAL | {"typename": "UserTask"}, {"typename"}),
        (PROPOSAL | {"instance": {"number": "CUTI-1"}}, {"instance"}),
        (PROPOSAL | {"__class__": "x", "$t": "dec"}, {"__class__", "$t"}),
    ],
    ids=["missing", "empty", "types", "nested", "fraction", "digits", "typename", "instance", "tags"],
)
def test_a_start_form_names_every_field_that_is_wrong(
    office: Program, variables: dict[str, Any], fields: set[str]
) -> None:
    before = office.row_counts()

    problem = assert_problem(office.post("sri", INSTANCES, {"variables": variables}), 422, "invalid_input")

    assert set(problem["errors"]) == fields
    assert office.row_counts() == before


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, {"keputusan"}),
        ({"keputusan": "mungkin"}, {"keputusan"}),
        ({"keputusan": "tolak"}, {"alasan"}),
        (AGREED | {"typename": "x", "lain": 1}, {"typename", "lain"}),
    ],
    ids=["missing", "no option", "condition", "extra"],
)
def test_a_task_form_names_every_field_that_is_wrong(office: Program, data: dict[str, Any], fields: set[str]) -> None:
    task = a_task_to_check(office)
    before = office.row_counts()

    problem = assert_problem(office.post("sri", f"{task}/complete", {"data": data}), 422, "invalid_input")

    assert set(problem["errors"]) == fields
    assert office.row_counts() == before
    assert office.post("sri", f"{task}/complete", {"data": AGREED}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ([1], 422, {"body"}),
        ({"data": []}, 422, {"data"}),
        ({"data": AGREED, "version": "1"}, 422, {"version"}),
        ({"data": AGREED, "version": 1.0}, 422, {"version"}),
        ({"data": AGREED, "version": True}, 422, {"version"}),
        ({"data": AGREED, "capacity": "ppk"}, 422, {"capacity"}),
        ({"data": AGREED, "answers": {}}, 422, {"answers"}),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict | list) else "",
)
def test_an_envelope_of_another_shape_is_refused(
    embedded_office: Program, body: Any, status: int, fields: set[str]
) -> None:
    problem = assert_problem(embedded_office.post("sri", f"/tasks/{NOWHERE}/complete", body), status)

    assert set(problem["errors"]) == fields


def test_json_that_cannot_be_kept_is_refused(office: Program) -> None:
    task = a_task_to_check(office)
    before = office.row_counts()

    for body in UNKEPT:
        answer = office.send("sri", "POST", f"{task}/complete", content=body, headers=JSON)
        assert_problem(answer, 400, "malformed_json")

    assert office.row_counts() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_other_kinds_of_bodies_are_refused(embedded_office: Program, kind: str) -> None:
    answer = embedded_office.send("sri", "POST", INSTANCES, content=b"{}", headers={"Content-Type": kind})

    assert_problem(answer, 415, "unsupported_media_type")


def test_a_body_of_twenty_megabytes_is_refused(office: Program) -> None:
    before = office.row_counts()
    body = b'{"variables": {"nama": "' + b"a" * 20_000_000 + b'"}}'

    assert_problem(office.send("sri", "POST", INSTANCES, content=body, headers=JSON), 413)

    assert office.row_counts() == before


@pytest.mark.parametrize("key", ["", "k" * 101, "a\tb"])
def test_an_idempotency_key_is_one_to_a_hundred_printable_characters(embedded_office: Program, key: str) -> None:
    answer = embedded_office.post("sri", INSTANCES, {"variables": PROPOSAL}, headers={"Idempotency-Key": key})

    assert set(assert_problem(answer, 422)["errors"]) == {"Idempotency-Key"}


def test_addresses_and_parameters_that_mean_nothing_are_refused(office: Program) -> None:
    for method, path, status in MEANINGLESS:
        assert_problem(office.send("sri", method, path), status)


def test_a_wrong_method_is_answered_with_the_right_ones(embedded_office: Program) -> None:
    assert embedded_office.send("sri", "DELETE", "/tasks").headers["allow"] == "GET"


def test_a_task_of_another_agency_does_not_exist_for_strangers(office: Program) -> None:
    task = a_task_to_check(office)
    before = office.row_counts()

    for method, path in (("GET", ""), ("POST", "/claim"), ("POST", "/release"), ("POST", "/complete")):
        assert_problem(office.send("ahmad", method, f"{task}{path}"), 404, "not_found")
    assert_problem(office.send("ahmad", "PUT", f"{task}/draft", json={"fields": {}}), 404, "not_found")

    assert office.row_counts() == before


def test_a_task_of_another_agency_is_closed_to_those_who_see_the_case(office: Program) -> None:
    task = a_decision_to_take(office)

    problem = assert_problem(office.post("sri", f"{task}/complete", {"data": {}}), 403, "not_addressed")

    assert problem["facts"]["addressed_to"] == "ppk@otorita-ikn"


def test_a_case_and_its_history_are_closed_to_strangers(office: Program) -> None:
    instance_id = a_proposal(office)

    for path in ("", "/history"):
        assert_problem(office.send("ahmad", "GET", f"/instances/{instance_id}{path}"), 404, "not_found")
    assert office.get("ahmad", "/instances") == {"instances": [], "next": None}
    assert office.get("ahmad", "/tasks")["tasks"] == []


def test_a_task_that_a_colleague_has_taken_is_refused_with_who_and_when(office: Program) -> None:
    task = a_task_to_check(office)
    assert office.post("siti", f"{task}/claim").status_code == 204
    before = office.row_counts()

    for path, body in (("/claim", None), ("/complete", {"data": AGREED})):
        problem = assert_problem(office.post("sri", f"{task}{path}", body), 409, "task_taken")
        assert problem["facts"] == {"by": "Siti Aminah", "at": "2026-11-24T03:00:00+00:00"}
    assert office.row_counts() == before


def test_a_task_that_changed_since_it_was_read_is_refused(office: Program) -> None:
    task = a_task_to_check(office)
    version = office.get("sri", task)["version"]
    office.post("sri", f"{task}/claim")
    before = office.row_counts()

    answer = office.post("sri", f"{task}/complete", {"data": AGREED, "version": version})

    assert_problem(answer, 409, "task_changed")
    assert office.row_counts() == before


def test_a_completed_task_is_refused_with_who_and_when(office: Program) -> None:
    task = a_task_to_check(office)
    assert office.post("siti", f"{task}/complete", {"data": AGREED}).status_code == 200
    before = office.row_counts()

    problem = assert_problem(office.post("sri", f"{task}/complete", {"data": AGREED}), 409, "task_gone")

    assert problem["facts"]["by"] == "Siti Aminah"
    assert office.row_counts() == before


def test_the_same_key_completes_once_and_answers_twice(office: Program) -> None:
    task, key = a_task_to_check(office), {"Idempotency-Key": "sekali saja"}

    first = office.post("sri", f"{task}/complete", {"data": AGREED}, headers=key)
    after_first = office.row_counts()
    second = office.post("sri", f"{task}/complete", {"data": AGREED}, headers=key)

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert office.row_counts() == after_first


def test_the_same_key_starts_once_and_answers_twice(office: Program) -> None:
    key = {"Idempotency-Key": "sekali saja"}

    first = office.post("sri", INSTANCES, {"variables": PROPOSAL}, headers=key)
    after_first = office.row_counts()
    second = office.post("sri", INSTANCES, {"variables": PROPOSAL}, headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]
    assert office.row_counts() == after_first


def test_a_key_of_another_request_is_refused(office: Program) -> None:
    key = {"Idempotency-Key": "sekali saja"}
    office.post("sri", INSTANCES, {"variables": PROPOSAL}, headers=key)
    before = office.row_counts()

    answer = office.post("sri", INSTANCES, {"variables": PROPOSAL | {"hari": 4}}, headers=key)

    assert_problem(answer, 409, "idempotency_key_reused")
    assert office.row_counts() == before


def test_a_variable_may_be_called_like_the_words_of_stored_formats(office: Program) -> None:
    """They are data like any other: the case goes on, and what was stored comes back as it was."""
    instance_id = a_proposal(office, nama='{"typename": "UserTask", "$t": "dec", "v": "1"}')

    answer = office.post("sri", f"{the_task(office, instance_id)}/complete", {"data": AGREED})

    assert answer.status_code == 200
    title = office.get("sri", f"/instances/{instance_id}")["title"]
    assert title == 'Cuti {"typename": "UserTask", "$t": "dec", "v": "1"}'
