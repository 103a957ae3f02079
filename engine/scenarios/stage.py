"""Where scenarios are played: a database with the demonstration's government and all bundles, anew for each of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.bundles.files import BundleFile
from engine.clock import SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.migrate_schema import migrate_schema
from engine.commands.reset_database import reset_database
from engine.commands.seed_demo import seed_demo
from engine.errors import Conflict
from engine.model.text import N_
from engine.runtime import Runtime
from engine.scenarios.player import Player
from engine.scenarios.script import Scenario
from engine.settings import Settings
from engine.store.snapshots import Snapshot
from engine.store.table_copies import holds_anything, stored_tables

BEGINNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""When every scenario begins, whatever day it is: its dates are part of the story."""

Prepared = Callable[[int, int], None]
"""Told how many bundles are deployed and how many there are."""


class StageOccupied(Conflict):
    """Scenarios fill and empty their database."""

    code = "stage_occupied"
    message = N_("The database for the scenarios holds data already. Name an empty one: it is emptied afterwards.")


@dataclass(frozen=True, slots=True)
class Stage:
    """`play` begins with the same database and the same time, however often it is called."""

    runtime: Runtime
    clock: SetClock
    snapshot: Snapshot

    def play(self, scenario: Scenario) -> Player:
        """Play it through. Raises StepFailed; the player knows the sequence flows that were taken."""
        reset_database(self.runtime, self.snapshot)
        self.clock.at = BEGINNING
        player = Player(self.runtime, self.clock)
        player.play(scenario)
        return player


@contextmanager
def stage(
    bundles: Sequence[Sequence[BundleFile]],
    government: Path,
    *,
    database_url: str | None = None,
    prepared: Prepared = lambda done, total: None,
) -> Iterator[Stage]:
    """A stage on an empty database, or on a temporary one. Raises StageOccupied, BundleRefused, SchemaMissing."""
    with ExitStack() as cleaning:
        folder = Path(cleaning.enter_context(TemporaryDirectory()))
        url = database_url or f"sqlite:///{folder / 'stage.db'}"
        clock = SetClock(BEGINNING)
        runtime = Runtime.open(Settings(data_dir=folder, database_url=url, worker=False), clock)
        cleaning.callback(runtime.close)
        _take(runtime)
        cleaning.callback(reset_database, runtime, None)
        seed_demo(runtime, government, progress=lambda *_: None)
        for done, files in enumerate(bundles):
            prepared(done, len(bundles))
            deploy_bundle(runtime, DeployBundle(actor=None, files=files))
        prepared(len(bundles), len(bundles))
        yield Stage(runtime, clock, cleaning.enter_context(Snapshot(runtime.database)))


def _take(runtime: Runtime) -> None:
    """Bring the schema, and see that nobody else's data is there."""
    with runtime.database.begin() as work:
        if holds_anything(work.connection, stored_tables(work.connection)):
            raise StageOccupied
    migrate_schema(runtime)
