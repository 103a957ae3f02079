from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine.authorization.scopes import Scope, ScopesInvalid
from engine.commands.issue_token import IssueToken, TokenLifeInvalid, TokenNameInvalid, issue_token
from engine.queries.actors import bearer_of_token
from engine.store.people import AccountUnknown
from engine.store.tables import api_token
from tests.factories.people import NOW, a_runtime, an_account, rows


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        yield opened


def test_a_token_acts_as_its_account_until_it_expires(runtime: Any) -> None:
    account_id = an_account(runtime)

    issued = issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=30))

    assert issued.expires_at == NOW + timedelta(days=30)
    with runtime.database.begin() as work:
        bearer = bearer_of_token(work.connection, issued.token, NOW)
        assert bearer is not None
        assert bearer.actor.account_id == account_id
        assert bearer_of_token(work.connection, issued.token, issued.expires_at) is None


def test_the_token_itself_is_not_stored(runtime: Any) -> None:
    an_account(runtime)

    issued = issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=30))

    (row,) = rows(runtime, api_token)
    assert issued.token.encode() not in row.token_hash
    assert issued.token not in repr(issued)


@pytest.mark.parametrize("changes", [{"username": "nobody"}, {"active": False}])
def test_a_token_needs_an_active_account(runtime: Any, changes: dict[str, Any]) -> None:
    an_account(runtime, **{"username": "sri.rahayu"} | changes)

    with pytest.raises(AccountUnknown):
        issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=30))


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_must_end(runtime: Any, days: int) -> None:
    with pytest.raises(TokenLifeInvalid):
        issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=days))


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "\ud800"])
def test_a_token_is_named_for_its_system(runtime: Any, name: str) -> None:
    with pytest.raises(TokenNameInvalid):
        issue_token(runtime, IssueToken(username="sri.rahayu", name=name, days=30))


@pytest.mark.parametrize(
    ("more", "scopes"),
    [
        ({}, {Scope.READ, Scope.WORK}),
        ({"scopes": ["messages"]}, {Scope.MESSAGES}),
        ({"scopes": [Scope.READ, Scope.READ, Scope.DEPLOY]}, {Scope.READ, Scope.DEPLOY}),
    ],
)
def test_a_token_opens_what_it_was_issued_for(runtime: Any, more: dict[str, Any], scopes: set[Scope]) -> None:
    an_account(runtime)

    issued = issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=30, **more))

    with runtime.database.begin() as work:
        bearer = bearer_of_token(work.connection, issued.token, NOW)
    assert bearer is not None
    assert bearer.scopes == scopes
    assert set(issued.scopes) == scopes


@pytest.mark.parametrize("scopes", [[], [""], ["read", "everything"], ["read work"]])
def test_a_token_is_issued_for_scopes_that_there_are(runtime: Any, scopes: list[str]) -> None:
    with pytest.raises(ScopesInvalid):
        issue_token(runtime, IssueToken(username="sri.rahayu", name="srikandi", days=30, scopes=scopes))
