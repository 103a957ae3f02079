"""Accounts and tokens, for the operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.passwords import UNUSABLE
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.actor_statements import EVERY_ACCOUNT, days_around
from engine.store.people import active_account, actor_by_account, capacities
from engine.store.tables import account, api_token, person


@dataclass(frozen=True, slots=True)
class Account:
    """`positions` are those held today, as addresses `position@agency`."""

    username: str
    name: str
    active: bool
    demonstration: bool
    has_password: bool
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret, which nobody knows."""

    id: UUID
    username: str
    name: str
    created_at: datetime
    expires_at: datetime
    scopes: tuple[str, ...]
    job_types: tuple[str, ...]
    expired: bool


def accounts(runtime: Runtime) -> list[Account]:
    """Every account, by name."""
    now = runtime.clock.now()
    held: dict[UUID, list[sa.Row[tuple[object, ...]]]] = {}
    with runtime.database.begin() as work:
        for row in work.connection.execute(EVERY_ACCOUNT, days_around(now)):
            held.setdefault(row.account_id, []).append(row)
        query = sa.select(account, person.c.name.label("person_name")).join(person, person.c.id == account.c.person_id)
        found = work.connection.execute(query.order_by(account.c.username)).all()
    return [
        Account(
            username=row.username,
            name=row.person_name,
            active=row.active,
            demonstration=row.demonstration,
            has_password=row.password_hash != UNUSABLE,
            positions=tuple(
                f"{each.position_code}@{each.agency_code}" for each in capacities(held.get(row.id, []), now)
            ),
        )
        for row in found
    ]


def tokens(runtime: Runtime) -> list[Token]:
    """Every API token, by account and time."""
    now = runtime.clock.now()
    columns = api_token.c
    query = (
        sa.select(
            columns.id,
            account.c.username,
            columns.name,
            columns.created_at,
            columns.expires_at,
            columns.scopes,
            columns.job_types,
        )
        .join(account, account.c.id == columns.account_id)
        .order_by(account.c.username, columns.created_at, columns.id)
    )
    with runtime.database.begin() as work:
        found = work.connection.execute(query).all()
    return [
        Token(*row[:-2], tuple(row.scopes.split()), tuple(row.job_types.split()), expired=row.expires_at <= now)
        for row in found
    ]


def actor_named(runtime: Runtime, username: str) -> Actor:
    """The person behind an active account, in the positions held today. Raises AccountUnknown."""
    with runtime.database.begin() as work:
        found = active_account(work.connection, username)
        actor = actor_by_account(work.connection, found.id, runtime.clock.now())
    assert actor is not None  # noqa: S101 - the account is active
    return actor
