from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands.sign_in import SignInAsDemonstration, sign_in_as_demonstration
from engine.commands.sign_out import sign_out
from engine.queries.actors import actor_of_session
from tests.factories.people import a_runtime, an_account


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        yield opened


def test_signing_out_ends_this_session_and_no_other(runtime: Any) -> None:
    an_account(runtime, demonstration=True)
    here, there = (sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu")) for _ in "12")

    sign_out(runtime, here.token)

    with runtime.database.begin() as work:
        assert actor_of_session(work.connection, here.token, runtime.clock.now()) is None
        assert actor_of_session(work.connection, there.token, runtime.clock.now()) == there.actor


@pytest.mark.parametrize("token", ["", "gone", "\ud800"])
def test_signing_out_twice_is_no_error(runtime: Any, token: str) -> None:
    sign_out(runtime, token)
