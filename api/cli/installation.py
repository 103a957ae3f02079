"""Setting up and serving."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Json, bar, err, opened, print_json, read_settings, say, steps
from api.cli.serving import serve_app
from engine.bundles.files import bundle_keys, read_folder
from engine.clock import SetClock
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.migrate_schema import migrate_schema
from engine.commands.seed_demo import seed_demo
from engine.queries.instances import InstanceFilter, instances
from engine.runtime import Runtime
from engine.scenarios.player import Player
from engine.scenarios.script import read_scenario
from engine.settings import resources_root

commands = typer.Typer()

DEMO_ORDER = ("authority", "relocation")
"""Bundles of the demonstration; those that others use come first."""


DEMO_CASE = "perpindahan-kelembagaan"
DEMO_SUPERVISOR = "dewi"
"""Supervises the agency that moves."""


@commands.command()
def serve() -> None:
    """Serve pages and API, and run what is due. The schema must be there (`lintas migrate`)."""
    with opened() as runtime:
        serve_app(runtime)


@commands.command()
def demo(
    with_cases: Annotated[bool, typer.Option(help="Start a small relocation of an agency, if there is none.")] = False,
) -> None:
    """The demonstration: database, government, bundles, then serve. Running it again goes on where it was."""
    settings = read_settings(demo=True)
    with opened(settings, ready=False) as runtime:
        prepare_demo(runtime)
        if with_cases:
            start_demo_cases(runtime)
        err.print(
            f"\n[bold]Lintas[/bold] serves http://{settings.host}:{settings.port} (demonstration, Ctrl+C ends it)\n"
        )
        serve_app(runtime)


@commands.command()
def migrate(as_json: Json = False) -> None:
    """Bring the database to the newest schema."""
    with opened(ready=False, as_json=as_json) as runtime:
        revision = migrate_schema(runtime)
        if as_json:
            print_json({"revision": revision})
        say(f"The database has the newest schema, {revision}.")


@commands.command(name="seed-demo")
def seed_demo_command(
    government: Annotated[
        Path | None, typer.Argument(help="A government as TOML; the shipped one if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fill the database with a demonstration government. Never with real persons."""
    with opened(as_json=as_json) as runtime:
        with steps("Seeding") as progress:
            seeded = seed_demo(runtime, government or demo_government(), progress=progress)
        if as_json:
            print_json(seeded)


def demo_government() -> Path:
    """The government that is shipped."""
    return resources_root() / "processes" / "demo" / "government.toml"


def shipped_bundles() -> list[str]:
    """Keys of all bundles that are shipped, in the order in which they are deployed."""
    return [*DEMO_ORDER, *sorted(set(bundle_keys(resources_root())) - set(DEMO_ORDER))]


def prepare_demo(runtime: Runtime) -> None:
    """Everything that the demonstration needs, with its progress on the screen."""
    with bar() as progress:
        task = progress.add_task("Database", total=None)
        migrate_schema(runtime)
        progress.update(task, total=1, completed=1)
        seeding = progress.add_task("Demonstration government", total=None)
        seed_demo(
            runtime,
            demo_government(),
            progress=lambda what, done, total: progress.update(seeding, completed=done, total=total),
        )
        keys = shipped_bundles()
        deploying = progress.add_task("Processes, forms, decisions", total=len(keys))
        for key in keys:
            files = read_folder(resources_root(), key)
            deploy_bundle(runtime, DeployBundle(actor=None, files=files, note="Demonstration"))
            progress.advance(deploying)


def start_demo_cases(runtime: Runtime) -> bool:
    """Play what `processes/demo/perpindahan-kelembagaan.yaml` says, so that pages of supervisors show something.

    Nothing where such a case was started before. Returns whether it was played.
    """
    player = Player(runtime, SetClock(runtime.clock.now()))
    started = InstanceFilter(process_key=DEMO_CASE)
    if instances(runtime, player.actor(DEMO_SUPERVISOR), started).rows:
        return False
    player.play(read_scenario(resources_root() / "processes" / "demo" / f"{DEMO_CASE}.yaml"))
    return True
