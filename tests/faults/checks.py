"""What must be true after any fault."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.commands.verify_history import verify_history
from engine.store import tables
from tests.factories.offices import Office
from tests.factories.standing import assert_rows_match_tokens


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a case has come to: equal after a fault and without one. Nothing of a case that was never started."""

    history: Counter[str]
    status: tuple[str, ...]
    tasks: tuple[tuple[str, bool], ...]
    """Elements with an open task; whether somebody holds it."""
    counts: tuple[int, ...]
    """Drafts, timers, subscriptions, incidents."""


def outcome(office: Office) -> Outcome:
    """Of the case of the office."""

    with office.runtime.database.begin() as work:

        def of_case(table: sa.Table) -> list[Any]:
            query = sa.select(table).where(table.c.instance_id == office.case)
            return list(work.connection.execute(query))

        tasks = of_case(tables.user_task)
        drafts = [
            row
            for row in work.connection.execute(sa.select(tables.draft))
            if row.task_id in {task.id for task in tasks}
        ]
        others = (of_case(table) for table in (tables.timer, tables.subscription, tables.incident))
        return Outcome(
            history=Counter(row.kind for row in of_case(tables.history_event)),
            status=tuple(
                work.connection.scalars(sa.select(tables.instance.c.status).where(tables.instance.c.id == office.case))
            ),
            tasks=tuple(sorted((row.element_id, row.assignee is not None) for row in tasks)),
            counts=tuple(len(rows) for rows in (drafts, *others)),
        )


def assert_sound(office: Office, tasks: frozenset[str], events: frozenset[str]) -> None:
    """No history was changed, and every token that waits has its one row."""
    assert verify_history(office.runtime).faults == ()
    assert_rows_match_tokens(office.runtime, tasks, events)
