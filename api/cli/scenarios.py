"""Playing the scenarios of bundles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.cli.bundles import files_at
from api.cli.console import REFUSED, Json, bar, print_json, refusals, say, tell
from api.cli.installation import demo_government, shipped_bundles
from engine.bundles.files import MANIFEST, read_folder
from engine.clock import stopwatch
from engine.logs import configure_logs
from engine.scenarios.coverage import coverage_of
from engine.scenarios.player import StepFailed
from engine.scenarios.script import read_scenario
from engine.scenarios.stage import Stage, stage
from engine.settings import resources_root

commands = typer.Typer(no_args_is_help=True, help="Scenarios of bundles.")


@dataclass(frozen=True, slots=True)
class Told:
    """How a scenario went. `reason` says at which step it did not go as it says."""

    bundle: str
    file: str
    name: str
    passed: bool
    reason: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Covered:
    """Which sequence flows of a bundle were taken."""

    bundle: str
    percent: float
    taken: tuple[str, ...]
    missed: tuple[str, ...]


@commands.callback()
def group() -> None:
    """Scenarios of bundles."""


@commands.command()
def run(
    what: Annotated[
        list[str],
        typer.Argument(metavar="BUNDLE|FILE...", help="Keys of shipped bundles, their folders, or scenarios."),
    ],
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Name the sequence flows that none takes, and fail if there are any.")
    ] = False,
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="An empty database; a temporary SQLite one if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play scenarios, each on a fresh database. Exit code 1 if one does not go as it says."""
    configure_logs("ERROR")
    with refusals(as_json=as_json):
        files = [file for each in what for file in scenarios_of(each)]
        folders = sorted({file.parent.parent for file in files})
        told, flows = play(files, folders, database)
    covered = [cover(folder, flows) for folder in folders]
    if as_json:
        print_json({"scenarios": told, "coverage": covered})
    else:
        tell_outcome(told, covered, missed=coverage)
    if not all(each.passed for each in told) or (coverage and any(each.missed for each in covered)):
        raise typer.Exit(REFUSED)


def scenarios_of(word: str) -> Iterator[Path]:
    """The scenario files of a bundle or of a path. Ends as not understood where there are none."""
    path = Path(word)
    if path.is_file():
        yield path.resolve()
        return
    folder = path.resolve() if path.is_dir() else resources_root() / "processes" / word
    found = sorted((folder / "scenarios").glob("*.yaml"))
    if not found:
        raise typer.BadParameter(f"{word} is no scenario, and no bundle with scenarios.")
    yield from found


def play(files: Sequence[Path], folders: Sequence[Path], database: str | None) -> tuple[list[Told], set[str]]:
    """Play all of them; the flows are those that were taken in any."""
    told: list[Told] = []
    flows: set[str] = set()
    bundles = [read_folder(resources_root(), key) for key in shipped_bundles()]
    bundles += [tuple(files_at(each)) for each in folders if not is_shipped(each) and (each / MANIFEST).is_file()]
    with bar() as progress:
        preparing = progress.add_task("Preparing", total=None)
        with stage(
            bundles,
            demo_government(),
            database_url=database,
            prepared=lambda done, total: progress.update(preparing, completed=done, total=total),
        ) as theatre:
            playing = progress.add_task("Playing", total=len(files))
            for file in files:
                told.append(play_one(theatre, file, flows))
                progress.advance(playing)
    return told, flows


def play_one(theatre: Stage, file: Path, flows: set[str]) -> Told:
    """Play one, and add the flows it takes."""
    scenario, elapsed, reason = read_scenario(file), stopwatch(), None
    try:
        flows.update(theatre.play(scenario).flows)
    except StepFailed as error:
        reason = str(error)
    return Told(file.parent.parent.name, file.name, scenario.name, reason is None, reason, round(elapsed(), 2))


def is_shipped(folder: Path) -> bool:
    """Whether it is one of those that every stage has."""
    return folder.parent == resources_root() / "processes" and folder.name in shipped_bundles()


def cover(folder: Path, flows: set[str]) -> Covered:
    """Which of its sequence flows a bundle's scenarios took."""
    found = coverage_of([model.read_bytes() for model in sorted(folder.glob("*.bpmn"))], flows)
    return Covered(folder.name, round(found.percent, 1), found.taken, found.missed)


def tell_outcome(told: Sequence[Told], covered: Sequence[Covered], *, missed: bool) -> None:
    """A line for each scenario, then how much of each bundle they took."""
    for each in told:
        tell(f"{'ok  ' if each.passed else 'FAIL'} {each.bundle}/{each.file} {each.name} ({each.seconds:.2f} s)")
        if each.reason:
            say(f"     {each.reason}", style="red")
    for bundle in covered:
        every = len(bundle.taken) + len(bundle.missed)
        tell(f"{bundle.bundle}: {len(bundle.taken)} of {every} sequence flows taken ({bundle.percent:.1f} %)")
        for flow in bundle.missed if missed else ():
            tell(f"  missed {flow}")
