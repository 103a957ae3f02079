"""A person keeps what was typed so far, without handing it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.errors import InvalidInput, NotFound
from engine.model.actor import Actor
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.tables import draft
from engine.store.task_rows import TaskTaken, load_task, stranger, what_became_of
from engine.store.unit_of_work import TurnLost
from engine.store.upsert import insert_or_update
from engine.turn import retrying

MAX_DRAFT_BYTES = 512 * 1024


class DraftTooLarge(InvalidInput):
    """More was typed than a draft may hold."""

    code = "draft_too_large"
    message = N_("The draft is too large to be kept. Shorten the longest answers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """`fields` as the page posts them; names that begin with `_` belong to the page and are left out."""

    task_id: UUID
    actor: Actor
    fields: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """When the draft was kept."""

    saved_at: datetime


@watched
def save_draft(runtime: Runtime, command: SaveDraft) -> SavedDraft:
    """Keep the draft of this person for this task; the newest replaces the one before. It is never process data.

    Raises NotFound, TaskTaken, TaskGone, TaskWithdrawn, DraftTooLarge.
    """
    kept = {name: values for name, values in command.fields.items() if not name.startswith("_")}
    text = orjson.dumps(kept).decode()
    if len(text) > MAX_DRAFT_BYTES:
        raise DraftTooLarge
    return retrying(partial(_attempt, runtime, command, text))


def _attempt(runtime: Runtime, command: SaveDraft, text: str) -> SavedDraft:
    now, actor = runtime.clock.now(), command.actor
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            raise what_became_of(work.connection, command.task_id, actor.addresses) from None
        if not actor.capacities_for(task.candidates):
            raise stranger(work.connection, task, case, actor.addresses)
        if task.assignee not in (None, actor.person_id):
            raise TaskTaken(by=task.assignee_name, at=task.claimed_at)
        work.begin_write()
        row = {"task_id": command.task_id, "person_id": actor.person_id, "fields": text, "saved_at": now}
        try:
            insert_or_update(work.connection, draft, [row])
        except sa.exc.IntegrityError as error:
            raise TurnLost from error  # the task was completed meanwhile: look again what became of it
        work.commit()
    return SavedDraft(now)
