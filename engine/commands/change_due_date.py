"""A supervisor gives a task more time, or less."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from engine.authorization.supervision import capacity_to_dispatch, check_due_at, check_reason
from engine.calendars.deadlines import mark_at
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.task_rows import TaskChanged, addresses_of_instance, load_task, set_due, what_became_of
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDueDate:
    """`due_at` is aware, and None where the task is to have no due time. `version`: the task as it was shown."""

    task_id: UUID
    actor: Actor
    due_at: datetime | None
    reason: str
    capacity: PositionId | None = None
    version: int | None = None
    idempotency_key: str | None = None


@watched
def change_due_date(runtime: Runtime, command: ChangeDueDate) -> None:
    """Move the due time. Timers of the model stand still where they are: they say what happens, not who is late.

    Raises NotFound, TaskGone, TaskWithdrawn, MayNotSupervise, TaskChanged, InvalidInput for a missing reason or a time
    that has passed.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ChangeDueDate) -> None:
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("change_due_date", command.task_id, command.due_at, command.reason)
    with runtime.database.begin() as work:
        connection = work.connection
        if recall(connection, actor.account_id, command.idempotency_key, request) is not None:
            return
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            raise what_became_of(connection, command.task_id, actor.addresses) from None
        participating = addresses_of_instance(connection, case.instance_id)
        capacity = capacity_to_dispatch(actor, task.candidates, participating, command.capacity)
        reason = check_reason(command.reason)
        check_due_at(command.due_at, now)
        if command.version is not None and command.version != task.version:
            raise TaskChanged
        if task.due_at == command.due_at:
            return

        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="DueDateChanged",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                deed=Deed.of(actor.person_id, capacity),
                task_id=task.task_id,
                detail={"from": task.due_at, "to": command.due_at},
                value={"reason": reason},
            )
        )
        mark = mark_at(now, task.created_at, command.due_at)
        if not set_due(connection, task, command.due_at, mark, counted=None):
            raise TurnLost
        remember(connection, actor.account_id, command.idempotency_key, request, Done(), now)
        work.commit()
