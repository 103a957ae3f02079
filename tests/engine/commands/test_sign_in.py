from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from engine.authorization.passwords import needs_new_hash
from engine.authorization.tokens import token_hash
from engine.commands.sign_in import (
    DemonstrationOnly,
    SignedIn,
    SignIn,
    SignInAsDemonstration,
    TooManyAttempts,
    WrongCredentials,
    sign_in,
    sign_in_as_demonstration,
)
from engine.store.tables import account, session, sign_in_failure
from tests.factories.people import NOW, a_holder, a_position, a_runtime, an_account, an_agency, rows

PASSWORD = "rahasia negara"
LIMIT = 3


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url, sign_in_attempts=LIMIT) as opened:
        yield opened


def attempt(
    runtime: Any, password: str = "salah", username: str = "sri.rahayu", address: str = "10.0.0.1"
) -> SignedIn | type[Exception]:
    try:
        return sign_in(runtime, SignIn(username=username, password=password, address=address))
    except (WrongCredentials, TooManyAttempts) as refused:
        return type(refused)


def test_name_and_password_open_a_session(runtime: Any) -> None:
    position = a_position(runtime, an_agency(runtime), "kepala-biro-sdm", "biro_sdm")
    a_holder(runtime, an_account(runtime, password=PASSWORD), position)

    signed_in = sign_in(runtime, SignIn(username=" Sri.Rahayu ", password=PASSWORD, address="10.0.0.1"))

    assert signed_in.expires_at == NOW + timedelta(hours=runtime.settings.session_hours)
    assert signed_in.actor.addresses == {"biro_sdm@otorita-ikn", "kepala-biro-sdm@otorita-ikn"}


def test_only_the_hash_of_the_token_is_stored(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD)

    signed_in = sign_in(runtime, SignIn(username="sri.rahayu", password=PASSWORD, address="10.0.0.1"))

    (row,) = rows(runtime, session)
    assert row.token_hash == token_hash(signed_in.token)
    assert signed_in.token not in repr(signed_in)


@pytest.mark.parametrize("username", ["sri.rahayu", "nobody", "", "\x00", "\ud800", "x" * 5000])
def test_a_wrong_pair_is_refused_whatever_is_wrong(runtime: Any, username: str) -> None:
    an_account(runtime, password=PASSWORD)

    with pytest.raises(WrongCredentials):
        sign_in(runtime, SignIn(username=username, password="salah", address="10.0.0.1"))


def test_an_inactive_account_opens_no_session(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD, active=False)

    assert attempt(runtime, PASSWORD) is WrongCredentials


def test_an_account_without_password_opens_no_session(runtime: Any) -> None:
    an_account(runtime)

    assert [attempt(runtime, "!"), attempt(runtime, "")] == [WrongCredentials, WrongCredentials]


def test_after_too_many_failures_even_the_right_password_waits(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD)

    answers = [attempt(runtime) for _ in range(LIMIT)]

    assert answers == [WrongCredentials] * LIMIT
    assert attempt(runtime, PASSWORD) is TooManyAttempts


def test_the_refusal_says_how_long_to_wait(runtime: Any) -> None:
    for _ in range(LIMIT):
        attempt(runtime)
    runtime.clock.move(timedelta(minutes=5))

    with pytest.raises(TooManyAttempts, match="in 10 minutes") as refused:
        sign_in(runtime, SignIn(username="sri.rahayu", password="salah", address="10.0.0.1"))

    assert refused.value.retry_after_seconds == 600


def test_after_the_wait_the_right_password_opens_a_session(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD)
    for _ in range(LIMIT):
        attempt(runtime)

    runtime.clock.move(timedelta(minutes=15))

    assert isinstance(attempt(runtime, PASSWORD), SignedIn)


def test_waiting_is_the_same_for_names_that_do_not_exist(runtime: Any) -> None:
    answers = [attempt(runtime, username="nobody") for _ in range(LIMIT + 1)]

    assert answers == [WrongCredentials] * LIMIT + [TooManyAttempts]


