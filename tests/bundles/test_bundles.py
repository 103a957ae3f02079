"""The shipped bundles played from start to end: every scenario on both databases, every sequence flow taken."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Played:
    """How a scenario went, all of whose steps went as it says."""

    flows: Mapping[str, int]
    faults: Sequence[Any]
    waits: Mapping[str, Sequence[Any]]
    """What cases that ended still wait for, by table."""


def play(path: Path, url: str) -> Played:
    clock = SetClock(NOW)
    runtime = an_installation(url, clock)
    try:
        player = Player(runtime, clock)
        player.play(read_scenario(path))
        return Played(player.flows, verify_history(runtime).faults, waits_of_the_ended(runtime))
    finally:
        runtime.close()


def waits_of_the_ended(runtime: Runtime) -> dict[str, list[Any]]:
    ended = {row.id for row in rows(runtime, tables.instance) if row.status in tuple(Outcome)}
    return {table.name: [row for row in rows(runtime, table) if row.instance_id in ended] for table in WAITS}


def assert_nothing_is_left_open(played: Played) -> None:
    assert played.faults == ()
    assert played.waits == {table.name: [] for table in WAITS}


def models_of(key: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((PROCESSES / key).glob("*.bpmn"))]


@pytest.fixture(scope="module")
def on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Played]:
    """Plays a scenario on a database of its own; asked again, tells how it went."""

    @cache
    def played(path: Path) -> Played:
        file = tmp_path_factory.mktemp("played") / "lintas.db"
        file.write_bytes(sqlite_template.read_bytes())
        return play(path, f"sqlite:///{file}")

    return played


every_scenario = pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=f"{key}-{path.stem}") for key, paths in SCENARIOS.items() for path in paths],
)


@every_scenario
def test_the_scenario_goes_as_it_says_on_sqlite(path: Path, on_sqlite: Callable[[Path], Played]) -> None:
    assert_nothing_is_left_open(on_sqlite(path))


@every_scenario
def test_the_scenario_goes_as_it_says_on_postgresql(path: Path, postgresql_url: str) -> None:
    assert_nothing_is_left_open(play(path, postgresql_url))


@pytest.mark.parametrize("key", SCENARIOS)
def test_together_the_scenarios_of_a_bundle_take_every_sequence_flow(
    key: str, on_sqlite: Callable[[Path], Played]
) -> None:
    taken = {flow for path in SCENARIOS[key] for flow in on_sqlite(path).flows}

    coverage = coverage_of(models_of(key), taken)

    assert coverage.missed == ()
    assert coverage.percent == 100


def test_a_sequence_flow_is_named_once_so_that_coverage_counts_each_process() -> None:
    named = Counter(flow for key in SCENARIOS for model in models_of(key) for flow in sequence_flows(model))

    assert [flow for flow, times in named.items() if times > 1] == []
