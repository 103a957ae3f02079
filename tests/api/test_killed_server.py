"""A server that is killed while people work: what it accepted is there, once, and every case can go on."""

import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock, Semaphore, Thread
from typing import Any

import httpx
import pytest

from engine.clock import SystemClock
from engine.commands.verify_history import verify_history
from engine.store import tables
from tests.factories.installation import a_token
from tests.factories.models import catch, end, message, multi_instance, parallel, start, throw, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.standing import assert_rows_match_tokens
from tests.serving import LINTAS, Served, environment, serve

CASES, COMPLETIONS_OF_A_CASE = 8, 5
KILLED_AFTER = (4, 1, 7)
"""In each round, the number of accepted completions."""
PROGRAMS = 3
PATIENCE = 60
TASKS, EVENTS = {"periksa", "teruskan", "tutup"}, {"terima", "jeda"}


def the_process() -> bytes:
    """Three tasks at once, whose end sends a message to the other branch and waits for a timer."""
    return a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("periksa", loop=multi_instance("=[1, 2, 3]")),
        throw("kabari", message("Kabar", "=instance.number")),
        catch("jeda", timer(duration="PT0S")),
        catch("terima", message("Kabar", "=instance.number")),
        a_task("teruskan"),
        parallel("gabung"),
        a_task("tutup"),
        end("selesai"),
        flows=[
            "mulai -> pisah -> periksa -> kabari -> jeda -> gabung -> tutup -> selesai",
            "pisah -> terima -> teruskan -> gabung",
        ],
    )


@dataclass
class Ledger:
    """What programs asked for and what was answered. A request without an answer may have been done or not."""

    lock: Lock = field(default_factory=Lock)
    progress: Semaphore = field(default_factory=lambda: Semaphore(0))
    asked: set[str] = field(default_factory=set)
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def choose(self, tasks: list[str]) -> str | None:
        """A task that no other program has asked for."""
        with self.lock:
            free = [task for task in tasks if task not in self.asked and task not in self.accepted]
            if not free:
                return None
            self.asked.add(free[0])
            return free[0]

    def note(self, task: str, answer: httpx.Response) -> None:
        """Put the answer down."""
        with self.lock:
            self.asked.discard(task)
            (self.accepted if answer.is_success else self.refused).append(task)
        self.progress.release()


def complete(client: httpx.Client, task: str) -> httpx.Response:
    """The same request for the same task, however often it is sent."""
    return client.post(f"/tasks/{task}/complete", json={"data": {}}, headers={"Idempotency-Key": task})


def work_until_killed(client: httpx.Client, ledger: Ledger) -> None:
    """Complete tasks until there are none, or nobody answers any more."""
    try:
        while task := ledger.choose([each["task_id"] for each in client.get("/tasks?limit=200").json()["tasks"]]):
            ledger.note(task, complete(client, task))
    except httpx.TransportError:
        return


def a_client(served: Served, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{served.address}/api/v1", headers=headers, timeout=PATIENCE)


def a_round(served: Served, token: str, ledger: Ledger, killed_after: int | None) -> None:
    """Ask again for what was not answered, then work on until the server is killed or nothing is left."""
    with a_client(served, token) as client:
        for task in sorted(ledger.asked):
            ledger.note(task, complete(client, task))
        programs = [Thread(target=work_until_killed, args=(client, ledger)) for _ in range(PROGRAMS)]
        for each in programs:
            each.start()
        if killed_after is not None:
            for _ in range(killed_after):
                assert ledger.progress.acquire(timeout=PATIENCE)
            served.kill()
        for each in programs:
            each.join(PATIENCE)
        assert not any(each.is_alive() for each in programs)


def assert_nothing_is_lost_or_doubled(office: Office, ledger: Ledger) -> None:
    events = [row for row in office.rows(tables.history_event) if row.kind == "UserTaskCompleted"]
    completed = Counter(str(row.task_id) for row in events)
    assert set(completed.values()) <= {1}
    assert set(ledger.accepted) <= set(completed)
    assert set(completed) <= set(ledger.accepted) | ledger.asked
    assert verify_history(office.runtime).faults == ()
    assert_rows_match_tokens(office.runtime, TASKS, EVENTS)


def finish_in_this_process(office: Office) -> None:
    """Everything that is left, an hour later: what the killed server had begun to do is free again."""
    office.clock.move(SystemClock().now() - office.clock.now() + timedelta(hours=1))
    office.work()
    while open_tasks := office.rows(tables.user_task):
        for row in open_tasks:
            office.complete("ana", row.element_id, task_id=row.id)
        office.work()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of the server."""
    place = tmp_path / "data"
    place.mkdir()
    return place


def test_a_server_may_be_killed_at_any_moment(database_url: str, folder: Path) -> None:
    settings: dict[str, Any] = {"LINTAS_DATABASE_URL": database_url}
    with an_office(database_url, data_dir=folder) as office:
        office.clock.move(SystemClock().now() - office.clock.now())
        office.deploy(the_process())
        for _ in range(CASES):
            office.start("ana")
        token, ledger = a_token(office.runtime, "ana"), Ledger()

        for killed_after in (*KILLED_AFTER, None):
            ledger.progress = Semaphore(0)
            with serve(folder, command="serve", **settings) as served:
                a_round(served, token, ledger, killed_after)
            assert_nothing_is_lost_or_doubled(office, ledger)
        finish_in_this_process(office)

        assert ledger.asked == set()
        assert ledger.refused == []
        assert {row.status for row in office.rows(tables.instance)} == {"completed"}
        assert office.rows(tables.job) == []
        events = [row.kind for row in office.rows(tables.history_event)]
        assert events.count("UserTaskCompleted") == CASES * COMPLETIONS_OF_A_CASE
        audit = subprocess.run(
            [LINTAS, "audit", "verify"],
            env=environment(folder, **settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert audit.returncode == 0, audit.stdout + audit.stderr
