"""`lintas worker` as processes of their own: one is killed or frozen with calls in hand, and another does them."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

from engine.store import tables
from tests.factories.models import end, service_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.other_systems import Behaviour, OtherSystem, answering, other_system, silent
from tests.serving import LINTAS, environment

PATIENCE = 60
PRIVATE = "127.0.0.0/8"


class Call:
    """A call that is held until `release`: then it is answered with a name."""

    def __init__(self, name: str) -> None:
        self.name, self.came, self.release = name, Event(), Event()

    def __call__(self, request: Any, system: OtherSystem) -> None:
        self.came.set()
        assert self.release.wait(PATIENCE)
        answering(200, b'{"nama": "%s"}' % self.name.encode())(request, system)


@contextmanager
def an_office_that_asks(database_url: str, *behaviours: Behaviour) -> Iterator[tuple[Office, OtherSystem]]:
    """Its cases ask a server for a name, then wait for somebody. No node runs."""
    with (
        other_system(*behaviours) as system,
        an_office(database_url, call_hosts=system.url, call_networks=PRIVATE) as office,
    ):
        office.clock.at = datetime.now(UTC)
        layanan = service_task(
            "layanan",
            "lintas:http",
            retries="2",
            headers={"url": f"{system.url}/pegawai", "method": "POST"},
            inputs={"body": '={"nip": "1985"}'},
            outputs={"nama": "=response.body.nama"},
        )
        flows = ["mulai -> layanan -> lanjut -> selesai"]
        office.deploy(a_case_process(start("mulai"), layanan, a_task("lanjut"), end("selesai"), flows=flows))
        yield office, system


@contextmanager
def a_worker(office: Office, system: OtherSystem, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A node with a short lease."""
    settings = office.runtime.settings
    given = environment(
        settings.data_dir,
        LINTAS_DATABASE_URL=settings.database_url,
        LINTAS_CALL_HOSTS=system.url,
        LINTAS_CALL_NETWORKS=PRIVATE,
        LINTAS_CALL_SECONDS="120",
        LINTAS_WORKER_LEASE_SECONDS="1",
        LINTAS_WORKER_POLL_SECONDS="0.2",
    )
    with log.open("wb") as output:
        process = subprocess.Popen([LINTAS, "worker", "--concurrency", "3"], stdout=output, stderr=output, env=given)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stop(worker: subprocess.Popen[bytes]) -> int:
    """Have it end in order. What it has begun is done then."""
    worker.send_signal(signal.SIGTERM)
    return worker.wait(PATIENCE)


def test_a_killed_node_leaves_its_calls_to_another(database_url: str, tmp_path: Path) -> None:
    came, answered, cases = Semaphore(0), Semaphore(0), 3

    def hold(request: Any, system: OtherSystem) -> None:
        came.release()
        silent(request, system)

    def answer(request: Any, system: OtherSystem) -> None:
        answering(200, b'{"nama": "Sri"}')(request, system)
        answered.release()

    with an_office_that_asks(database_url, *[hold] * cases, answer) as (office, system):
        for _ in range(cases):
            office.start("ana")
        with a_worker(office, system, tmp_path / "killed.log") as killed:
            assert all(came.acquire(timeout=PATIENCE) for _ in range(cases))
            killed.kill()
            killed.wait()
        with a_worker(office, system, tmp_path / "other.log") as other:
            assert all(answered.acquire(timeout=PATIENCE) for _ in range(cases))
            assert stop(other) == 0

        assert (len(system.received), len(system.effects)) == (2 * cases, cases)
        assert [row.element_id for row in office.rows(tables.user_task)] == ["lanjut"] * cases
        assert office.rows(tables.job) == []


def test_a_frozen_node_that_goes_on_is_refused(postgresql_url: str, tmp_path: Path) -> None:
    late, good = Call("Lama"), Call("Baru")
    with an_office_that_asks(postgresql_url, late, good) as (office, system):
        office.start("ana")
        with (
            a_worker(office, system, tmp_path / "frozen.log") as frozen,
            a_worker_after(late.came, office, system, frozen, tmp_path / "other.log") as other,
        ):
            assert good.came.wait(PATIENCE)
            late.release.set()
            frozen.send_signal(signal.SIGCONT)
            assert stop(frozen) == 0
            waiting = office.open_tasks()
            good.release.set()
            assert stop(other) == 0

        assert waiting == []
        assert b"job_taken_over" in (tmp_path / "frozen.log").read_bytes()
        assert (office.open_tasks(), office.value("nama")) == (["lanjut"], "Baru")
        assert len(system.effects) == 1


@contextmanager
def a_worker_after(
    came: Event, office: Office, system: OtherSystem, first: subprocess.Popen[bytes], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A second node, started when the first has its call in hand and was frozen."""
    assert came.wait(PATIENCE)
    first.send_signal(signal.SIGSTOP)
    with a_worker(office, system, log) as other:
        yield other
