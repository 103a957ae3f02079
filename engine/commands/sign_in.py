"""Sign in: from a name and a password to a session."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.passwords import hash_password, needs_new_hash, password_fits
from engine.authorization.tokens import new_session_token, token_hash
from engine.errors import NotAllowed, Unavailable
from engine.model.actor import Actor
from engine.model.ids import AccountId
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.people import AccountRow, actor_by_account, find_account
from engine.store.sign_ins import Counted, counted, forget_attempts, record_attempt, remove_old_attempts, wait_until
from engine.store.tables import account, session

ACCOUNTS_PER_ADDRESS = 4
"""A whole office may sign in from one address: it is allowed this many times the attempts of one account."""


class WrongCredentials(NotAllowed):
    """Name and password do not belong together; which of the two is wrong is not said."""

    code = "wrong_credentials"
    message = N_("User name or password is wrong. Check both; after several attempts you have to wait.")


class TooManyAttempts(Unavailable):
    """Too many failed attempts with this name or from this address."""

    code = "too_many_attempts"
    message = N_("There were too many failed attempts to sign in. Try again in %(minutes)s minutes.")

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(retry_after_seconds=retry_after_seconds, minutes=math.ceil(retry_after_seconds / 60))


class DemonstrationOnly(NotAllowed):
    """Signing in without a password is for demonstration accounts while demonstration mode is on."""

    code = "demonstration_only"
    message = N_(
        "Only demonstration accounts sign in without a password, and only while demonstration mode is on."
        " Sign in with your user name and password."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a person typed, and the network address it came from."""

    username: str
    password: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAsDemonstration:
    """The demonstration account that was picked."""

    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session. The token is shown here once and stored only as a hash."""

    token: str = field(repr=False)
    expires_at: datetime
    actor: Actor


@watched
def sign_in(runtime: Runtime, command: SignIn) -> SignedIn:
    """Begin a session. Raises WrongCredentials, or TooManyAttempts before the password is even looked at.

    The attempt is counted and committed before the password is verified, so that many at once cannot slip through,
    and the slow verification holds no transaction.
    """
    now = runtime.clock.now()
    by_account, by_address = subjects(command, runtime.settings.sign_in_attempts)
    found, attempt = count_attempt(runtime, command, [by_account, by_address], now)
    usable = found is not None and found.active
    fits = password_fits(command.password, found.password_hash if found is not None and usable else None)
    if found is None or not fits:
        raise WrongCredentials
    fresh_hash = hash_password(command.password) if needs_new_hash(found.password_hash) else None
    with runtime.database.begin() as work:
        work.begin_write()
        forget_attempts(work.connection, attempt, by_account)
        if fresh_hash is not None:
            renew_hash(work.connection, found, fresh_hash)
        signed_in = open_session(work.connection, found.id, now, hours=runtime.settings.session_hours)
        work.commit()
    return signed_in


@watched
def sign_in_as_demonstration(runtime: Runtime, command: SignInAsDemonstration) -> SignedIn:
    """Begin a session without a password. Raises DemonstrationOnly unless the mode is on and the account is for it."""
    if not runtime.settings.demo:
        raise DemonstrationOnly
    with runtime.database.begin() as work:
        work.begin_write()
        found = find_account(work.connection, command.username)
        if found is None or not (found.demonstration and found.active):
            raise DemonstrationOnly
        signed_in = open_session(work.connection, found.id, runtime.clock.now(), hours=runtime.settings.session_hours)
        work.commit()
    return signed_in


def subjects(command: SignIn, allowed: int) -> tuple[Counted, Counted]:
    """Attempts are counted by the name, whether or not there is such an account, and by the address."""
    return (
        counted("account", command.username.strip().casefold(), allowed),
        counted("address", command.address, allowed * ACCOUNTS_PER_ADDRESS),
    )


def count_attempt(
    runtime: Runtime, command: SignIn, counted_by: list[Counted], now: datetime
) -> tuple[AccountRow | None, list[UUID]]:
    """Find the account, and record the attempt under ids. Raises TooManyAttempts, and then records nothing."""
    with runtime.database.begin() as work:
        work.begin_write()
        for each in sorted(counted_by, key=lambda one: one.subject):
            work.lock_name("sign_in", each.subject)
        until = wait_until(work.connection, counted_by, now)
        if until is not None:
            raise TooManyAttempts(math.ceil((until - now).total_seconds()))
        remove_old_attempts(work.connection, now)
        attempt = record_attempt(work.connection, counted_by, now)
        found = find_account(work.connection, command.username)
        work.commit()
    return found, attempt


def renew_hash(connection: sa.Connection, found: AccountRow, fresh_hash: str) -> None:
    """Keep the password under today's parameters, unless it was changed in the meantime."""
    columns = account.c
    same = sa.and_(columns.id == found.id, columns.password_hash == found.password_hash)
    connection.execute(account.update().where(same).values(password_hash=fresh_hash))


def open_session(connection: sa.Connection, account_id: AccountId, now: datetime, *, hours: int) -> SignedIn:
    """Write the session, and clear away those of the same account that have expired."""
    columns = session.c
    connection.execute(session.delete().where(columns.account_id == account_id, columns.expires_at <= now))
    token, expires_at = new_session_token(), now + timedelta(hours=hours)
    actor = actor_by_account(connection, account_id, now)
    if actor is None:
        raise WrongCredentials
    connection.execute(
        session.insert().values(
            token_hash=token_hash(token), account_id=account_id, created_at=now, expires_at=expires_at
        )
    )
    return SignedIn(token=token, expires_at=expires_at, actor=actor)
