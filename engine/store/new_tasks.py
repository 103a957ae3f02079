"""Inserting user tasks: the tasks, to whom they are addressed, and who takes part in the case from now on."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine.store.tables import instance_agency, task_candidate, user_task
from engine.store.upsert import insert_missing

Row = dict[str, Any]


def insert_tasks(
    connection: sa.Connection, tasks: Sequence[Row], candidates: Sequence[Row], parts: Sequence[Row]
) -> None:
    """Insert rows of user_task and task_candidate, and those of instance_agency that are missing.

    One task for one function, which is what most turns open, travels to PostgreSQL in one statement.
    """
    if connection.dialect.name == "postgresql" and len(tasks) == len(candidates) == len(parts) == 1:
        given = named("task", tasks[0]) | named("candidate", candidates[0]) | named("part", parts[0])
        connection.execute(insert_one_task(tuple(tasks[0]), tuple(candidates[0]), tuple(parts[0])), given)
        return
    connection.execute(user_task.insert(), tasks)
    if candidates:
        connection.execute(task_candidate.insert(), candidates)
    if parts:
        insert_missing(connection, instance_agency, parts)


def named(table: str, row: Row) -> Row:
    """The values of a row under the names that they have in a statement on several tables."""
    return {f"{table}_{name}_": value for name, value in row.items()}


def places(table: str, columns: Sequence[str]) -> dict[str, sa.BindParameter[Any]]:
    """The parameters for those values."""
    return {name: sa.bindparam(f"{table}_{name}_") for name in columns}


@cache
def insert_one_task(task: tuple[str, ...], candidate: tuple[str, ...], part: tuple[str, ...]) -> sa.Insert:
    """The statement for rows with these columns; PostgreSQL checks foreign keys when all of it is done."""
    return (
        task_candidate.insert()
        .values(places("candidate", candidate))
        .add_cte(
            user_task.insert().values(places("task", task)).cte("opened"),
            postgresql.insert(instance_agency).values(places("part", part)).on_conflict_do_nothing().cte("taking_part"),
        )
    )
