"""Whatever changes something may be sent twice: it is done once and answered the same."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from engine.bundles.files import BundleFile
from engine.store import tables
from engine.store.data_stores import declare_stores
from engine.store.facts import DataStoreFacts
from tests.api.leave import the_files
from tests.api.rest.leave import AGREED, INSTANCES, PROPOSAL, a_proposal, a_task_to_check
from tests.api.rest.program import BASE, Program, assert_problem
from tests.api.rest.test_messages import SERVICE, a_case, deploy, with_function
from tests.api.rest.test_supervision import a_stuck_case
from tests.api.supervising import ASKING, REASON, a_process_with_a_service, a_second_version
from tests.factories.people import NOW

KEY = {"Idempotency-Key": "satu kali saja"}
REPEATED = "/process-definitions/cuti/recurring-starts"
Request = tuple[str, dict[str, Any]]
"""Where to, and with what; `username` where it is not Sri who sends it."""


def claiming(office: Program) -> Request:
    return f"{a_task_to_check(office)}/claim", {"json": {}}


def releasing(office: Program) -> Request:
    task = a_task_to_check(office)
    office.post("sri", f"{task}/claim", {})
    return f"{task}/release", {}


def reassigning(office: Program) -> Request:
    task = a_task_to_check(office)
    (siti,) = [each for each in office.get("sri", f"{task}/holders")["holders"] if each["person_name"] == "Siti Aminah"]
    return f"{task}/reassign", {"json": {"to": siti["person_id"], "reason": REASON}}


def sending(office: Program) -> Request:
    with_function(office, "sistem", "integrasi")
    return "/messages", {"username": "sistem", "json": {"name": "Jawaban", "payload": {"jumlah": 10**30}}}


def offered(office: Program) -> None:
    """A job of the type `uji` that waits for the account `sistem`."""
    deploy(office, SERVICE, key="urusan")
    with_function(office, "sistem", "integrasi")
    a_case(office, "urusan")


def fetching(office: Program) -> Request:
    offered(office)
    return "/jobs/fetch", {"username": "sistem", "json": {"worker_id": "w1", "topics": [{"type": "uji"}]}}


def answering(what: str, **body: Any) -> Callable[[Program], Request]:
    """An answer to a job that was fetched."""

    def request(office: Program) -> Request:
        path, fetch = fetching(office)
        (job,) = send(office, "POST", path, fetch, {}).json()["jobs"]
        return f"/jobs/{job['id']}/{what}", {"username": "sistem", "json": {"worker_id": "w1", **body}}

    return request


def pausing(office: Program) -> Request:
    laid = office.post("sri", REPEATED, {"variables": PROPOSAL, "cron": "0 8 1 * *"}).json()
    return f"/recurring-starts/{laid['id']}/pause", {}


def closing(office: Program) -> Request:
    return "/process-definitions/cuti/close", {"json": {"reason": REASON}}


def reopening(office: Program) -> Request:
    office.post("sri", "/process-definitions/cuti/close", {"reason": REASON})
    return "/process-definitions/cuti/reopen", {"json": {"reason": REASON}}


def resuming(office: Program) -> Request:
    case = a_proposal(office)
    office.post("sri", f"/instances/{case}/suspend", {"reason": REASON})
    return f"/instances/{case}/resume", {"json": {"reason": REASON}}


def retrying(office: Program) -> Request:
    _, _, instance, _, execution, token = a_stuck_case(office).split("/")
    place = {"instance_id": instance, "execution": int(execution), "token": int(token)}
    return "/batches/retries", {"json": {"incidents": [place]}}


def a_batch(office: Program) -> str:
    """The path of a batch that works."""
    answer = office.post("sri", "/batches/starts", {"process": "cuti", "starts": [PROPOSAL]})
    return answer.headers["location"].removeprefix(BASE)


def the_cases(office: Program) -> dict[str, Any]:
    """A case, and why something is done with it."""
    return {"instances": [a_proposal(office)], "reason": REASON}


def the_tasks(office: Program) -> dict[str, Any]:
    """A task, and why something is done with it."""
    return {"tasks": [a_task_to_check(office).rpartition("/")[2]], "reason": REASON}


def migrating(office: Program) -> Request:
    case = a_proposal(office)
    a_second_version(office.runtime)
    return f"/instances/{case}/migrate", {"json": {"version": 2, "reason": REASON}}


def reverting(office: Program) -> Request:
    path, more = migrating(office)
    assert send(office, "POST", path, more, {}).status_code == 200
    return path.replace("/migrate", "/revert"), {"json": {"reason": REASON}}


def moving(office: Program) -> Request:
    case = a_proposal(office)
    (token,) = office.get("sri", f"/instances/{case}")["tokens"]
    path = f"/instances/{case}/tokens/{token['execution']}/{token['token']}/move"
    return path, {"json": {"to": token["element_id"], "reason": REASON}}


def skipping(office: Program) -> Request:
    a_process_with_a_service(office.runtime)
    case = office.post("sri", f"/process-definitions/{ASKING}/instances", {"variables": {"nama": "Rahmat"}}).json()
    (token,) = office.get("sri", f"/instances/{case['instance_id']}")["tokens"]
    path = f"/instances/{case['instance_id']}/tokens/{token['execution']}/{token['token']}/skip"
    return path, {"json": {"values": {"profil": None}, "reason": REASON}}


def archive(files: list[BundleFile]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for each in files:
            target.writestr(each.path, each.content)
    return packed.getvalue()


def deploying(_: Program) -> Request:
    files = [each for each in the_files() if not each.path.endswith("bundle.toml")]
    changed = [BundleFile(each.path, each.content.replace(b"Jumlah hari", b"Lama hari")) for each in files]
    return "/deployments", {"content": archive(changed), "headers": {"Content-Type": "application/zip"}}


def correcting(office: Program) -> Request:
    with office.runtime.database.begin() as work:
        work.begin_write()
        owner = work.connection.scalar(sa.select(tables.agency.c.id).where(tables.agency.c.code == "bkn"))
        declare_stores(work.connection, owner, [DataStoreFacts("register", "Register", True)], NOW)
        work.commit()
    return "/data-stores/bkn/register", {"json": {"value": ["M-1"], "version": 0, "reason": REASON}}


REQUESTS: dict[str, Callable[[Program], Request]] = {
    "deployBundle": deploying,
    "evaluateDecision": lambda _: ("/decisions/kewenangan_penjabat/evaluate", {"json": {"inputs": {"masa_bulan": 4}}}),
    "startProcess": lambda office: (INSTANCES, {"json": {"variables": PROPOSAL}}),
    "repeatStart": lambda _: (REPEATED, {"json": {"variables": PROPOSAL, "cron": "0 8 1 * *"}}),
    "turnRecurringStart": pausing,
    "closeProcess": closing,
    "reopenProcess": reopening,
    "claimTask": claiming,
    "releaseTask": releasing,
    "saveDraft": lambda office: (f"{a_task_to_check(office)}/draft", {"json": {"fields": {"keputusan": "setuju"}}}),
    "completeTask": lambda office: (f"{a_task_to_check(office)}/complete", {"json": {"data": AGREED}}),
    "reassignTask": reassigning,
    "changeDueDate": lambda office: (
        f"{a_task_to_check(office)}/due-date",
        {"json": {"due_at": "2026-12-01T15:00:00+07:00", "reason": REASON}},
    ),
    "cancelInstance": lambda office: (f"/instances/{a_proposal(office)}/cancel", {"json": {"reason": REASON}}),
    "suspendInstance": lambda office: (f"/instances/{a_proposal(office)}/suspend", {"json": {"reason": REASON}}),
    "resumeInstance": resuming,
    "migrateInstance": migrating,
    "revertMigration": reverting,
    "suspendInstances": lambda office: ("/batches/suspensions", {"json": the_cases(office)}),
    "resumeInstances": lambda office: ("/batches/resumptions", {"json": the_cases(office)}),
    "revertMigrations": lambda office: ("/batches/reversions", {"json": the_cases(office)}),
    "reassignTasks": lambda office: ("/batches/reassignments", {"json": {**the_tasks(office), "to": None}}),
    "changeDueDates": lambda office: (
        "/batches/due-dates",
        {"json": {**the_tasks(office), "due_at": "2026-12-01T15:00:00+07:00"}},
    ),
    "migrateInstances": lambda office: ("/batches/migrations", {"json": {**the_cases(office), "version": 2}}),
    "previewMigration": lambda office: (
        "/process-definitions/cuti/migration-preview",
        {"json": {"source": 1, "target": 1, "instances": [a_proposal(office).rpartition("/")[2]]}},
    ),
    "changeVariables": lambda office: (
        f"/instances/{a_proposal(office)}/variables",
        {"json": {"values": {"hari": 4}, "reason": REASON}},
    ),
    "skipElement": skipping,
    "moveToken": moving,
    "retryIncident": lambda office: (f"{a_stuck_case(office)}/retry", {}),
    "editAndRetryIncident": lambda office: (
        f"{a_stuck_case(office)}/edit-and-retry",
        {"json": {"values": {"alamat": "biro_sdm@bkn"}, "reason": REASON}},
    ),
    "sendMessage": sending,
    "startProcesses": lambda _: ("/batches/starts", {"json": {"process": "cuti", "starts": [PROPOSAL]}}),
    "cancelInstances": lambda office: (
        "/batches/cancellations",
        {"json": {"instances": [a_proposal(office)], "reason": REASON}},
    ),
    "retryIncidents": retrying,
    "steerBatch": lambda office: (f"{a_batch(office)}/pause", {}),
    "changeCalendar": lambda _: ("/calendars/bkn", {"json": {"zone": "Asia/Makassar", "reason": REASON}}),
    "correctDataStore": correcting,
    "fetchJobs": fetching,
    "completeJob": answering("complete", variables={"hasil": 1}),
    "failJob": answering("fail", detail="tidak menjawab"),
    "throwJobError": answering("error", code="GAGAL"),
    "extendJobLock": answering("extend", lock_seconds=90),
    "unlockJob": answering("unlock"),
}
"""One request for each operation that changes something."""

KEYLESS = {"evaluateDecision", "previewMigration", "claimTask", "releaseTask", "saveDraft", "extendJobLock"}
"""What may be repeated without a key."""


def send(office: Program, method: str, path: str, more: dict[str, Any], key: dict[str, str]) -> httpx.Response:
    wanted = dict(more)
    headers = wanted.pop("headers", {}) | key
    return office.send(wanted.pop("username", "sri"), method, path, headers=headers, **wanted)


def operations(office: Program) -> dict[str, tuple[str, dict[str, Any]]]:
    paths = office.request("GET", f"{BASE}/openapi.json").json()["paths"]
    return {
        each["operationId"]: (method.upper(), each)
        for item in paths.values()
        for method, each in item.items()
        if method != "get"
    }


def test_every_operation_that_changes_something_is_among_those_repeated_here(embedded_office: Program) -> None:
    found = operations(embedded_office)

    assert found.keys() == REQUESTS.keys()
    taking_keys = {
        name
        for name, (_, each) in found.items()
        if any(parameter["name"] == "Idempotency-Key" for parameter in each.get("parameters", ()))
    }
    assert taking_keys == REQUESTS.keys() - KEYLESS


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_is_sent_again_is_done_once_and_answered_the_same(embedded_office: Program, name: str) -> None:
    office = embedded_office
    method, _ = operations(office)[name]
    path, more = REQUESTS[name](office)
    key = {} if name in KEYLESS else KEY

    first = send(office, method, path, more, key)
    rows = office.row_counts()
    second = send(office, method, path, more, key)

    assert first.status_code in (200, 201, 202, 204), first.text
    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert second.headers.get("location") == first.headers.get("location")
    assert office.row_counts() == rows


@pytest.mark.parametrize("name", ["deployBundle", "sendMessage"])
def test_a_key_is_good_for_one_request(embedded_office: Program, name: str) -> None:
    office = embedded_office
    path, more = REQUESTS[name](office)
    send(office, "POST", path, more, KEY)
    other = {"content": archive(the_files()[1:])} if name == "deployBundle" else {"json": {"name": "Jawaban lain"}}

    answer = send(office, "POST", path, more | other, KEY)

    assert_problem(answer, 409, "idempotency_key_reused")


def test_a_message_and_a_deployment_are_repeated_on_each_kind_of_database(office: Program) -> None:
    for name in ("sendMessage", "deployBundle"):
        path, more = REQUESTS[name](office)
        answers = [send(office, "POST", path, more, KEY | {"Idempotency-Key": name}) for _ in range(2)]
        assert answers[0].status_code in (200, 201), answers[0].text
        assert answers[0].text == answers[1].text


def test_the_same_files_make_no_new_version_without_a_key_either(embedded_office: Program) -> None:
    path, more = REQUESTS["deployBundle"](embedded_office)

    first, second = (send(embedded_office, "POST", path, more, {}).json() for _ in range(2))

    assert any(each["changed"] for each in first["definitions"])
    assert not any(each["changed"] for each in second["definitions"])
    assert [each["version"] for each in second["definitions"]] == [each["version"] for each in first["definitions"]]