def test_an_address_that_tries_many_names_waits(runtime: Any) -> None:
    answers = [attempt(runtime, username=f"name{number}") for number in range(4 * LIMIT + 1)]

    assert answers[-2:] == [WrongCredentials, TooManyAttempts]
    assert attempt(runtime, username="other", address="10.0.0.2") is WrongCredentials


def test_successes_are_not_counted(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD)

    answers = [attempt(runtime, PASSWORD) for _ in range(LIMIT + 2)]

    assert all(isinstance(answer, SignedIn) for answer in answers)
    assert rows(runtime, sign_in_failure) == []


def test_a_success_does_not_wash_an_address_clean(runtime: Any) -> None:
    an_account(runtime, password=PASSWORD)
    for number in range(4 * LIMIT - 1):
        attempt(runtime, username=f"name{number}")

    assert isinstance(attempt(runtime, PASSWORD), SignedIn)

    assert attempt(runtime, username="one more") is WrongCredentials
    assert attempt(runtime, username="another") is TooManyAttempts


def test_attempts_at_the_same_time_do_not_slip_through(runtime: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: attempt(runtime), range(8)))

    assert answers.count(WrongCredentials) == LIMIT


def test_failures_hold_neither_name_nor_address(runtime: Any) -> None:
    attempt(runtime, username="kata sandi saya", address="10.0.0.1")

    stored = " ".join(row.subject for row in rows(runtime, sign_in_failure))
    assert "kata sandi" not in stored
    assert "10.0.0.1" not in stored


def test_old_failures_are_removed(runtime: Any) -> None:
    attempt(runtime, username="somebody", address="10.0.0.9")
    runtime.clock.move(timedelta(minutes=16))

    attempt(runtime)

    assert {row.at for row in rows(runtime, sign_in_failure)} == {runtime.clock.now()}


def test_a_hash_with_older_parameters_is_renewed(runtime: Any) -> None:
    an_account(runtime, password_hash=PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD))

    assert isinstance(attempt(runtime, PASSWORD), SignedIn)

    (row,) = rows(runtime, account)
    assert not needs_new_hash(row.password_hash)
    assert isinstance(attempt(runtime, PASSWORD), SignedIn)


def test_expired_sessions_of_the_account_are_cleared_away(runtime: Any) -> None:
    account_id = an_account(runtime, password=PASSWORD)
    insert_session(runtime, account_id, b"old", ends_in=timedelta(0))
    insert_session(runtime, account_id, b"other device", ends_in=timedelta(hours=1))

    attempt(runtime, PASSWORD)

    assert b"old" not in {row.token_hash for row in rows(runtime, session)}
    assert len(rows(runtime, session)) == 2


def insert_session(runtime: Any, account_id: Any, token: bytes, *, ends_in: timedelta) -> None:
    with runtime.database.begin() as work:
        work.begin_write()
        values = {"token_hash": token, "account_id": account_id, "created_at": NOW, "expires_at": NOW + ends_in}
        work.connection.execute(session.insert().values(**values))
        work.commit()


def test_a_demonstration_account_needs_no_password(runtime: Any) -> None:
    an_account(runtime, demonstration=True)

    signed_in = sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu"))

    assert signed_in.actor.username == "sri.rahayu"


@pytest.mark.parametrize("changes", [{"demonstration": False}, {"demonstration": True, "active": False}])
def test_other_accounts_need_their_password(runtime: Any, changes: dict[str, bool]) -> None:
    an_account(runtime, **changes)

    with pytest.raises(DemonstrationOnly):
        sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu"))


def test_outside_demonstration_mode_everybody_needs_a_password(sqlite_url: str) -> None:
    with a_runtime(sqlite_url, demo=False) as runtime:
        an_account(runtime, demonstration=True)

        with pytest.raises(DemonstrationOnly):
            sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu"))
