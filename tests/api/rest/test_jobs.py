"""Workers of other systems over the API: fetching with a wait, answering, and what supervisors see."""

import asyncio
from threading import Thread, active_count
from typing import Any

import httpx
import pytest

from engine.authorization.scopes import Scope
from engine.store.external_jobs import listeners
from tests.api.rest.program import BASE, Program, a_program, assert_problem
from tests.api.rest.test_messages import SERVICE, a_case, deploy, with_function
from tests.factories.installation import a_token

NOBODYS = "019a0000-0000-7000-8000-000000000000"


@pytest.fixture
def offering(embedded_office: Program) -> Program:
    """With a process whose service jobs a system of bkn does, named `sistem`."""
    deploy(embedded_office, SERVICE, key="urusan")
    with_function(embedded_office, "sistem", "integrasi")
    return embedded_office


def wanted(**more: Any) -> dict[str, Any]:
    return {"worker_id": "w1", "topics": [{"type": "uji"}], **more}


def fetch(office: Program, **more: Any) -> list[dict[str, Any]]:
    answer = office.post("sistem", "/jobs/fetch", wanted(**more))
    assert answer.status_code == 200, answer.text
    jobs: list[dict[str, Any]] = answer.json()["jobs"]
    return jobs


def status(office: Program, case: Any) -> str:
    found: str = office.get("sri", f"/instances/{case['instance_id']}")["status"]
    return found


def test_a_job_is_fetched_and_answered(offering: Program) -> None:
    case = a_case(offering, "urusan")

    (job,) = fetch(offering)
    answer = offering.post("sistem", f"/jobs/{job['id']}/complete", {"worker_id": "w1", "variables": {"hasil": 1.5}})

    assert (job["case_number"], job["type"], job["retries"]) == (case["number"], "uji", 3)
    assert (answer.status_code, answer.content) == (204, b"")
    assert status(offering, case) == "completed"


def test_a_late_worker_is_told_so(offering: Program) -> None:
    a_case(offering, "urusan")
    (job,) = fetch(offering)

    answer = offering.post("sistem", f"/jobs/{job['id']}/complete", {"worker_id": "w2"})

    assert_problem(answer, 409, "job_lock_lost")
    assert_problem(offering.post("sistem", f"/jobs/{NOBODYS}/complete", {"worker_id": "w1"}), 409, "job_gone")


def waiting_fetch(office: Program) -> httpx.Response:
    """Fetch with a wait; while it waits, a case is started in another thread."""

    async def both() -> httpx.Response:
        token = office.tokens.setdefault("sistem", a_token(office.runtime, "sistem"))
        headers = {"Authorization": f"Bearer {token}"}
        asked = asyncio.ensure_future(
            office.client.post(f"{BASE}/jobs/fetch", json=wanted(wait_seconds=50), headers=headers)
        )
        looks = 0
        while looks < 2 or office.runtime.database.engine.pool.checkedout():  # type: ignore[attr-defined]
            looks += bool(listeners)
            await asyncio.sleep(0)
        assert not asked.done()
        starting = Thread(target=start_elsewhere, args=(office,))
        starting.start()
        answer = await asked
        starting.join()
        return answer

    return office.loop.run(both())


def start_elsewhere(office: Program) -> None:
    """Another program starts a case."""
    with a_program(office.runtime) as other:
        a_case(other, "urusan")


def test_a_fetch_waits_without_a_connection_and_is_woken_by_a_new_job(offering: Program) -> None:
    answer = waiting_fetch(offering)

    assert [job["type"] for job in answer.json()["jobs"]] == ["uji"]
    assert listeners == []


WAITING = 200


