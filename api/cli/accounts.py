"""Accounts of people."""

import sys
from typing import Annotated

import typer

from api.cli.console import Json, opened, print_json, print_table, say, tell
from engine.commands.add_account import AddAccount, add_account
from engine.commands.set_password import SetPassword, set_password
from engine.commands.switch_account import SwitchAccount, switch_account
from engine.queries.accounts import accounts

commands = typer.Typer(no_args_is_help=True, help="Accounts of people.")

Username = Annotated[str, typer.Argument(help="The user name.")]


@commands.command()
def add(
    username: Username,
    nip: Annotated[str | None, typer.Option(help="The NIP by which the person is registered.")] = None,
    name: Annotated[str | None, typer.Option(help="Registers a person of this name, if nobody has the NIP.")] = None,
    language: Annotated[str, typer.Option(help="id or en.")] = "id",
    as_json: Json = False,
) -> None:
    """Give a person an account. Nobody can sign in with it until `lintas user set-password`."""
    with opened(as_json=as_json) as runtime:
        added = add_account(runtime, AddAccount(username=username, nip=nip, name=name, language=language))
        if as_json:
            print_json(added)
        else:
            tell(added.username)
            say(f"Set a password next: lintas user set-password {added.username}")


@commands.command(name="list")
def list_accounts(as_json: Json = False) -> None:
    """Every account, with the positions held today."""
    with opened(as_json=as_json) as runtime:
        found = accounts(runtime)
    if as_json:
        print_json(found)
        return
    words = {True: "yes", False: "no"}
    rows = [
        (each.username, each.name, words[each.active], words[each.has_password], " ".join(each.positions))
        for each in found
    ]
    print_table(("user", "name", "active", "password", "positions"), rows)


@commands.command()
def deactivate(username: Username, as_json: Json = False) -> None:
    """Take an account out of use; its sessions and tokens end at once."""
    switch(username, active=False, as_json=as_json)


@commands.command()
def activate(username: Username, as_json: Json = False) -> None:
    """Take an account back into use. Its tokens do not come back."""
    switch(username, active=True, as_json=as_json)


def switch(username: str, *, active: bool, as_json: bool) -> None:
    """Say whether that changed anything."""
    with opened(as_json=as_json) as runtime:
        changed = switch_account(runtime, SwitchAccount(username=username, active=active))
        if as_json:
            print_json({"username": username, "active": active, "changed": changed})
        word = "active" if active else "out of use"
        say(f"{username} is {word} {'now' if changed else 'already'}.")


@commands.command(name="set-password")
def set_password_command(username: Username, as_json: Json = False) -> None:
    """Set the password, asked for twice, or read as one line where the input is no terminal. Ends all sessions."""
    with opened(as_json=as_json) as runtime:
        set_password(runtime, SetPassword(username=username, password=asked_password()))
        if as_json:
            print_json({"username": username})
        say(f"The password of {username} is set.")


def asked_password() -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    if sys.stdin.isatty():
        answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return answer
    return sys.stdin.readline().rstrip("\r\n")
