"""What a supervisor does to a case, by the operator in the name of an account."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli.console import Json, json_object, opened, print_json, print_table, tell
from api.cli.work import VIA, As, Position, capacity_of
from engine.commands.change_variables import ChangeVariables, change_variables
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.move_token import MoveToken, move_token
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.revert_migration import RevertMigration, revert_migration
from engine.commands.skip_element import SkipElement, skip_element
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.queries.accounts import actor_named
from engine.queries.supervised_case import supervised_case

commands = typer.Typer(no_args_is_help=True, help="Cases that are not where they should be.")

Case = Annotated[UUID, typer.Argument(help="The id of the case.")]
Token = Annotated[str, typer.Argument(help="The token, as `lintas case tokens` shows it.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept in the history of the case.")]
Execution = Annotated[int, typer.Option(min=0, help="A called process instead of the process itself.")]


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


@commands.command("set")
def change(
    case: Case,
    username: As,
    reason: Reason,
    values: Annotated[str, typer.Option(help="The new values as a JSON object, or @file with one.")],
    execution: Execution = 0,
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Change variables of a case."""
    given = json_object(values)
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = ChangeVariables(
            instance_id=case,
            execution=execution,
            actor=actor,
            values=given,
            reason=reason,
            capacity=capacity_of(actor, position),
            via=VIA,
        )
        change_variables(runtime, command)
        tell_done(case, "changed", as_json=as_json)


@commands.command()
def skip(
    case: Case,
    token: Token,
    username: As,
    reason: Reason,
    values: Annotated[str, typer.Option(help="Values in place of the results, as a JSON object or @file.")] = "{}",
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Let a case pass over what a system should have done."""
    execution, number, given = *place_of(token), json_object(values)
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = SkipElement(
            instance_id=case,
            execution=execution,
            token=number,
            actor=actor,
            values=given,
            reason=reason,
            capacity=capacity_of(actor, position),
            via=VIA,
        )
        skip_element(runtime, command)
        tell_done(case, "passed over", as_json=as_json)


@commands.command()
def move(
    case: Case,
    token: Token,
    to: Annotated[str, typer.Argument(help="The id of the element that it enters.")],
    username: As,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the history of the case.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Move a token to another element."""
    execution, number = place_of(token)
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = MoveToken(
            instance_id=case,
            execution=execution,
            token=number,
            to=to,
            actor=actor,
            reason=reason,
            dry_run=dry_run,
            capacity=capacity_of(actor, position),
            via=VIA,
        )
        moved = move_token(runtime, command)
    if as_json:
        print_json(moved)
        return
    for sign, elements in (("-", moved.interrupted), ("+", moved.entered), ("!", moved.incidents)):
        for each in elements:
            tell(f"{sign} {each}")


@commands.command()
def migrate(
    case: Case,
    version: Annotated[int, typer.Argument(min=1, help="The version of its process to go to.")],
    username: As,
    reason: Annotated[str, typer.Option(help="Why; needed unless it is a dry run.")] = "",
    elements: Annotated[
        list[str] | None, typer.Option("--map", help="OLD=NEW for an element that is called otherwise there.")
    ] = None,
    mapping: Annotated[str, typer.Option(help="Many of them as a JSON object, or @file with one.")] = "{}",
    recompute_timers: Annotated[
        bool, typer.Option("--recompute-timers", help="Count times anew from now instead of keeping them.")
    ] = False,
    execution: Execution = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Take a case, or a process that it has called, over to another version."""
    given = {name: str(to) for name, to in json_object(mapping).items()} | mapping_of(elements or [])
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = MigrateInstance(
            instance_id=case,
            version=version,
            actor=actor,
            elements=given,
            recompute_timers=recompute_timers,
            execution=execution,
            dry_run=dry_run,
            reason=reason,
            capacity=capacity_of(actor, position),
            via=VIA,
        )
        migrated = migrate_instance(runtime, command)
    if as_json:
        print_json(migrated)
        return
    print_table(["element", "tokens"], [(name, str(count)) for name, count in migrated.standing.items()])


@commands.command()
def revert(
    case: Case,
    username: As,
    reason: Reason,
    execution: Execution = 0,
    position: Position = None,
    as_json: Json = False,
) -> None:
    """Take a case, or a process that it has called, back to the version that it was last migrated from."""
    with opened(as_json=as_json) as runtime:
        actor = actor_named(runtime, username)
        command = RevertMigration(
            instance_id=case,
            actor=actor,
            reason=reason,
            execution=execution,
            capacity=capacity_of(actor, position),
            via=VIA,
        )
        revert_migration(runtime, command)
        tell_done(case, "reverted", as_json=as_json)


def mapping_of(texts: list[str]) -> dict[str, str]:
    """Elements by the names that they had. Ends as not understood."""
    found: dict[str, str] = {}
    for text in texts:
        old, sign, new = text.partition("=")
        if not (old and sign and new):
            raise typer.BadParameter(f"Expected OLD=NEW, such as periksa=verifikasi, but found {text}.")
        found[old] = new
    return found


@commands.command()
def tokens(case: Case, username: As, as_json: Json = False) -> None:
    """Where the tokens of a case stand."""
    with opened(as_json=as_json) as runtime:
        view = supervised_case(runtime, actor_named(runtime, username), case, language="en")
    if as_json:
        print_json(view.tokens)
        return
    rows = [(f"{each.execution}:{each.token}", each.element_id, each.kind, each.name_en) for each in view.tokens]
    print_table(("token", "element", "kind", "name"), rows)


def place_of(token: str) -> tuple[int, int]:
    """Execution and token. Ends as not understood."""
    execution, _, number = token.partition(":")
    if not (execution.isdecimal() and number.isdecimal()):
        raise typer.BadParameter(f"Expected a token as `lintas case tokens` shows it, such as 0:7, but found {token}.")
    return int(execution), int(number)


def tell_done(case: UUID, what: str, *, as_json: bool) -> None:
    """What was done to the case."""
    if as_json:
        print_json({"instance_id": case, "done": what})
    else:
        tell(f"{case} {what}")
