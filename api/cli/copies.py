"""Backups."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import Json, opened, print_json, steps, tell
from engine.commands.back_up import back_up
from engine.commands.restore_backup import restore_backup

commands = typer.Typer()


@commands.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")], as_json: Json = False
) -> None:
    """Back up the whole database into one file, while others work. The history key is not in it: keep it apart."""
    with opened(as_json=as_json) as runtime:
        with steps("Backing up") as progress:
            made = back_up(runtime, file, progress)
        if as_json:
            print_json(made)
        else:
            tell(f"{made.file} ({made.bytes} bytes), history key {made.history_key}")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `lintas backup` wrote.", exists=True, dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Put a backup into the empty database of the settings, SQLite or PostgreSQL. Everybody must sign in again."""
    with opened(ready=False, as_json=as_json) as runtime:
        with steps("Restoring") as progress:
            restored = restore_backup(runtime, file, progress)
        if as_json:
            print_json(restored)
        else:
            tell(f"Restored what was backed up at {restored.created_at}. Now run `lintas audit verify`.")
