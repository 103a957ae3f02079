"""Everything that is compared, one after the other, and the table of it."""

import json
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path

from bench.measuring import ROOT, Row, commit
from bench.peers import model
from bench.peers.engines import Clients, NotMeasured, bpmn_engine, lintas, operaton
from bench.peers.loading import Refused, load
from bench.peers.plot import bars
from tests.durable_postgresql import DurableServer, durable_postgresql

CLIENTS = (1, 4, 16)
SECONDS = 4.0
WARM_UP_SECONDS = 8.0
"""The same for every engine, before anything is timed: a virtual machine has compiled what it runs often."""
RESULT = ROOT / "build" / "bench.json"
PLOTS = ROOT / "build" / "plots"
HOW = "`python -m bench peers`"
Opener = Callable[[Path], AbstractContextManager[Clients]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine with so many clients. Times in milliseconds."""

    engine: str
    clients: int
    completions_per_second: float
    median: float
    p95: float
    completions: int


def rows(seconds: float = SECONDS) -> Iterator[Row]:
    """Measure all; writes build/bench.json and build/plots."""
    found: list[Measured] = []
    missing: dict[str, str] = {}
    with durable_postgresql() as server:
        for name, open_engine in _engines(server):
            try:
                for measured in _measure(name, open_engine, seconds):
                    found.append(measured)
                    yield _row(measured)
            except (NotMeasured, Refused, OSError, HTTPException) as reason:
                missing[name] = f"{type(reason).__name__}: {reason}"
                yield Row(name, f"not measured: {missing[name]}", HOW)
    _write(found, missing, seconds)


def _engines(server: DurableServer) -> Iterator[tuple[str, Opener]]:
    yield "Lintas, SQLite, 1 server", lambda folder: lintas(folder, None, 1)
    for servers in (1, 2):
        name = f"Lintas, PostgreSQL, {servers} server{'s' * (servers > 1)}"
        yield name, lambda folder, count=servers: lintas(folder, server.new_database(), count)
    yield "Operaton 1.0.3, PostgreSQL", lambda folder: operaton(folder, server)
    yield "npm bpmn-engine 25.0.1, a file for each case", bpmn_engine


def _measure(name: str, open_engine: Opener, seconds: float) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder, open_engine(Path(folder)) as client:
        load(client, 2, WARM_UP_SECONDS, len(model.TASKS))
        for clients in CLIENTS:
            seen = load(client, clients, seconds, len(model.TASKS))
            yield Measured(name, clients, seen.rate, seen.median, seen.p95, len(seen.taken))


def _row(measured: Measured) -> Row:
    plural = "s" * (measured.clients > 1)
    times = f"median {measured.median:.1f} ms, p95 {measured.p95:.1f} ms"
    figure = f"{measured.completions_per_second:.0f} completions/s, {times}"
    return Row(f"{measured.engine}, {measured.clients} client{plural}", figure, HOW)


def _write(found: list[Measured], missing: dict[str, str], seconds: float) -> None:
    conditions = {
        "commit": commit(),
        "machine": platform.platform(),
        "seconds": seconds,
        "warm_up_seconds": WARM_UP_SECONDS,
    }
    content = {"conditions": conditions, "measured": [asdict(each) for each in found], "not_measured": missing}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(content, indent=2) + "\n")
    PLOTS.mkdir(parents=True, exist_ok=True)
    for what, title in (("completions_per_second", "completions a second"), ("p95", "95th percentile, ms")):
        groups = {
            f"{clients}": {m.engine: getattr(m, what) for m in found if m.clients == clients} for clients in CLIENTS
        }
        (PLOTS / f"peers-{what.replace('_', '-')}.svg").write_text(bars(f"Completing a user task: {title}", groups))
