"""Who may ask: tokens for everything, sessions for reading only."""

import pytest

from engine.authorization.scopes import Scope
from engine.authorization.tokens import token_hash
from engine.ids import new_id
from engine.store import tables
from tests.api.rest.leave import INSTANCES, PROPOSAL, a_task_to_check
from tests.api.rest.measuring import observing
from tests.api.rest.program import BASE, Program, assert_problem
from tests.factories.installation import a_token
from tests.factories.people import NOW

SESSION = "a-session-of-a-browser"


def signed_in(office: Program, username: str) -> dict[str, str]:
    """The header of a browser in which the person is signed in."""
    with office.runtime.database.begin() as work:
        work.begin_write()
        account = tables.account.select().where(tables.account.c.username == username)
        row = work.connection.execute(account).one()
        values = {"token_hash": token_hash(SESSION), "account_id": row.id, "created_at": NOW}
        work.connection.execute(tables.session.insert(), values | {"expires_at": NOW.replace(year=2027)})
        work.commit()
    return {"Cookie": f"lintas-session={SESSION}"}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic c3JpOnNyaQ==", "Bearer \xff"])
def test_without_a_valid_token_nothing_is_answered(embedded_office: Program, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}

    answer = embedded_office.request("GET", f"{BASE}/me", headers=headers)  # type: ignore[arg-type]

    assert_problem(answer, 401, "token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_address_asks_for_a_token(embedded_office: Program) -> None:
    paths = embedded_office.request("GET", f"{BASE}/openapi.json").json()["paths"]
    operations = [(method, path) for path, methods in paths.items() for method in methods]

    answered = [
        (method, path, embedded_office.request(method, filled_in(path), content=b"{").status_code)
        for method, path in operations
    ]

    assert len(answered) > 37
    assert [each for each in answered if each[2] != 401] == []


def filled_in(path: str) -> str:
    for name in ("task_id", "instance_id", "document_id", "job_id", "batch_id"):
        path = path.replace(f"{{{name}}}", str(new_id()))
    return path.replace("{key}", "cuti").replace("{execution}", "0").replace("{token}", "1").replace("{version}", "1")


def test_a_token_acts_as_its_account(office: Program) -> None:
    me = office.get("laras", "/me")

    assert (me["username"], me["capacities"][0]["status"]) == ("laras", "plt")
    assert "ppk@otorita-ikn" in me["capacities"][0]["addresses"]


def test_a_session_reads(office: Program) -> None:
    headers = signed_in(office, "sri")

    answer = office.request("GET", f"{BASE}/me", headers=headers)

    assert answer.status_code == 200
    assert answer.json()["username"] == "sri"


def test_a_session_changes_nothing(office: Program) -> None:
    headers, task = signed_in(office, "sri"), a_task_to_check(office)
    before = office.row_counts()

    for path in (f"{task}/claim", f"{task}/complete", INSTANCES, "/messages", "/deployments"):
        answer = office.request("POST", BASE + path, headers=headers, json={"variables": PROPOSAL})
        assert_problem(answer, 401, "token_invalid")
    assert office.row_counts() == before


def test_a_wrong_token_is_not_helped_by_a_session(office: Program) -> None:
    headers = signed_in(office, "sri") | {"Authorization": "Bearer wrong"}

    assert_problem(office.request("GET", f"{BASE}/me", headers=headers), 401)


def test_refusals_are_in_the_language_of_the_account(embedded_office: Program) -> None:
    detail = assert_problem(embedded_office.send("sri", "GET", f"/tasks/{new_id()}"), 404)["detail"]

    assert detail.startswith("Tidak ada apa pun")


NEEDED = {
    "claimTask": "work",
    "releaseTask": "work",
    "saveDraft": "work",
    "completeTask": "work",
    "startProcess": "work",
    "startProcesses": "work",
    "steerBatch": "work",
    "repeatStart": "work",
    "turnRecurringStart": "work",
    "evaluateDecision": "deploy",
    "sendMessage": "messages",
    "deployBundle": "deploy",
    "closeProcess": "deploy",
    "reopenProcess": "deploy",
    **dict.fromkeys(("fetchJobs", "completeJob", "failJob", "throwJobError", "extendJobLock", "unlockJob"), "jobs"),
}
"""Scopes by operation; whatever else changes something is done by supervisors."""


def test_every_operation_names_the_one_scope_that_it_asks_for(embedded_office: Program) -> None:
    paths = embedded_office.request("GET", f"{BASE}/openapi.json").json()["paths"]
    operations = [(method, path, each) for path, item in paths.items() for method, each in item.items()]
    everything = embedded_office.row_counts()

    for method, path, operation in operations:
        (scope,) = next(each["token"] for each in operation["security"] if "token" in each)
        expected = "read" if method == "get" else NEEDED.get(operation["operationId"], "supervise")
        assert scope == expected, path
        others = frozenset(Scope) - {scope}
        token = a_token(embedded_office.runtime, "sri", others)
        headers = {"Authorization": f"Bearer {token}", "Cookie": "lintas-session=none"}
        answer = embedded_office.request(method, BASE + filled_in(path.removeprefix(BASE)), headers=headers)
        problem = assert_problem(answer, 403, "scope_missing")
        assert problem["facts"] == {"scope": scope}

    assert embedded_office.row_counts() == everything


def test_a_token_with_its_scope_goes_on_to_the_positions_of_the_account(embedded_office: Program) -> None:
    task = a_task_to_check(embedded_office)

    def answered(*scopes: Scope) -> list[int]:
        headers = {"Authorization": f"Bearer {a_token(embedded_office.runtime, 'sri', frozenset(scopes))}"}
        asked = [("GET", "/me"), ("POST", f"{task}/claim"), ("POST", "/messages")]
        return [embedded_office.request(method, BASE + path, headers=headers).status_code for method, path in asked]

    assert answered(Scope.READ) == [200, 403, 403]
    assert answered(Scope.WORK) == [403, 204, 403]
    assert answered(Scope.MESSAGES) == [403, 403, 422]


def test_a_request_asks_once_who_is_there(embedded_office: Program) -> None:
    task = a_task_to_check(embedded_office)

    with observing(embedded_office.runtime) as observed:
        embedded_office.post("sri", f"{task}/claim", {})

    assert len([text for text, _ in observed.statements if "api_token" in text]) == 1, str(observed)
