"""Work in the name of an account, by the operator. The history says that it was done here."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli.console import Json, json_object, opened, print_json, print_table, tell
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.start_process import StartProcess, start_process
from engine.forms.submission import DataAnswers
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.model.work import CaseProgress
from engine.queries.accounts import actor_named
from engine.queries.inbox import LARGEST_PAGE, InboxFilter, InboxRow, inbox
from engine.runtime import Runtime

commands = typer.Typer()

VIA = "command line"

As = Annotated[str, typer.Option("--as", help="The account in whose name it is done.")]
Answers = Annotated[str, typer.Option(help="The answers as a JSON object, or @file with one.")]
Position = Annotated[
    str | None, typer.Option(help="The position it is done in, as position@agency, where several would do.")
]


@commands.command()
def start(
    process: Annotated[str, typer.Argument(help="The key of the process.")],
    username: As,
    answers: Answers = "{}",
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Start a case of a process in the name of an account."""
    given = DataAnswers(json_object(answers))
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = StartProcess(
            process_key=process, actor=actor, answers=given, capacity=capacity_of(actor, position), via=VIA
        )
        tell_progress(start_process(runtime, command), as_json=as_json)


@commands.command()
def tasks(
    username: As,
    process: Annotated[str | None, typer.Option(help="Only tasks of this process.")] = None,
    search: Annotated[str, typer.Option(help="Only tasks with this in name, title or number.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """The inbox of an account."""
    with opened(as_json=as_json) as runtime:
        found = list(listed(runtime, actor_named(runtime, username), process, search, limit))
    if as_json:
        print_json(found)
        return
    rows = [
        (str(row.task_id), row.number, row.name, row.title, row.due_at.isoformat(" ", "minutes") if row.due_at else "")
        for row in found
    ]
    print_table(("task", "case", "what", "title", "due (UTC)"), rows)


def listed(runtime: Runtime, actor: Actor, process: str | None, search: str, limit: int) -> list[InboxRow]:
    """The first tasks of the inbox, page by page."""
    found: list[InboxRow] = []
    after: str | None = None
    while True:
        size = min(limit - len(found), LARGEST_PAGE)
        page = inbox(runtime, actor, InboxFilter(process_key=process, search=search, after=after, limit=size))
        found += page.rows
        after = page.next
        if after is None or len(found) >= limit:
            return found


@commands.command()
def complete(
    task: Annotated[UUID, typer.Argument(help="The id of the task, as `lintas tasks` shows it.")],
    username: As,
    answers: Answers = "{}",
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Complete a task in the name of an account."""
    given = DataAnswers(json_object(answers))
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = CompleteTask(task_id=task, actor=actor, answers=given, capacity=capacity_of(actor, position), via=VIA)
        tell_progress(complete_task(runtime, command), as_json=as_json)


def capacity_of(actor: Actor, position: str | None) -> PositionId | None:
    """The position that is named. Ends as not understood where the account does not hold it."""
    if position is None:
        return None
    held = {f"{each.position_code}@{each.agency_code}": each.position_id for each in actor.capacities}
    if position not in held:
        raise typer.BadParameter(f"Expected one of {', '.join(sorted(held))}, but found {position}.")
    return held[position]


def tell_progress(progress: CaseProgress, *, as_json: bool) -> None:
    """Where the case stands now."""
    if as_json:
        print_json(progress)
        return
    tell(f"{progress.number} {progress.status}")
    for work in progress.waiting_for:
        tell(f"  waits for {work.name} ({', '.join(work.addressed_to)})")
