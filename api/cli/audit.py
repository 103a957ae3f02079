"""The audit trail."""

import typer

from api.cli.console import REFUSED, Json, bar, opened, print_json, say, tell
from engine.commands.anchor_history import anchor_history
from engine.commands.verify_history import Verification, verify_history

commands = typer.Typer(no_args_is_help=True, help="The audit trail.")


@commands.command()
def verify(as_json: Json = False) -> None:
    """Check every history and the newest anchor: nothing edited, deleted or reordered. Exit code 1 if not so."""
    with opened(as_json=as_json) as runtime:
        with bar() as progress:
            task = progress.add_task("Histories checked", total=None)
            result = verify_history(runtime, lambda done: progress.update(task, completed=done))
        if as_json:
            print_json(result)
        else:
            tell_verification(result)
        if result.faults:
            raise typer.Exit(REFUSED)


def tell_verification(result: Verification) -> None:
    """A line for each fault, then how much was checked."""
    for fault in result.faults:
        where = "end" if fault.sequence is None else f"entry {fault.sequence}"
        say(f"  {fault.instance_id} {where}: {fault.what}", style="red")
    tell(f"{result.instances} histories with {result.events} entries checked, {len(result.faults)} faults.")
    if result.anchored_at is None:
        say("There is no anchor. Make one each day (`lintas audit anchor`), so that deleted cases show.")
    else:
        tell(f"Compared with the anchor of {result.anchored_at.isoformat(' ', 'seconds')}.")


@commands.command()
def anchor(as_json: Json = False) -> None:
    """Sign where every history ends now. Keep the signature that is printed apart from the database."""
    with opened(as_json=as_json) as runtime:
        anchored = anchor_history(runtime)
        if as_json:
            print_json(anchored)
        else:
            tell(f"{anchored.id} {anchored.instances} histories {anchored.signature}")
