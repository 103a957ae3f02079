"""Messages of other systems, and incidents that supervisors set going again."""

import re
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.runtime import Runtime
from engine.store import tables
from engine.store.groups import intern_groups
from tests.api.rest.program import Program, assert_problem
from tests.factories import bpmn_xml as xml
from tests.factories.people import a_holder, a_position, an_account

MESSAGE = xml.element(
    "message",
    xml.extensions(xml.element("zeebe:subscription", correlationKey="=instance.number")),
    id="pesan",
    name="JawabanBank",
)
CATCH = xml.element(
    "intermediateCatchEvent", xml.element("messageEventDefinition", id="def", messageRef="pesan"), id="tunggu"
)

SERVICE = xml.service_task("layanan", type="uji")


def deploy(office: Program, *elements: str, key: str) -> None:
    """A process that `biro_sdm@bkn` starts, and that goes through the elements."""
    ids = [re.search(r'^<bpmn:\w+ id="(\w+)"', each)[1] for each in elements]  # type: ignore[index]
    named = {"lintas:startableBy": "biro_sdm@bkn", "lintas:numberPrefix": "UJI"}
    body = (xml.start("mulai"), *elements, xml.end("selesai"), xml.path("mulai", *ids, "selesai"))
    model = xml.definitions(MESSAGE, xml.process(*body, id=key, name=key, named=named))
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=[BundleFile(f"{key}.bpmn", model)]))


def a_case(office: Program, key: str) -> Any:
    answer = office.post("sri", f"/process-definitions/{key}/instances", {})
    assert answer.status_code == 201, answer.text
    return answer.json()


def with_function(office: Program, username: str, function: str) -> None:
    """Somebody of bkn who has the function."""
    give_function(office.runtime, username, function)


def give_function(runtime: Runtime, username: str, function: str) -> None:
    """The same, at an installation that nobody serves."""
    with runtime.database.begin() as work:
        agency = work.connection.scalar(sa.select(tables.agency.c.id).where(tables.agency.c.code == "bkn"))
    a_holder(runtime, an_account(runtime, username), a_position(runtime, agency, username, function))
    with runtime.database.begin() as work:
        work.begin_write()
        intern_groups(work.connection)
        work.commit()


@pytest.fixture
def waiting(office: Program) -> Program:
    """With a process that waits for a message, and a system that may send it."""
    deploy(office, CATCH, key="bank")
    with_function(office, "sistem", "integrasi")
    return office


def message(number: str, **changes: Any) -> dict[str, Any]:
    return {"name": "JawabanBank", "correlation_key": number, "payload": {"jumlah": 12.5}} | changes


def test_a_message_moves_the_case_that_waits_for_it(waiting: Program) -> None:
    case = a_case(waiting, "bank")

    answer = waiting.post("sistem", "/messages", message(case["number"]))

    assert answer.json() == {"outcome": "correlated", "instance_id": case["instance_id"]}
    assert waiting.get("sri", f"/instances/{case['instance_id']}")["status"] == "completed"


def test_a_message_that_nobody_waits_for_is_kept_for_later(waiting: Program) -> None:
    sent = waiting.post("sistem", "/messages", message("UJI-2026-000001", ttl_seconds=60)).json()
    case = a_case(waiting, "bank")

    assert sent == {"outcome": "buffered", "instance_id": None}
    assert waiting.post("sistem", "/messages", message("other")).json()["outcome"] == "buffered"
    assert case["number"] == "UJI-2026-000001"


def test_the_same_message_is_taken_once(waiting: Program) -> None:
    case = a_case(waiting, "bank")
    sent = message(case["number"], message_id="bank-7")

    outcomes = [waiting.post("sistem", "/messages", sent).json()["outcome"] for _ in range(2)]

    assert outcomes == ["correlated", "duplicate"]


def test_numbers_of_a_message_stay_exact(waiting: Program) -> None:
    case = a_case(waiting, "bank")
    body = '{"name": "JawabanBank", "correlation_key": "%s", "payload": {"jumlah": 0.1000000000000000055}}'

    headers = {"Content-Type": "application/json"}
    waiting.send("sistem", "POST", "/messages", content=body % case["number"], headers=headers)

    columns = tables.history_event.c
    query = sa.select(columns.value).where(
        columns.instance_id == UUID(case["instance_id"]), columns.kind == "MessageReceived"
    )
    with waiting.runtime.database.begin() as work:
        assert "0.1000000000000000055" in (work.connection.scalar(query) or "")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, {"name"}),
        (
            {"name": "a" * 201, "correlation_key": "b" * 201, "message_id": ""},
            {"name", "correlation_key", "message_id"},
        ),
        ({"payload": [1]}, {"payload"}),
        ({"payload": None}, {"payload"}),
        ({"ttl_seconds": -1}, {"ttl_seconds"}),
        ({"ttl_seconds": 10**12}, {"ttl_seconds"}),
        ({"ttl_seconds": 366 * 24 * 3600}, {"ttl_seconds"}),
        ({"priority": 1}, {"priority"}),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict | list) else "",
)
def test_a_wrong_message_names_what_is_wrong(waiting: Program, changes: dict[str, Any], fields: set[str]) -> None:
    before = waiting.row_counts()

    problem = assert_problem(waiting.post("sistem", "/messages", message("1", **changes)), 422, "invalid_input")

    assert set(problem["errors"]) == fields
    assert waiting.row_counts() == before


def test_a_payload_called_like_the_words_of_stored_formats_is_data(waiting: Program) -> None:
    case = a_case(waiting, "bank")
    payload = {"typename": "UserTask", "$t": "dec", "v": "x", "data": {"$t": "map"}}

    answer = waiting.post("sistem", "/messages", message(case["number"], payload=payload))

    assert answer.json()["outcome"] == "correlated"
    assert waiting.get("sri", f"/instances/{case['instance_id']}")["number"] == case["number"]


def test_only_systems_and_supervisors_send_messages(waiting: Program) -> None:
    case = a_case(waiting, "bank")
    before = waiting.row_counts()

    assert_problem(waiting.post("bagas", "/messages", message(case["number"])), 403, "may_not_send_message")
    assert waiting.row_counts() == before
    assert waiting.post("sri", "/messages", message(case["number"])).json()["outcome"] == "correlated"


def test_a_supervisor_sets_a_token_going_again(office: Program) -> None:
    deploy(office, xml.user_task("lama", candidates="urusan_lama@bkn", form="cuti_periksa"), key="urusan")
    case = a_case(office, "urusan")
    path = f"/instances/{case['instance_id']}"
    (incident,) = office.get("sri", path)["incidents"]
    retry = f"{path}/incidents/{incident['execution']}/{incident['token']}/retry"

    with_function(office, "pegawai", "urusan_lama")
    assert_problem(office.post("pegawai", retry), 404)
    answer = office.post("sri", retry)

    assert answer.status_code == 204, answer.text
    assert incident["may_retry"] is True
    assert office.get("sri", path)["incidents"] == []
    assert len(office.get("pegawai", "/tasks")["tasks"]) == 1
    assert_problem(office.post("sri", retry), 404)
