"""Who is behind a session or a token, and which demonstration accounts there are."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.authorization.tokens import API_PREFIX, token_hash
from engine.model.actor import Actor, HolderStatus
from engine.runtime import Runtime
from engine.store.actor_statements import DEMONSTRATION_ACCOUNTS, days_around
from engine.store.people import Bearer, actor_by_session, bearer_by_token, capacities


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position as the sign-in page lists it."""

    name: str
    name_en: str
    agency_name: str
    agency_name_en: str
    status: HolderStatus


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account that anybody may use where demonstration mode is on."""

    username: str
    name: str
    positions: tuple[HeldPosition, ...]


def actor_of_session(connection: sa.Connection, token: str, now: datetime) -> Actor | None:
    """Who is signed in with this session token; None if it is unknown or has expired, or the account is inactive.

    One SQL statement, on the connection of the caller's unit of work.
    """
    return actor_by_session(connection, token_hash(token), now)


def bearer_of_token(connection: sa.Connection, token: str, now: datetime) -> Bearer | None:
    """Whose API token this is and what it opens; None if it is unknown or has expired, or the account is inactive.

    One SQL statement at most, on the connection of the caller's unit of work.
    """
    if not token.startswith(API_PREFIX):
        return None
    return bearer_by_token(connection, token_hash(token), now)


def demonstration_accounts(runtime: Runtime) -> list[DemonstrationAccount]:
    """The active demonstration accounts by agency and name; none unless demonstration mode is on."""
    if not runtime.settings.demo:
        return []
    now = runtime.clock.now()
    people: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    with runtime.database.begin() as work:
        for row in work.connection.execute(DEMONSTRATION_ACCOUNTS, days_around(now)):
            people.setdefault(row.username, []).append(row)
    accounts = [
        DemonstrationAccount(
            username,
            rows[0].person_name,
            tuple(
                HeldPosition(
                    each.position_name, each.position_name_en, each.agency_name, each.agency_name_en, each.status
                )
                for each in capacities(rows, now)
            ),
        )
        for username, rows in people.items()
    ]
    return sorted(accounts, key=lambda each: (each.positions[0].agency_name if each.positions else "", each.name))
