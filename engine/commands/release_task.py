"""A person gives a task back to all who may do it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.errors import NotFound
from engine.model.actor import Actor
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.history import Deed, Event
from engine.store.task_rows import TaskTaken, load_task, set_assignee, stranger, what_became_of
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask:
    """Drafts of the person stay, for when the task is taken again."""

    task_id: UUID
    actor: Actor


@watched
def release_task(runtime: Runtime, command: ReleaseTask) -> None:
    """Give the task back; releasing one that nobody holds changes nothing.

    Raises NotFound, TaskTaken where somebody else holds it, TaskGone, TaskWithdrawn.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ReleaseTask) -> None:
    now, actor = runtime.clock.now(), command.actor
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            raise what_became_of(work.connection, command.task_id, actor.addresses) from None
        capacities = actor.capacities_for(task.candidates)
        if not capacities and task.assignee != actor.person_id:
            raise stranger(work.connection, task, case, actor.addresses)
        if task.assignee is None:
            return
        if task.assignee != actor.person_id:
            raise TaskTaken(by=task.assignee_name, at=task.claimed_at)

        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="UserTaskReleased",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                deed=Deed.of(actor.person_id, (capacities or actor.capacities)[0]),
                task_id=task.task_id,
            )
        )
        if not set_assignee(work.connection, task.task_id, None, None, version=task.version):
            raise TurnLost
        work.commit()
