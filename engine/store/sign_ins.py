"""Attempts to sign in, counted so that nobody can try passwords without end."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.ids import new_id
from engine.store.tables import sign_in_failure

WINDOW = timedelta(minutes=15)
REMOVED_AT_ONCE = 100


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


def record_attempt(connection: sa.Connection, subjects: list[Counted], now: datetime) -> list[UUID]:
    """Count an attempt as failed until its ids are given to `forget_attempts`."""
    attempt = [new_id() for _ in subjects]
    rows = [{"id": id_, "subject": each.subject, "at": now} for id_, each in zip(attempt, subjects, strict=True)]
    connection.execute(sign_in_failure.insert(), rows)
    return attempt


def remove_old_attempts(connection: sa.Connection, now: datetime) -> None:
    """Delete some of what has become too old to count, more at a time than one attempt adds."""
    columns = sign_in_failure.c
    old = sa.select(columns.id).where(columns.at <= now - WINDOW).limit(REMOVED_AT_ONCE)
    connection.execute(sign_in_failure.delete().where(columns.id.in_(old.with_for_update(skip_locked=True))))


def forget_attempts(connection: sa.Connection, attempt: list[UUID], subject: Counted) -> None:
    """After a success: take back this attempt, and everything counted for `subject`."""
    columns = sign_in_failure.c
    connection.execute(sign_in_failure.delete().where(columns.subject == subject.subject))
    connection.execute(sign_in_failure.delete().where(columns.id.in_(attempt)))
