"""`lintas`: serve, set up, deploy, verify. Settings come from the environment (docs/settings.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.console import err, out, print_findings, print_json, refusals
from api.cli.serving import serve_app
from engine.bundles.files import BundleFile, bundle_keys, read_folder
from engine.commands.deploy_bundle import DeployBundle, Deployed, deploy_bundle
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.migrate_schema import migrate_schema
from engine.commands.seed_demo import seed_demo
from engine.commands.verify_history import verify_history
from engine.runtime import Runtime
from engine.settings import Settings, resources_root

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
token = typer.Typer(no_args_is_help=True, help="Access for programs.")
app.add_typer(audit, name="audit")
app.add_typer(token, name="token")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

DEMO_ORDER = ("authority", "relocation")
"""Bundles of the demonstration; those that others use come first."""


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Runtime]:
    """The installation of the settings. Refusals end the command."""
    with refusals():
        runtime = Runtime.open(settings or Settings())
        try:
            yield runtime
        finally:
            runtime.close()


@app.callback(invoke_without_command=True)
def root(show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Cross-agency business processes of government: from BPMN to inboxes."""
    if show_version:
        out.print(f"lintas {version('lintas')}", highlight=False)
        raise typer.Exit


@app.command()
def serve() -> None:
    """Serve pages and API, and run what is due. The schema must be there (`lintas migrate`)."""
    with opened() as runtime:
        serve_app(runtime)


@app.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    with opened() as runtime:
        migrate_schema(runtime)
        err.print("The database has the newest schema.")


@app.command(name="seed-demo")
def seed_demo_command(
    government: Annotated[
        Path | None, typer.Argument(help="A government as TOML; the shipped one if left out.")
    ] = None,
) -> None:
    """Fill the database with a demonstration government. Never with real persons."""
    with opened() as runtime, bar("Seeding") as progress:
        task = progress.add_task("Seeding", total=None)
        seed_demo(
            runtime,
            government or resources_root() / "processes" / "demo" / "government.toml",
            progress=lambda what, done, total: progress.update(task, description=what, completed=done, total=total),
        )


@app.command()
def deploy(
    paths: Annotated[list[Path], typer.Argument(help="Files of a bundle, or the folder that holds them.")],
    note: Annotated[str | None, typer.Option(help="What changed.")] = None,
    as_json: Json = False,
) -> None:
    """Deploy a bundle as the operator: all of it, or nothing with the reasons."""
    with opened() as runtime:
        files = [BundleFile(path.name, path.read_bytes()) for path in files_of(paths)]
        deployed = deploy_bundle(runtime, DeployBundle(actor=None, files=files, note=note))
        if as_json:
            print_json(deployed)
        else:
            tell_deployed(deployed)


@app.command()
def demo() -> None:
    """The demonstration: database, government, bundles, then serve. Running it again goes on where it was."""
    settings = Settings(demo=True)
    with opened(settings) as runtime:
        prepare_demo(runtime)
        err.print(
            f"\n[bold]Lintas[/bold] serves http://{settings.host}:{settings.port} (demonstration, Ctrl+C ends it)\n"
        )
        serve_app(runtime)


def prepare_demo(runtime: Runtime) -> None:
    """Everything that the demonstration needs, with its progress on the screen."""
    with bar("Preparing") as progress:
        task = progress.add_task("Database", total=None)
        migrate_schema(runtime)
        progress.update(task, total=1, completed=1)
        seeding = progress.add_task("Demonstration government", total=None)
        seed_demo(
            runtime,
            resources_root() / "processes" / "demo" / "government.toml",
            progress=lambda what, done, total: progress.update(seeding, completed=done, total=total),
        )
        keys = [*DEMO_ORDER, *sorted(set(bundle_keys(resources_root())) - set(DEMO_ORDER))]
        deploying = progress.add_task("Processes, forms, decisions", total=len(keys))
        for key in keys:
            files = read_folder(resources_root(), key)
            deploy_bundle(runtime, DeployBundle(actor=None, files=files, note="Demonstration"))
            progress.advance(deploying)


@audit.command()
def verify(as_json: Json = False) -> None:
    """Check every history: nothing edited, deleted or reordered. Exit code 1 if something is wrong."""
    with opened() as runtime:
        with bar("Checking") as progress:
            task = progress.add_task("Histories checked", total=None)
            result = verify_history(runtime, lambda done: progress.update(task, completed=done))
        if as_json:
            print_json(result)
        else:
            for fault in result.faults:
                where = "end" if fault.sequence is None else f"entry {fault.sequence}"
                err.print(f"  {fault.instance_id} {where}: {fault.what}", style="red", highlight=False)
            out.print(
                f"{result.instances} histories with {result.events} entries checked, {len(result.faults)} faults.",
                highlight=False,
            )
        if result.faults:
            raise typer.Exit(1)


@token.command()
def issue(
    username: Annotated[str, typer.Argument(help="The account whose positions the token carries.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it ends.")] = 30,
    as_json: Json = False,
) -> None:
    """Issue an API token. It is shown once and stored only as a hash."""
    with opened() as runtime:
        issued = issue_token(runtime, IssueToken(username=username, name=name, days=days))
        if as_json:
            print_json(issued)
        else:
            out.print(issued.token, highlight=False, soft_wrap=True)


def bar(what: str) -> Progress:
    """A progress display on the error stream, so that results stay clean."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err)


def files_of(paths: list[Path]) -> Iterator[Path]:
    """Files as they are, folders as the files directly in them."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file())
        elif path.is_file():
            yield path
        else:
            raise typer.BadParameter(f"{path} is neither a file nor a folder.")


def tell_deployed(deployed: Deployed) -> None:
    """What was deployed, a line each, then the warnings."""
    for each in deployed.definitions:
        word = "new" if each.changed else "unchanged"
        out.print(f"{each.kind} {each.key} version {each.version} ({word})", highlight=False)
    print_findings(deployed.findings)
