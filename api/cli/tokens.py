"""Access for programs."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli.console import Json, opened, print_json, print_table, say, tell
from engine.authorization.scopes import Scope
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.revoke_token import RevokeToken, revoke_token
from engine.queries.accounts import tokens

commands = typer.Typer(no_args_is_help=True, help="Access for programs.")


@commands.command()
def issue(
    username: Annotated[str, typer.Argument(help="The account whose positions the token carries.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it ends.")] = 30,
    scope: Annotated[
        list[Scope], typer.Option(help="What the token opens; repeat it for several. Read and work if left out.")
    ] = [Scope.READ, Scope.WORK],  # noqa: B006 - read only
    job_type: Annotated[
        list[str],
        typer.Option(
            help="Of which type, with the scope jobs; * at the end for all that begin so. Repeat for several."
        ),
    ] = [],  # noqa: B006 - read only
    as_json: Json = False,
) -> None:
    """Issue an API token. It is shown once and stored only as a hash."""
    with opened(as_json=as_json) as runtime:
        issued = issue_token(
            runtime, IssueToken(username=username, name=name, days=days, scopes=scope, job_types=job_type)
        )
        if as_json:
            print_json(issued)
        else:
            tell(issued.token)


@commands.command(name="list")
def list_tokens(as_json: Json = False) -> None:
    """Every token, without its secret."""
    with opened(as_json=as_json) as runtime:
        found = tokens(runtime)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(each.id),
            each.username,
            each.name,
            ", ".join((*each.scopes, *each.job_types)),
            f"{each.expires_at:%Y-%m-%d}" + (" (ended)" if each.expired else ""),
        )
        for each in found
    ]
    print_table(("id", "user", "for", "scopes", "until"), rows)


@commands.command()
def revoke(
    token_id: Annotated[UUID, typer.Argument(metavar="ID", help="The id that the list shows.")], as_json: Json = False
) -> None:
    """Withdraw a token at once."""
    with opened(as_json=as_json) as runtime:
        revoke_token(runtime, RevokeToken(id=token_id))
        if as_json:
            print_json({"id": token_id})
        say("The token is withdrawn.")
