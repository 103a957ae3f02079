"""Starts that people repeat: their rows, and what becomes of them after each time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.calendars.cron import Schedule, read_cron
from engine.forms.submission import DataAnswers, FieldAnswers, Submission
from engine.store.codec import dump, load
from engine.store.tables import recurring_start
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoredStart:
    """A start that is repeated. `next_at` is None while it is paused."""

    id: UUID
    process_key: str
    account_id: UUID
    position_id: UUID
    agency: str
    schedule: Schedule
    every: bool
    answers: Submission
    next_at: datetime | None


def answers_text(answers: Submission) -> str:
    """Answers as they are kept: as they were given."""
    if isinstance(answers, FieldAnswers):
        return dump({"fields": {name: list(texts) for name, texts in answers.fields.items()}, "in": answers.language})
    return dump({"data": answers.data})


def answers_from(text: str) -> Submission:
    """Answers as `answers_text` keeps them."""
    kept: dict[str, Any] = load(text)
    return FieldAnswers(kept["fields"], kept["in"]) if "fields" in kept else DataAnswers(kept["data"])


def read_start(work: UnitOfWork, identity: UUID) -> StoredStart | None:
    """One of them, locked; None where there is none."""
    query = sa.select(recurring_start).where(recurring_start.c.id == identity).with_for_update()
    row = work.connection.execute(query).one_or_none()
    if row is None:
        return None
    return StoredStart(
        id=row.id,
        process_key=row.process_key,
        account_id=row.account_id,
        position_id=row.position_id,
        agency=row.agency,
        schedule=Schedule(read_cron(row.cron), row.zone),
        every=row.every,
        answers=answers_from(row.answers),
        next_at=row.next_at,
    )


def settle_start(work: UnitOfWork, start: StoredStart, instance_id: UUID | None, refusal: str, now: datetime) -> None:
    """Note what came of the time `start.next_at`: a case and the next time, or the refusal that pauses it.

    Nothing where that was noted before, or where it was paused meanwhile.
    """
    due_at = start.next_at or now
    following = None if refusal else start.schedule.after(due_at if start.every else max(due_at, now))
    done = {} if instance_id is None else {"last_at": now, "last_instance_id": instance_id}
    columns = recurring_start.c
    changed = recurring_start.update().where(columns.id == start.id, columns.next_at == due_at)
    work.connection.execute(changed.values(next_at=following, refusal=refusal, **done))


def turn_start(work: UnitOfWork, identity: UUID, next_at: datetime | None) -> None:
    """Pause it, or let it go on with that time."""
    changed = recurring_start.update().where(recurring_start.c.id == identity)
    work.connection.execute(changed.values(next_at=next_at, refusal=""))
