"""What a supervisor does to a case, by the operator in the name of an account."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli.console import Json, opened, print_json, tell
from api.cli.work import VIA, As, Position, capacity_of
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.queries.accounts import actor_named

commands = typer.Typer(no_args_is_help=True, help="Cases that are not where they should be.")

Case = Annotated[UUID, typer.Argument(help="The id of the case.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept in the history of the case.")]


@commands.command()
def suspend(case: Case, username: As, reason: Reason, position: Position = None, as_json: Json = False) -> None:
    """Let nothing in a case go on until it is resumed."""
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        capacity = capacity_of(actor, position)
        command = SuspendInstance(instance_id=case, actor=actor, reason=reason, capacity=capacity, via=VIA)
        suspend_instance(runtime, command)
        tell_done(case, "suspended", as_json=as_json)


@commands.command()
def resume(case: Case, username: As, reason: Reason, position: Position = None, as_json: Json = False) -> None:
    """Let a suspended case go on."""
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        capacity = capacity_of(actor, position)
        command = ResumeInstance(instance_id=case, actor=actor, reason=reason, capacity=capacity, via=VIA)
        resume_instance(runtime, command)
        tell_done(case, "resumed", as_json=as_json)


def tell_done(case: UUID, what: str, *, as_json: bool) -> None:
    """What was done to the case."""
    if as_json:
        print_json({"instance_id": case, "done": what})
    else:
        tell(f"{case} {what}")
