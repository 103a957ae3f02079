"""The shipped bundle played from start to end: every scenario on both databases, every sequence flow taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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

BUNDLE = resources_root() / "processes" / "relocation"
SCENARIOS = sorted((BUNDLE / "scenarios").glob("*.yaml"))

WAITS = (
    tables.user_task,
    tables.task_candidate,
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


def has_ended(runtime: Runtime) -> bool:
    return all(row.status in tuple(Outcome) for row in rows(runtime, tables.instance))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_scenario_goes_as_it_says(path: Path, database_url: str) -> None:
    with a_player(database_url) as player:
        player.play(read_scenario(path))

        assert verify_history(player.runtime).faults == ()
        if has_ended(player.runtime):
            assert {table.name: rows(player.runtime, table) for table in WAITS} == {table.name: [] for table in WAITS}


def test_together_the_scenarios_take_every_sequence_flow(sqlite_template: Path, tmp_path: Path) -> None:
    taken: set[str] = set()
    for number, path in enumerate(SCENARIOS):
        file = tmp_path / f"{number}.db"
        file.write_bytes(sqlite_template.read_bytes())
        with a_player(f"sqlite:///{file}") as player:
            player.play(read_scenario(path))
            taken |= player.flows.keys()

    coverage = coverage_of([each.read_bytes() for each in BUNDLE.glob("*.bpmn")], taken)

    assert coverage.missed == ()
    assert coverage.percent == 100
