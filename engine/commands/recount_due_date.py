"""A calendar changed: the due time of a task that was counted by it is counted anew."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.calendars.deadlines import mark_at
from engine.calendars.working_time import OutsideCalendar
from engine.errors import NotFound
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.calendars import Calendars, calendar_of, is_overtaken
from engine.store.history import Event
from engine.store.task_rows import load_task, set_due
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountDueDate:
    """A task."""

    task_id: UUID


@watched
def recount_due_date(runtime: Runtime, command: RecountDueDate) -> bool:
    """Move the due time to where the calendar as it is now puts it; the history keeps both.

    A due time that a person set stands. A suspended case is no exception. False where nothing changed, however often
    this runs.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: RecountDueDate) -> bool:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            return False
        calendars = Calendars(work.connection)
        calendar = calendar_of(calendars, task.counted)
        if task.counted is None or calendar is None:
            return False
        try:
            due_at = task.counted.due_at(calendar, ZoneInfo(runtime.settings.time_zone))
        except OutsideCalendar:
            return False
        if due_at == task.due_at:
            return False
        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="DueDateRecounted",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                task_id=task.task_id,
                detail={
                    "from": task.due_at,
                    "to": due_at,
                    "agency": task.counted.agency,
                    "calendar": calendars.read[task.counted.agency].version,
                },
            )
        )
        mark = mark_at(now, task.created_at, due_at, calendar)
        if is_overtaken(work, calendars) or not set_due(work.connection, task, due_at, mark, counted=task.counted):
            raise TurnLost
        work.commit()
        return True
