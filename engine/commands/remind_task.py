"""Half, four fifths, all or half as much again of a task's time has passed: people are told, and nothing is decided."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.authorization.access import SUPERVISOR
from engine.authorization.supervision import agencies_of
from engine.calendars.deadlines import ESCALATED, Mark, mark_at
from engine.errors import NotFound
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.calendars import Calendars, calendar_of
from engine.store.history import Event
from engine.store.task_rows import OpenTask, load_task, set_mark
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindTask:
    """A task whose next mark is reached."""

    task_id: UUID


@watched
def remind_task(runtime: Runtime, command: RemindTask) -> bool:
    """Mark the task in the inboxes of those who may do it, from ESCALATED on in the supervisors' list too.

    The history keeps each mark once, however often this runs; of several that passed meanwhile only the last. False
    where there was nothing to tell.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: RemindTask) -> bool:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            return False
        if case.suspended_at is not None or task.due_at is None:
            return False
        calendar = calendar_of(Calendars(work.connection), task.counted)
        mark = mark_at(now, task.created_at, task.due_at, calendar)
        if mark.percent <= task.time_used:
            work.begin_write()
            set_mark(work.connection, task, Mark(task.time_used, mark.next_at))
            work.commit()
            return False
        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="TaskReminded",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                task_id=task.task_id,
                detail={"percent": mark.percent, "due_at": task.due_at, "to": told(task, mark.percent)},
            )
        )
        if not set_mark(work.connection, task, mark):
            raise TurnLost
        work.commit()
        return True


def told(task: OpenTask, percent: int) -> list[str]:
    """Whom the mark tells: the holder, or all who may do the task; from ESCALATED on their supervisors."""
    people = ["holder"] if task.assignee else sorted(task.candidates)
    supervisors = sorted(f"{SUPERVISOR}@{agency}" for agency in agencies_of(task.candidates))
    return [*people, *(supervisors if percent >= ESCALATED else [])]
