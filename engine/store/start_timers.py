"""Starting processes at a time: a job for the next time of each timer start event, a message for each start."""

from datetime import datetime
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.execution.start_times import StartTime
from engine.store.jobs import enqueue
from engine.store.messages import LIFETIME, insert_message, timer_start
from engine.store.tables import message, message_start
from engine.store.unit_of_work import UnitOfWork


def schedule_start(work: UnitOfWork, process_key: str, definition_id: UUID, element_id: str, at: StartTime) -> None:
    """Have the process start at that time."""
    enqueue(
        work,
        "start_by_timer",
        run_at=at.due_at,
        lock=f"start:{definition_id}:{element_id}",
        process_key=process_key,
        definition=str(definition_id),
        element_id=element_id,
        due_at=at.due_at.isoformat(),
        cycle=None if at.cycle is None else orjson.dumps(at.cycle.row()).decode(),
    )


def publish_start(work: UnitOfWork, process_key: str, element_id: str, due_at: datetime, now: datetime) -> bool:
    """Put the message that starts the process into the buffer, if it is open. False where that was done before."""
    name, identity = timer_start(element_id), f"{process_key}:{due_at.isoformat()}"
    known = sa.select(message.c.id).where(
        message.c.name == name, message.c.sender == "", message.c.message_id == identity
    )
    if work.connection.scalar(known) is not None:
        return False
    starts = sa.and_(message_start.c.name == name, message_start.c.process_key == process_key)
    if work.connection.scalar(sa.select(message_start.c.name).where(starts)) is not None:
        row = insert_message(work.connection, name, process_key, {}, now, LIFETIME, message_id=identity)
        enqueue(work, "deliver_message", run_at=now, message=str(row))
    return True
