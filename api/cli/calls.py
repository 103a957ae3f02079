"""Calls to other systems."""

import typer

from api.cli.console import REFUSED, Json, print_json, read_settings, tell
from engine.connectors import CONNECTORS

commands = typer.Typer(no_args_is_help=True, help="Calls to other systems.")


@commands.callback()
def group() -> None:
    """Calls to other systems."""


@commands.command()
def check(as_json: Json = False) -> None:
    """Whether the settings of each connector can be followed. Exit code 1 if not. Nothing is called."""
    settings = read_settings()
    found = {name: connector.check_config(settings) for name, connector in CONNECTORS.items()}
    if as_json:
        print_json(found)
    else:
        for name, wrong in found.items():
            for said in wrong or ["ready"]:
                tell(f"{name}: {said}")
    if any(found.values()):
        raise typer.Exit(REFUSED)