def test_many_fetches_wait_without_a_thread_and_without_a_connection(office: Program) -> None:
    with_function(office, "sistem", "integrasi")
    headers = {"Authorization": f"Bearer {a_token(office.runtime, 'sistem')}"}
    path, held = f"{BASE}/jobs/fetch", office.runtime.database.engine.pool

    async def all_of_them() -> tuple[int, int]:
        body = wanted(wait_seconds=50)
        asked = [asyncio.ensure_future(office.client.post(path, json=body, headers=headers)) for _ in range(WAITING)]
        looks = 0
        while looks < 2 or held.checkedout():  # type: ignore[attr-defined]
            looks += len(listeners) == WAITING
            await asyncio.sleep(0)
        threads, done = active_count(), sum(each.done() for each in asked)
        for each in asked:
            each.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return threads, done

    threads, done = office.loop.run(all_of_them())

    assert done == 0
    assert threads < WAITING / 2
    assert listeners == []


def test_a_wait_ends_in_vain_when_its_time_is_over(offering: Program) -> None:
    assert fetch(offering, wait_seconds=1) == []


def test_a_token_without_the_scope_or_the_type_fetches_nothing(offering: Program) -> None:
    offering.tokens["sistem"] = a_token(offering.runtime, "sistem", frozenset({Scope.READ, Scope.MESSAGES}))
    assert_problem(offering.post("sistem", "/jobs/fetch", wanted()), 403, "scope_missing")

    offering.tokens["sistem"] = a_token(offering.runtime, "sistem", frozenset({Scope.JOBS}), ["lain:*"])
    assert_problem(offering.post("sistem", "/jobs/fetch", wanted()), 403, "job_type_closed")


def test_people_fetch_nothing(offering: Program) -> None:
    assert_problem(offering.post("bagas", "/jobs/fetch", wanted()), 403, "may_not_work_on_jobs")


def test_supervisors_see_which_jobs_wait_and_others_do_not(offering: Program) -> None:
    first, second = a_case(offering, "urusan"), a_case(offering, "urusan")
    (job,) = fetch(offering, max_jobs=1)
    offering.post("sistem", f"/jobs/{job['id']}/fail", {"worker_id": "w1", "detail": "mati"})
    fetch(offering)

    rows = offering.get("sri", "/jobs")["jobs"]
    page = offering.get("sri", "/jobs?limit=1")
    rest = offering.get("sri", f"/jobs?limit=1&after={page['next']}")

    assert [(row["number"], row["state"], row["worker"], row["failure"]) for row in rows] == [
        (first["number"], "resting", None, "mati"),
        (second["number"], "locked", "w1", None),
    ]
    assert [*page["jobs"], *rest["jobs"]] == rows
    assert [row["id"] for row in offering.get("sri", "/jobs?state=locked&type=uji&agency=bkn")["jobs"]] == [
        rows[1]["id"]
    ]
    assert_problem(offering.send("ahmad", "GET", "/jobs"), 403, "may_not_supervise")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("fetch", {"worker_id": "", "topics": [{"type": "uji"}]}, "worker_id"),
        ("fetch", {"worker_id": "w", "topics": []}, "topics"),
        ("fetch", {"worker_id": "w", "topics": [{"type": "uji"}], "max_jobs": 101}, "max_jobs"),
        (f"{NOBODYS}/fail", {"worker_id": "w", "detail": ""}, "detail"),
        (f"{NOBODYS}/fail", {"worker_id": "w", "detail": "x", "retries": -1}, "retries"),
        (f"{NOBODYS}/fail", {"worker_id": "w", "detail": "x", "retry_after_seconds": -5}, "retry_after_seconds"),
        (f"{NOBODYS}/extend", {"worker_id": "w", "lock_seconds": 0}, "lock_seconds"),
        (f"{NOBODYS}/error", {"worker_id": "w", "code": ""}, "code"),
    ],
)
def test_a_wrong_body_names_what_is_wrong(offering: Program, path: str, body: dict[str, Any], field: str) -> None:
    problem = assert_problem(offering.post("sistem", f"/jobs/{path}", body), 422, "invalid_input")

    assert set(problem["errors"]) == {field}
