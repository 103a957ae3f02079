"""Whether what people and workers find in the tables is what the tokens of the cases wait for."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from SpiffWorkflow import TaskState

from engine.store import tables
from engine.store.codec import unpack_state

EVERY_INSTANCE = "n"
"""How many instances of a multi-instance there are: noted in the token of the whole, which nobody waits for."""


def assert_rows_match_tokens(runtime: Any, tasks: Collection[str], events: Collection[str] = ()) -> None:
    """Each token that waits in one of these elements has its one row, and there are no other rows."""
    with runtime.database.begin() as work:
        work.see_one_moment()
        active = sa.select(tables.instance.c.id).where(tables.instance.c.status == "active")
        cases = set(work.connection.scalars(active))
        of_executions = sa.select(tables.execution.c.instance_id, tables.execution.c.number, tables.execution.c.state)
        of_items = sa.select(tables.loop_item.c.instance_id, tables.loop_item.c.execution, tables.loop_item.c.state)
        stored = work.connection.execute(of_executions.union_all(of_items)).all()
        rows = {
            table.name: sorted(work.connection.execute(sa.select(*_place(table))).all())
            for table in (tables.user_task, tables.subscription, tables.timer)
        }
    waiting = [each for row in stored if row.instance_id in cases for each in _tokens(row)]
    in_tasks = [place for state, name, place in waiting if state == TaskState.STARTED and name in tasks]
    in_events = [place for state, name, place in waiting if state == TaskState.WAITING and name in events]
    assert rows["user_task"] == sorted(in_tasks)
    assert sorted(rows["subscription"] + rows["timer"]) == sorted(in_events)


def _place(table: sa.Table) -> list[sa.Column[Any]]:
    return [table.c.instance_id, table.c.execution, table.c.token]


def _tokens(row: Any) -> list[tuple[int, str, tuple[Any, int, int]]]:
    """State, element and place of every token of an execution, or of an item that is kept apart."""
    state = unpack_state(row.state)
    stored = [*state["tokens"], *(token for _, tokens in state["subs"] for token in tokens)]
    return [
        (token_state, name.partition("#")[0], (row.instance_id, row.number, token))
        for token, _, token_state, name, _, own in stored
        if EVERY_INSTANCE not in own
    ]
