"""A person takes a task, so that colleagues see who works on it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.claims import capacity_for
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.history import Deed, Event
from engine.store.task_rows import TaskTaken, load_task, set_assignee, stranger, what_became_of
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask:
    """`capacity`: the position in which the person takes it, where several would do (the first one otherwise)."""

    task_id: UUID
    actor: Actor
    capacity: PositionId | None = None


@watched
def claim_task(runtime: Runtime, command: ClaimTask) -> None:
    """Take the task; taking one's own again changes nothing.

    Raises NotFound, NotAddressed, TaskTaken, TaskGone, TaskWithdrawn, CaseSuspended.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ClaimTask) -> None:
    now, actor = runtime.clock.now(), command.actor
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            raise what_became_of(work.connection, command.task_id, actor.addresses) from None
        if not actor.capacities_for(task.candidates):
            raise stranger(work.connection, task, case, actor.addresses)
        chosen = command.capacity or actor.capacities_for(task.candidates)[0].position_id
        capacity = capacity_for(actor, task.candidates, chosen)
        if task.assignee == actor.person_id:
            return
        if task.assignee is not None:
            raise TaskTaken(by=task.assignee_name, at=task.claimed_at)
        case.check_running()

        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="UserTaskClaimed",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                deed=Deed.of(actor.person_id, capacity),
                task_id=task.task_id,
            )
        )
        if not set_assignee(work.connection, task.task_id, actor.person_id, now, version=task.version):
            raise TurnLost
        work.commit()
