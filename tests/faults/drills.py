"""Servers and their database that fail while programs work: killed, frozen, cut off, stopped in the middle."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import sqlalchemy as sa

from engine.clock import SystemClock
from engine.store import tables
from tests.databases import migrate
from tests.durable_postgresql import DurableServer, durable_postgresql
from tests.factories.installation import a_token
from tests.factories.models import end, multi_instance, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.faults.checks import assert_sound
from tests.serving import Served, serve

CASES, ITEMS, PROGRAMS = 12, 8, 8
PATIENCE, PAUSE, FROZEN = 90, 0.2, 3.0
BUSY = 429
Fault = Callable[[DurableServer, Served, str], None]


def _cut(database: DurableServer, _: Served, name: str) -> None:
    database.cut_connections(name)


def _power_loss(database: DurableServer, _: Served, __: str) -> None:
    database.stop("immediate")
    database.start()


def _freeze(_: DurableServer, served: Served, __: str) -> None:
    served.process.send_signal(signal.SIGSTOP)
    time.sleep(FROZEN)
    served.process.send_signal(signal.SIGCONT)


def _kill(_: DurableServer, served: Served, __: str) -> None:
    served.kill()


FAULTS: Mapping[str, Fault] = {
    "connections cut": _cut,
    "PostgreSQL stopped at once and started": _power_loss,
    "a server frozen and continued": _freeze,
    "a server killed": _kill,
}


def drilled(folder: Path) -> dict[str, int]:
    """Eight programs complete tasks at two servers while every fault happens. Returns counts; fails if one is wrong."""
    with durable_postgresql() as database:
        url = database.new_database()
        migrate(url)
        with an_office(url, data_dir=folder) as office:
            office.clock.move(SystemClock().now() - office.clock.now())
            office.deploy(_the_process())
            for _ in range(CASES):
                office.start("ana")
            token, wanted = a_token(office.runtime, "ana"), [str(row.id) for row in office.rows(tables.user_task)]
            office.runtime.close()
            accepted = _worked(database, url, folder, token, wanted)
            _assert_done_once(office, accepted)
            return {"completions accepted": len(accepted), **dict.fromkeys(FAULTS, 1)}


def _the_process() -> bytes:
    return a_case_process(
        start("mulai"), a_task("periksa", loop=multi_instance(f"={list(range(ITEMS))}")), end("selesai"),
        flows=["mulai -> periksa -> selesai"],
    )  # fmt: skip


def _worked(database: DurableServer, url: str, folder: Path, token: str, wanted: list[str]) -> set[str]:
    settings = {"LINTAS_DATABASE_URL": url, "LINTAS_HISTORY_KEY_FILE": str(folder / "history.key")}
    places = [folder / "one", folder / "two"]
    for place in places:
        place.mkdir()
    accepted: set[str] = set()
    left = list(wanted)
    with serve(places[0], command="serve", **settings) as one, serve(places[1], command="serve", **settings) as two:
        addresses = [one.address, two.address]
        programs = [
            Thread(target=_program, args=(addresses, number, token, left, accepted)) for number in range(PROGRAMS)
        ]
        for each in programs:
            each.start()
        name = sa.make_url(url).database or ""
        for number, fault in enumerate(FAULTS.values(), start=1):
            _until(lambda share=number: len(accepted) >= len(wanted) * share // (len(FAULTS) + 1))
            fault(database, two, name)
        for each in programs:
            each.join(PATIENCE)
        assert not any(each.is_alive() for each in programs), "a program still waits for an answer"
    return accepted


def _program(addresses: list[str], number: int, token: str, left: list[str], accepted: set[str]) -> None:
    """Ask for each task until somebody answers: the same key, wherever it is sent."""
    clients = [httpx.Client(base_url=f"{address}/api/v1", timeout=PATIENCE) for address in addresses]
    while True:
        try:
            task = left.pop()
        except IndexError:
            return
        attempt = number
        while not _completed(clients[attempt % len(clients)], task, token):
            attempt += 1
            time.sleep(PAUSE)
        accepted.add(task)


def _completed(client: httpx.Client, task: str, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": task}
    try:
        answer = client.post(f"/tasks/{task}/complete", json={"data": {}}, headers=headers)
    except httpx.TransportError:
        return False
    again = answer.is_server_error or answer.status_code in (BUSY, httpx.codes.CONFLICT)
    assert answer.is_success or again, answer.text
    return answer.is_success


def _until(reached: Callable[[], Any]) -> None:
    until = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < until, "nobody makes progress"
        time.sleep(0.05)


def _assert_done_once(office: Office, accepted: set[str]) -> None:
    office.work()
    events = [row for row in office.rows(tables.history_event) if row.kind == "UserTaskCompleted"]
    assert Counter(str(row.task_id) for row in events) == Counter(accepted)
    assert {row.status for row in office.rows(tables.instance)} == {"completed"}
    assert_sound(office, frozenset({"periksa"}), frozenset())
