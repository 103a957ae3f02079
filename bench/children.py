"""A case that calls 5,000 processes: its start, the jobs that start them, and a case that is worked on meanwhile."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import sqlalchemy as sa

from bench.completion import complete_next, installation, started
from bench.growth import described
from bench.measuring import Row
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.jobs.runner import run_waiting
from engine.runtime import Runtime
from engine.store.tables import execution
from tests.factories.models import call_activity, end, multi_instance, start
from tests.factories.offices import a_case_process
from tests.factories.traffic import traffic

CHILDREN = 5_000
HOW = "once, `python -m bench children`"


def model() -> bytes:
    """Calls the process of bench.completion, which waits at a task, for each of CHILDREN numbers."""
    each = multi_instance(f"=for n in 1..{CHILDREN} return n", item="nomor")
    return a_case_process(
        start("mulai"),
        call_activity("panggil", "putaran", loop=each, passes_all=False, inputs={"nomor": "=nomor"}),
        end("tamat"),
        flows=["mulai -> panggil -> tamat"],
        process_id="banyak",
        by="biro_sdm@otorita-ikn",
    )


def rows() -> Iterator[Row]:
    """Start it on SQLite, and complete tasks of another case while a thread of its own does the jobs."""
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as (runtime, token):
        deploy_bundle(runtime, DeployBundle(actor=None, files=[BundleFile("banyak.bpmn", model())]))
        alone = completions(runtime, token, None)
        yield Row("a completion, wall clock, nothing else running, SQLite", alone, "100 completions")
        before = time.process_time()
        with traffic(runtime) as moved:
            case = started(runtime, token, "banyak").instance_id
        figure = f"{1000 * (time.process_time() - before):.0f} ms, {described(moved)}"
        yield Row(f"a start that calls {CHILDREN:,} processes, SQLite", figure, HOW)
        jobs = Thread(target=run_waiting, args=(runtime,))
        before = time.perf_counter()
        jobs.start()
        beside = completions(runtime, token, jobs)
        seconds = time.perf_counter() - before
        counted = sa.select(sa.func.count()).where(execution.c.instance_id == case, execution.c.number != 0)
        with runtime.database.begin() as work:
            called = work.connection.scalar(counted)
        yield Row(f"starting {called:,} called processes by jobs, one thread", f"{seconds:.1f} s", HOW)
        yield Row("a completion of another case meanwhile, wall clock", beside, HOW)


def completions(runtime: Runtime, token: str, jobs: Thread | None) -> str:
    """Complete the task of a case again and again: while `jobs` run, or 100 times."""
    at, times = started(runtime, token), []
    while jobs.is_alive() if jobs else len(times) < 100:
        before = time.perf_counter()
        at = complete_next(runtime, token, at)
        times.append(1000 * (time.perf_counter() - before))
    return f"median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, {len(times)} completions"
