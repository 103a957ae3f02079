"""Messages into the processes, in the name of an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from api.cli.console import REFUSED, Json, json_object, opened, print_json, tell
from api.cli.work import VIA, As
from engine.commands.correlate_message import CorrelateMessage, MessageOutcome, correlate_message
from engine.queries.accounts import actor_named

commands = typer.Typer()

SAID = {
    MessageOutcome.CORRELATED: "A case took it.",
    MessageOutcome.STARTED: "It started a case.",
    MessageOutcome.BUFFERED: "Nobody waits for it yet; it is kept.",
    MessageOutcome.DUPLICATE: "It was sent before; nothing was done.",
    MessageOutcome.EXPIRED: "Nobody took it in its time; it is over.",
}


@commands.command()
def send(
    name: Annotated[str, typer.Argument(help="The name of the message in the models.")],
    username: As,
    key: Annotated[str, typer.Option(help="The correlation key: which case it is for.")] = "",
    payload: Annotated[str, typer.Option(help="The payload as a JSON object, or @file with one.")] = "{}",
    message_id: Annotated[
        str | None, typer.Option("--id", help="The sender's own id; with it, it is taken once.")
    ] = None,
    wait: Annotated[float | None, typer.Option(min=0, help="For how many days it may wait, 30 if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Send a message in the name of an account. Exit code 1 if it is over without a case."""
    given = json_object(payload)
    with opened(as_json=as_json) as runtime:
        command = CorrelateMessage(
            actor=actor_named(runtime, username),
            name=name,
            correlation_key=key,
            payload=given,
            message_id=message_id,
            via=VIA,
        )
        if wait is not None:
            command = replace(command, lifetime=timedelta(days=wait))
        done = correlate_message(runtime, command)
    if as_json:
        print_json({"outcome": done.outcome, "instance_id": done.instance_id})
    else:
        tell(f"{SAID[done.outcome]} {done.instance_id or ''}".rstrip())
    if done.outcome is MessageOutcome.EXPIRED:
        raise typer.Exit(REFUSED)
