"""`lintas`: everything an operator does. Settings come from the environment (docs/settings.md, docs/cli.md)."""

from importlib.metadata import version
from typing import Annotated

import typer

from api.cli import (
    accounts,
    audit,
    bundles,
    calendars,
    calls,
    cases,
    copies,
    decisions,
    installation,
    messages,
    nodes,
    scenarios,
    tokens,
    work,
)
from api.cli.console import tell

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for group in (installation, nodes, bundles, decisions, work, messages, copies):
    app.registered_commands.extend(group.commands.registered_commands)
app.add_typer(scenarios.commands, name="scenario")
app.add_typer(cases.commands, name="case")
app.add_typer(accounts.commands, name="user")
app.add_typer(tokens.commands, name="token")
app.add_typer(audit.commands, name="audit")
app.add_typer(calls.commands, name="calls")
app.add_typer(calendars.commands, name="calendar")


@app.callback(invoke_without_command=True)
def root(show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Cross-agency business processes of government: from BPMN to inboxes."""
    if show_version:
        tell(f"lintas {version('lintas')}")
        raise typer.Exit
