"""What a sweep costs while very many timers wait: it should not grow."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.completion import installation, started
from bench.measuring import Row, cpu_milliseconds
from engine.jobs.runner import run_waiting
from engine.store.tables.types import microseconds
from tests.factories.many_timers import many_timers
from tests.factories.traffic import traffic

WAITING = 100_000


def rows() -> Iterator[Row]:
    """A look for work that finds none, on SQLite."""
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as (runtime, token):
        started(runtime, token)
        run_waiting(runtime)
        for count in (0, WAITING):
            if count:
                many_timers(runtime, count, microseconds(runtime.clock.now() + timedelta(days=365)))
            with traffic(runtime) as idle:
                run_waiting(runtime)
            spent = cpu_milliseconds(lambda: run_waiting(runtime))
            yield Row(
                f"a look for work with {count:,} timers waiting, SQLite",
                f"{spent:.1f} ms, {idle.statements} statements, {idle.read} rows read",
                "median of 200, `python -m bench waiting`",
            )
