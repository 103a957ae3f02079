"""The operator's commands about accounts, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands.add_account import AddAccount, PersonUnknown, UsernameTaken, add_account
from engine.commands.issue_token import IssueToken, issue_token
from engine.commands.revoke_token import RevokeToken, TokenUnknown, revoke_token
from engine.commands.set_password import PasswordLengthInvalid, SetPassword, set_password
from engine.commands.sign_in import SignIn, WrongCredentials, sign_in
from engine.commands.switch_account import SwitchAccount, switch_account
from engine.ids import new_id
from engine.queries.accounts import accounts, actor_named, tokens
from engine.store import tables
from engine.store.people import AccountUnknown
from tests.factories.people import a_runtime, rows

PASSWORD = "kata-sandi-yang-panjang"


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        add_account(opened, AddAccount(username=" Dewi ", name="Dewi Lestari"))
        yield opened


def enter(runtime: Any, password: str) -> None:
    sign_in(runtime, SignIn(username="dewi", password=password, address="127.0.0.1"))


def test_an_account_is_entered_with_the_password_that_was_set_last(runtime: Any) -> None:
    for password in (PASSWORD, f"{PASSWORD}-baru"):
        set_password(runtime, SetPassword(username="dewi", password=password))

    with pytest.raises(WrongCredentials):
        enter(runtime, PASSWORD)
    enter(runtime, f"{PASSWORD}-baru")


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 201])
def test_a_password_has_a_sensible_length(runtime: Any, password: str) -> None:
    with pytest.raises(PasswordLengthInvalid):
        set_password(runtime, SetPassword(username="dewi", password=password))


def test_a_password_is_not_in_what_a_command_looks_like() -> None:
    assert PASSWORD not in repr(SetPassword(username="dewi", password=PASSWORD))


def test_an_account_out_of_use_is_unknown_to_everything_and_comes_back_empty(runtime: Any) -> None:
    issue_token(runtime, IssueToken(username="dewi", name="srikandi", days=1))

    assert switch_account(runtime, SwitchAccount(username="dewi", active=False))
    assert not switch_account(runtime, SwitchAccount(username="dewi", active=False))
    with pytest.raises(AccountUnknown):
        set_password(runtime, SetPassword(username="dewi", password=PASSWORD))
    with pytest.raises(AccountUnknown):
        actor_named(runtime, "dewi")

    assert switch_account(runtime, SwitchAccount(username="dewi", active=True))
    assert actor_named(runtime, "dewi").name == "Dewi Lestari"
    assert tokens(runtime) == []


def test_a_name_is_given_once_whatever_its_case(runtime: Any) -> None:
    with pytest.raises(UsernameTaken):
        add_account(runtime, AddAccount(username="DEWI", name="Another"))

    assert [each.username for each in accounts(runtime)] == ["dewi"]


def test_nobody_is_registered_without_a_name(runtime: Any) -> None:
    with pytest.raises(PersonUnknown):
        add_account(runtime, AddAccount(username="budi", nip="199308172018012020"))

    assert len(rows(runtime, tables.person)) == 1


def test_a_token_is_withdrawn_by_its_id_once(runtime: Any) -> None:
    issued = issue_token(runtime, IssueToken(username="dewi", name="srikandi", days=1))

    revoke_token(runtime, RevokeToken(id=issued.id))

    assert tokens(runtime) == []
    for unknown in (issued.id, new_id()):
        with pytest.raises(TokenUnknown):
            revoke_token(runtime, RevokeToken(id=unknown))
