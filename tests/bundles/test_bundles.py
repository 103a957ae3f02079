"""The shipped bundles played from start to end: every scenario on both databases, every sequence flow taken."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.bpmn import sequence_flows
from engine.bundles.files import bundle_keys
from engine.clock import SetClock
from engine.commands.verify_history import verify_history
from engine.elements.effects import Outcome
from engine.runtime import Runtime
from engine.scenarios.coverage import coverage_of
from engine.scenarios.player import Player
from engine.scenarios.script import read_scenario
from engine.settings import resources_root
from engine.store import tables
from tests.factories.installation import an_installation
from tests.factories.people import NOW, rows

PROCESSES = resources_root() / "processes"
SCENARIOS = {
    key: found
    for key in bundle_keys(resources_root())
    if (found := sorted((PROCESSES / key / "scenarios").glob("*.yaml")))
}
"""By bundle; a bundle of decision tables alone has none."""

WAITS = (
    tables.user_task,
    tables.timer,
    tables.subscription,
    tables.service_job,
    tables.incident,
)


@contextmanager
def a_player(url: str) -> Iterator[Player]:
    clock = SetClock(NOW)
    runtime = an_installation(url, clock)
    try:
        yield Player(runtime, clock)
    finally:
        runtime.close()


def models_of(key: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((PROCESSES / key).glob("*.bpmn"))]


def waits_of_the_ended(runtime: Runtime) -> dict[str, list[object]]:
    ended = {row.id for row in rows(runtime, tables.instance) if row.status in tuple(Outcome)}
    return {table.name: [row for row in rows(runtime, table) if row.instance_id in ended] for table in WAITS}


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=f"{key}-{path.stem}") for key, paths in SCENARIOS.items() for path in paths],
)
def test_the_scenario_goes_as_it_says(path: Path, database_url: str) -> None:
    with a_player(database_url) as player:
        player.play(read_scenario(path))

        assert verify_history(player.runtime).faults == ()
        assert waits_of_the_ended(player.runtime) == {table.name: [] for table in WAITS}


@pytest.mark.parametrize("key", SCENARIOS)
def test_together_the_scenarios_of_a_bundle_take_every_sequence_flow(
    key: str, sqlite_template: Path, tmp_path: Path
) -> None:
    taken: set[str] = set()
    for number, path in enumerate(SCENARIOS[key]):
        file = tmp_path / f"{number}.db"
        file.write_bytes(sqlite_template.read_bytes())
        with a_player(f"sqlite:///{file}") as player:
            player.play(read_scenario(path))
            taken |= player.flows.keys()

    coverage = coverage_of(models_of(key), taken)

    assert coverage.missed == ()
    assert coverage.percent == 100


def test_a_sequence_flow_is_named_once_so_that_coverage_counts_each_process() -> None:
    named = Counter(flow for key in SCENARIOS for model in models_of(key) for flow in sequence_flows(model))

    assert [flow for flow, times in named.items() if times > 1] == []
