"""The time of a timer start event has come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.elements.timers import Cycle
from engine.execution.start_times import StartTime
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.start_timers import publish_start, schedule_start
from engine.store.tables import process_definition


@dataclass(frozen=True, slots=True, kw_only=True)
class StartByTimer:
    """`definition_id` is the version that was scheduled; `cycle` the repetition as it was saved, or None."""

    process_key: str
    definition_id: UUID
    element_id: str
    due_at: datetime
    cycle: list[str | int] | None


@watched
def start_by_timer(runtime: Runtime, command: StartByTimer) -> bool:
    """Start the process, and schedule the next time. False where a newer version has its own times.

    The start goes through the buffer of messages, so that each time starts one instance however often this runs. While
    the process is closed nothing starts, but its times go on.
    """
    now = runtime.clock.now()
    columns = process_definition.c
    newest = sa.select(columns.id).where(columns.key == command.process_key).order_by(columns.version.desc()).limit(1)
    with runtime.database.begin() as work:
        work.begin_write()
        if work.connection.scalar(newest) != command.definition_id:
            return False
        if not publish_start(work, command.process_key, command.element_id, command.due_at, now):
            return False
        cycle = None if command.cycle is None else Cycle.from_row(command.cycle)
        following = StartTime(command.due_at, cycle).after(now)
        if following is not None:
            schedule_start(work, command.process_key, command.definition_id, command.element_id, following)
        work.commit()
        return True
