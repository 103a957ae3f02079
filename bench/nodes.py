"""What a second node adds where each job waits for another system, on PostgreSQL."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Any

import sqlalchemy as sa

from bench.measuring import Row
from engine.queries.nodes import list_nodes
from engine.runtime import Runtime
from engine.store.jobs import CHANNEL
from engine.store.tables import job
from tests.databases import open_postgresql, stop_postgresql
from tests.factories.models import end, service_task, start
from tests.factories.offices import a_case_process, an_office
from tests.factories.other_systems import OtherSystem, answering, other_system
from tests.serving import LINTAS, environment

JOBS = 240
WAITS = 0.05
CONCURRENCY = 4
PATIENCE = 120


class Counted:
    """A server that answers after WAITS, and notes when the first came and the last went."""

    def __init__(self) -> None:
        self.lock, self.all, self.count = Lock(), Event(), 0
        self.began = self.ended = 0.0

    def __call__(self, request: Any, system: OtherSystem) -> None:
        with self.lock:
            self.began = self.began or time.perf_counter()
        time.sleep(WAITS)
        answering()(request, system)
        with self.lock:
            self.count, self.ended = self.count + 1, time.perf_counter()
            if self.count == JOBS:
                self.all.set()


def rows() -> Iterator[Row]:
    """Jobs in a second, by one node and by two."""
    folder = Path(tempfile.mkdtemp())
    server = open_postgresql(folder)
    try:
        rates = [rate(server.url(server.create_database()), nodes) for nodes in (1, 2)]
    finally:
        stop_postgresql(folder)
    yield Row(
        f"jobs of {WAITS * 1000:.0f} ms at a local server, 1 and 2 nodes of {CONCURRENCY} threads, PostgreSQL",
        f"{rates[0]:.0f} and {rates[1]:.0f} in a second: {rates[1] / rates[0]:.2f} times",
        f"{JOBS} jobs, `python -m bench nodes`",
    )


def rate(url: str, count: int) -> float:
    """Jobs in a second by that many nodes, from the first call to the last."""
    counted = Counted()
    with (
        other_system(counted) as system,
        an_office(url, call_hosts=system.url, call_networks="127.0.0.0/8") as office,
        ExitStack() as nodes,
    ):
        office.clock.at = datetime.now(UTC)
        asks = service_task("tanya", "lintas:http", headers={"url": f"{system.url}/jawab"})
        flows = ["mulai -> tanya -> selesai"]
        office.deploy(a_case_process(start("mulai"), asks, end("selesai"), flows=flows))
        for _ in range(JOBS):
            office.start("ana")
        have_run_at(office.runtime, datetime.now(UTC) + timedelta(days=1))
        for _ in range(count):
            nodes.enter_context(a_worker(office.runtime, system))
        wait_until(lambda: len(list_nodes(office.runtime)) == count)
        have_run_at(office.runtime, datetime.now(UTC))
        assert counted.all.wait(PATIENCE)
    return JOBS / (counted.ended - counted.began)


def have_run_at(runtime: Runtime, moment: datetime) -> None:
    """Put all jobs to that time, and tell the nodes."""
    with runtime.database.begin() as work:
        work.connection.execute(job.update().values(run_at=moment))
        work.connection.execute(sa.select(sa.func.pg_notify(CHANNEL, "")))
        work.commit()


@contextmanager
def a_worker(runtime: Runtime, system: OtherSystem) -> Iterator[None]:
    """A node as a process of its own."""
    given = environment(
        runtime.settings.data_dir,
        LINTAS_DATABASE_URL=runtime.settings.database_url,
        LINTAS_CALL_HOSTS=system.url,
        LINTAS_CALL_NETWORKS="127.0.0.0/8",
        LINTAS_LOG_LEVEL="ERROR",
    )
    process = subprocess.Popen([LINTAS, "worker", "--concurrency", str(CONCURRENCY)], env=given)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def wait_until(reached: Callable[[], bool]) -> None:
    """Look until it is so."""
    until = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.1)
