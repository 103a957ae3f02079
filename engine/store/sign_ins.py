"""Attempts to sign in, counted so that nobody can try passwords without end."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine.ids import new_id
from engine.store.tables import sign_in_failure

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counted:
    """What attempts are counted by, and how many are allowed within WINDOW."""

    subject: str
    allowed: int


def counted(kind: str, value: str, allowed: int) -> Counted:
    """A subject is stored as a hash: names that people type by mistake may be passwords."""
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return Counted(f"{kind}:{digest}", allowed)


def wait_until(connection: sa.Connection, subjects: list[Counted], now: datetime) -> datetime | None:
    """When the next attempt is allowed, or None if it is now."""
    columns = sign_in_failure.c
    waits = []
    for each in subjects:
        query = sa.select(columns.at).where(columns.subject == each.subject, columns.at > now - WINDOW)
        times = connection.scalars(query.order_by(columns.at.desc()).limit(each.allowed)).all()
        if len(times) >= each.allowed:
            waits.append(times[-1] + WINDOW)
    return max(waits, default=None)


def record_attempt(connection: sa.Connection, subjects: list[Counted], now: datetime) -> None:
    """Count an attempt as failed until `forget_attempts` says otherwise; remove what has become too old to count."""
    connection.execute(sign_in_failure.delete().where(sign_in_failure.c.at <= now - WINDOW))
    rows = [{"id": new_id(), "subject": each.subject, "at": now} for each in subjects]
    connection.execute(sign_in_failure.insert(), rows)


def forget_attempts(connection: sa.Connection, subjects: list[Counted]) -> None:
    """Stop counting what was recorded for these subjects."""
    connection.execute(
        sign_in_failure.delete().where(sign_in_failure.c.subject.in_([each.subject for each in subjects]))
    )
