"""Working calendars of the nation and of agencies."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.console import MISUNDERSTOOD, Json, opened, print_json, print_table, say
from api.schemas.calendars import Calendar
from engine.commands.change_calendar import ChangeCalendar, change_calendar
from engine.queries.calendars import calendar_view

commands = typer.Typer(no_args_is_help=True, help="Working calendars of the nation and of agencies.")

OfAgency = Annotated[str, typer.Option("--agency", help="Code of the agency; the nation's if left out.")]


@commands.command()
def show(
    agency: OfAgency = "",
    year: Annotated[
        int | None, typer.Option(min=1946, max=2100, help="Whose free days; this year if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hours, free days and versions as they count now."""
    with opened(as_json=as_json) as runtime:
        view = calendar_view(runtime, None, agency, year)
    if as_json:
        print_json(Calendar.of(view).model_dump())
        return
    say(f"{agency or 'nation'}, version {view.version}, {view.zone_label} ({view.zone})")
    rows = [(day, hours or "free", view.ramadan_hours[day] or "free") for day, hours in view.hours.items()]
    print_table(("day", "hours", "in Ramadan"), rows)
    days = [(each.on.isoformat(), each.name, each.basis) for each in view.free_days]
    worked = [(each.on.isoformat(), f"worked: {each.name}", each.basis) for each in view.worked_days]
    print_table(("date", "free", "basis"), sorted(days + worked))


@commands.command(name="import")
def import_calendar(
    file: Annotated[Path, typer.Argument(help="A TOML or JSON file with the rules.", exists=True, dir_okay=False)],
    reason: Annotated[str, typer.Option(help="Why; kept with the version.")],
    agency: OfAgency = "",
    as_json: Json = False,
) -> None:
    """Lay down a calendar as the operator; due times that count working days follow."""
    rules = read_file(file)
    with opened(as_json=as_json) as runtime:
        laid = change_calendar(runtime, ChangeCalendar(agency=agency, rules=rules, reason=reason, actor=None))
    if as_json:
        print_json(laid)
    say(f"{agency or 'nation'}: version {laid.version} {'counts now' if laid.changed else 'says the same already'}.")


def read_file(file: Path) -> dict[str, Any]:
    """The table in a file; anything else ends the command as not understood."""
    try:
        text = file.read_text("utf-8")
        found = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        say(f"lintas: {file} cannot be read: {error}", style="red")
        raise typer.Exit(MISUNDERSTOOD) from error
    if not isinstance(found, dict):
        say(f"lintas: {file} holds no table of rules.", style="red")
        raise typer.Exit(MISUNDERSTOOD)
    return found
