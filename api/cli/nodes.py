"""Nodes: processes that run jobs."""

from typing import Annotated

import typer

from api.cli.console import Json, opened, print_json, print_table, say
from api.cli.serving import work_until_stopped
from engine.queries.nodes import list_nodes

commands = typer.Typer()


@commands.command()
def worker(
    concurrency: Annotated[
        int | None,
        typer.Option(min=1, max=16, help="Jobs at the same time; LINTAS_WORKER_CONCURRENCY if left out."),
    ] = None,
) -> None:
    """Run jobs until it is stopped: timers, messages, calls. Any number of them, on PostgreSQL on any machine."""
    with opened() as runtime:
        work_until_stopped(runtime, concurrency)


@commands.command()
def nodes(as_json: Json = False) -> None:
    """The processes that run jobs, and how many each has in hand."""
    with opened(as_json=as_json) as runtime:
        found = list_nodes(runtime)
    if as_json:
        print_json(list(found))
        return
    if not found:
        say("No node runs jobs. Start `lintas worker`, or `lintas serve` without LINTAS_WORKER=false.")
    print_table(
        ("node", "state", "jobs", "threads", "since", "last seen"),
        [
            (
                each.name,
                "lives" if each.lives else "silent",
                str(each.jobs),
                str(each.threads),
                f"{each.started_at:%Y-%m-%d %H:%M:%S}",
                f"{each.seen_at:%Y-%m-%d %H:%M:%S}",
            )
            for each in found
        ],
    )
