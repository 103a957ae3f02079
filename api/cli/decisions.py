"""Trying a decision of a file: what it gives for some inputs, and by which rules."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import MISUNDERSTOOD, REFUSED, Json, finding_line, json_object, refusals, say, tell
from api.schemas.decisions import Outcome
from api.schemas.json_values import write_json
from engine.bpmn import Severity
from engine.bundles.findings import FileFinding
from engine.calendars.functions import WorkingDays
from engine.clock import SystemClock
from engine.dmn import Decided, DecisionModel, DecisionModelRefused, DecisionUnknown, read_decisions
from engine.feel import feel_text

commands = typer.Typer()


@commands.command()
def decide(
    file: Annotated[Path, typer.Argument(help="A DMN file.", exists=True, dir_okay=False)],
    imported: Annotated[
        list[Path] | None, typer.Option("--with", help="A file that it imports; may be repeated.", exists=True)
    ] = None,
    decision: Annotated[str | None, typer.Option(help="Id or name; not needed where there is only one.")] = None,
    inputs: Annotated[str, typer.Option("--input", help="JSON object with the inputs by name, or @FILE.")] = "{}",
    as_json: Json = False,
) -> None:
    """Make a decision of a file, without a database. Exit code 1 if it gives no decision."""
    given = json_object(inputs)
    with refusals(as_json=as_json):
        model = read(file, imported or [])
        name = chosen(model, decision)
        decided = model.evaluate(
            name,
            model.from_json(name, given),
            functions=WorkingDays().functions,
            now=SystemClock().now().astimezone(),
        )
    if as_json:
        sys.stdout.write(write_json(Outcome.of(name, decided).model_dump()).decode() + "\n")
    else:
        tell_decided(decided)
    if decided.failed is not None:
        raise typer.Exit(REFUSED)


def read(file: Path, imported: list[Path]) -> DecisionModel:
    """The model of a file. Findings are told a line each before DecisionModelRefused goes on."""
    try:
        return read_decisions(file.read_bytes(), [each.read_bytes() for each in imported])
    except DecisionModelRefused as refused:
        for each in refused.findings:
            found = FileFinding(str(file), each.code, Severity.ERROR, each.element_id, each.line, each.text)
            say(finding_line(found))
        raise


def chosen(model: DecisionModel, wanted: str | None) -> str:
    """The id of the decision that is meant by id or name. Raises DecisionUnknown; ends as not understood if unclear."""
    if wanted is None and len(model.decisions) == 1:
        return next(iter(model.decisions))
    if wanted is None:
        say(f"Name one of the decisions with --decision: {', '.join(model.decisions)}.")
        raise typer.Exit(MISUNDERSTOOD)
    if wanted in model.decisions:
        return wanted
    found = [each.id for each in model.decisions.values() if each.name == wanted]
    if not found:
        raise DecisionUnknown(decision=wanted)
    return found[0]


def tell_decided(decided: Decided) -> None:
    """The result as FEEL writes it, then the rules that decided, then what is to be looked at."""
    if decided.failed is None:
        tell(feel_text(decided.result))
    for table in decided.tables:
        columns = ", ".join(f"{each.label} = {feel_text(each.value)}" for each in table.inputs)
        say(f"{table.decision_id}: {', '.join(table.rules) or 'no rule'} ({columns})")
        for text in table.annotations:
            say(f"  {text}")
    for warning in decided.warnings:
        say(f"warning: {warning}")
    if decided.failed is not None:
        say(f"lintas: {decided.failed}", style="red")
