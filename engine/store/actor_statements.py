"""The statements that ask who somebody is and what that person holds, built once: building costs more than running."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.store.tables import account, agency, api_token, holder, person, position, position_function, session

ONE_DAY = timedelta(days=1)

HOLDER_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    holder.c.id.label("holder_id"),
    holder.c.status,
    holder.c.since,
    holder.c.until,
    holder.c.decree_number,
    holder.c.extension_decree,
    position.c.id.label("position_id"),
    position.c.code.label("position_code"),
    position.c.name.label("position_name"),
    position.c.name_en.label("position_name_en"),
    agency.c.id.label("agency_id"),
    agency.c.code.label("agency_code"),
    agency.c.name.label("agency_name"),
    agency.c.name_en.label("agency_name_en"),
    agency.c.zone,
    agency.c.valid_from,
    agency.c.valid_to,
)
"""What a capacity is made of."""


def actor_query(source: sa.FromClause, conditions: Iterable[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """A row for each function of each position held; one row with empty places for a person without position.

    `source` has the account. Dates of tenure are days in the agency's zone, which no database can be asked for in the
    same way: the query lets a day more pass on both sides (`days_around` has the values) and `capacities` decides.
    """
    held = sa.and_(
        holder.c.person_id == person.c.id,
        holder.c.since <= sa.bindparam("tomorrow"),
        sa.or_(holder.c.until.is_(None), holder.c.until >= sa.bindparam("yesterday")),
    )
    joined = (
        source.join(person, person.c.id == account.c.person_id)
        .outerjoin(holder, held)
        .outerjoin(position, position.c.id == holder.c.position_id)
        .outerjoin(agency, agency.c.id == position.c.agency_id)
        .outerjoin(position_function, position_function.c.position_id == position.c.id)
    )
    return (
        sa.select(
            account.c.id.label("account_id"),
            account.c.username,
            account.c.language,
            person.c.id.label("person_id"),
            person.c.name.label("person_name"),
            *HOLDER_COLUMNS,
            position_function.c.function,
        )
        .select_from(joined)
        .where(*conditions)
    )


def days_around(now: datetime) -> dict[str, Any]:
    """What every `actor_query` has to be given."""
    today = now.date()
    return {"yesterday": today - ONE_DAY, "tomorrow": today + ONE_DAY}


ACTOR_BY_SESSION = actor_query(
    session.join(account, account.c.id == session.c.account_id),
    [
        session.c.token_hash == sa.bindparam("token_hash"),
        session.c.expires_at > sa.bindparam("now"),
        account.c.active,
    ],
)
ACTOR_BY_ACCOUNT = actor_query(account, [account.c.id == sa.bindparam("account_id"), account.c.active])
BEARER_BY_TOKEN = actor_query(
    api_token.join(account, account.c.id == api_token.c.account_id),
    [
        api_token.c.token_hash == sa.bindparam("token_hash"),
        api_token.c.expires_at > sa.bindparam("now"),
        account.c.active,
    ],
).add_columns(api_token.c.scopes, api_token.c.job_types)
EVERY_ACCOUNT = actor_query(account, [])
DEMONSTRATION_ACCOUNTS = actor_query(account, [account.c.active, account.c.demonstration])
