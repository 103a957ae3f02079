"""Reminding people of due times, and counting these anew when a calendar changed."""

from uuid import UUID

import sqlalchemy as sa

from engine.commands.recount_due_date import RecountDueDate, recount_due_date
from engine.commands.remind_task import RemindTask, remind_task
from engine.jobs.sweeping import each_by_itself
from engine.runtime import Runtime
from engine.store.calendars import NATION
from engine.store.jobs import enqueue
from engine.store.tables import user_task

SWEEP_BATCH = 200
RECOUNTED = 200
"""Tasks that one job counts anew, so that a calendar of many tasks does not hold up others."""


def sweep_reminders(runtime: Runtime) -> int:
    """Mark tasks whose next mark is reached, each in a transaction of its own. Returns how many were marked."""
    columns = user_task.c
    query = (
        sa.select(columns.id)
        .where(columns.remind_at <= runtime.clock.now(), columns.held == sa.false())
        .order_by(columns.remind_at)
        .limit(SWEEP_BATCH + len(runtime.aside))
    )
    with runtime.database.begin() as work:
        due = work.connection.scalars(query).all()
    return each_by_itself(runtime, remind_task, (RemindTask(task_id=task_id) for task_id in due))


def recount_due_dates(runtime: Runtime, agency: str, after: str | None) -> None:
    """Count the due times of an agency's calendar anew, all of them for the nation's; the rest is another job."""
    columns = user_task.c
    concerned = columns.due_agency.is_not(None) if agency == NATION else columns.due_agency == agency
    query = sa.select(columns.id).where(concerned).order_by(columns.id).limit(RECOUNTED)
    if after is not None:
        query = query.where(columns.id > UUID(after))
    with runtime.database.begin() as work:
        found = work.connection.scalars(query).all()
    for task_id in found:
        recount_due_date(runtime, RecountDueDate(task_id=task_id))
    if len(found) == RECOUNTED:
        with runtime.database.begin() as work:
            work.begin_write()
            enqueue(work, "recount_due_dates", run_at=runtime.clock.now(), agency=agency, after=str(found[-1]))
            work.commit()
