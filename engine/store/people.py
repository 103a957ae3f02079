"""Persons, what they hold today, and the accounts and tokens by which they are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.scopes import Scopes, load_scopes
from engine.calendars.zones import local_date
from engine.errors import NotFound
from engine.model.actor import Actor, Capacity, HolderStatus
from engine.model.ids import AccountId, AgencyId, HolderId, PersonId, PositionId
from engine.model.text import N_
from engine.store.actor_statements import ACTOR_BY_ACCOUNT, ACTOR_BY_SESSION, BEARER_BY_TOKEN, days_around
from engine.store.tables import account, api_token, session

LONGEST_USERNAME = 100


class AccountUnknown(NotFound):
    """There is no active account with that name."""

    code = "account_unknown"
    message = N_("There is no active account “%(username)s”. Check the user name.")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What signing in needs of an account."""

    id: AccountId
    password_hash: str
    active: bool
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Bearer:
    """On whose behalf a program asks, and for what its token was issued."""

    actor: Actor
    scopes: Scopes
    job_types: frozenset[str] = frozenset()
    """Patterns of the job types that its workers may fetch."""


def find_account(connection: sa.Connection, username: str) -> AccountRow | None:
    """The account with this name, as people type it: case and outer spaces do not count."""
    name = username.strip().casefold()
    if not name.isprintable() or not 0 < len(name) <= LONGEST_USERNAME:
        return None
    columns = account.c
    query = sa.select(columns.id, columns.password_hash, columns.active, columns.demonstration)
    row = connection.execute(query.where(columns.username == name)).one_or_none()
    return None if row is None else AccountRow(AccountId(row.id), row.password_hash, row.active, row.demonstration)


def active_account(connection: sa.Connection, username: str) -> AccountRow:
    """The active account with this name. Raises AccountUnknown."""
    found = find_account(connection, username)
    if found is None or not found.active:
        raise AccountUnknown(username=username)
    return found


def end_access(connection: sa.Connection, account_id: AccountId, *, tokens: bool) -> None:
    """End every session of an account, and with `tokens` what programs use of it too."""
    connection.execute(session.delete().where(session.c.account_id == account_id))
    if tokens:
        connection.execute(api_token.delete().where(api_token.c.account_id == account_id))


def actor_by_session(connection: sa.Connection, token_hash: bytes, now: datetime) -> Actor | None:
    """Whoever owns the session, unless it has expired or the account is inactive. One statement."""
    rows = connection.execute(ACTOR_BY_SESSION, {"token_hash": token_hash, "now": now, **days_around(now)}).all()
    return _actor(rows, now) if rows else None


def bearer_by_token(connection: sa.Connection, token_hash: bytes, now: datetime) -> Bearer | None:
    """Whoever owns the API token, unless it has expired or the account is inactive. One statement."""
    rows = connection.execute(BEARER_BY_TOKEN, {"token_hash": token_hash, "now": now, **days_around(now)}).all()
    if not rows:
        return None
    return Bearer(_actor(rows, now), load_scopes(rows[0].scopes), frozenset(rows[0].job_types.split()))


def actor_by_account(connection: sa.Connection, account_id: AccountId, now: datetime) -> Actor | None:
    """The person behind an active account. One statement."""
    rows = connection.execute(ACTOR_BY_ACCOUNT, {"account_id": account_id, **days_around(now)}).all()
    return _actor(rows, now) if rows else None


def _actor(rows: Sequence[sa.Row[Any]], now: datetime) -> Actor:
    first = rows[0]
    return Actor(
        account_id=AccountId(first.account_id),
        person_id=PersonId(first.person_id),
        name=first.person_name,
        username=first.username,
        language=first.language,
        capacities=capacities(rows, now),
    )


def capacities(rows: Sequence[sa.Row[Any]], now: datetime) -> tuple[Capacity, ...]:
    """The positions held today in their agencies' zones: definitive ones first, then the longest held."""
    functions: dict[UUID, set[str]] = {}
    held: dict[UUID, sa.Row[Any]] = {}
    for row in rows:
        if row.holder_id is not None and is_held(row, local_date(now, row.zone)):
            held[row.holder_id] = row
            functions.setdefault(row.holder_id, set()).update(() if row.function is None else (row.function,))
    found = [capacity(row, frozenset(functions[row.holder_id])) for row in held.values()]
    found.sort(key=lambda each: (each.status is not HolderStatus.DEFINITIVE, each.since, each.holder_id))
    return tuple(found)


def is_held(row: sa.Row[Any], today: date) -> bool:
    """Whether holder and agency both exist on that day."""
    return (
        row.since <= today
        and (row.until is None or today <= row.until)
        and row.valid_from <= today
        and (row.valid_to is None or today <= row.valid_to)
    )


def capacity(row: sa.Row[Any], functions: frozenset[str]) -> Capacity:
    """One position held, from a row of the query."""
    return Capacity(
        holder_id=HolderId(row.holder_id),
        position_id=PositionId(row.position_id),
        position_code=row.position_code,
        position_name=row.position_name,
        position_name_en=row.position_name_en,
        agency_id=AgencyId(row.agency_id),
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        status=HolderStatus(row.status),
        functions=functions,
        since=row.since,
        until=row.until,
        decree_number=row.decree_number,
        extension_decree=row.extension_decree,
        agency_zone=row.zone,
    )
