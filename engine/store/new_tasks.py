"""Inserting user tasks: the tasks, to whom they are addressed, and who takes part in the case from now on."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine.store.tables import instance_agency, task_candidate, user_task
from engine.store.upsert import insert_missing

Row = dict[str, Any]

TASK_COLUMNS = (
    "id",
    "instance_id",
    "execution",
    "token",
    "element_id",
    "name",
    "name_en",
    "process_key",
    "definition_id",
    "instance_number",
    "title",
    "addressed_to",
    "due",
    "rank",
    "created_at",
    "form_id",
    "decision_class",
    "four_eyes",
    "corrections",
    "held",
)
CANDIDATE_COLUMNS = ("task_id", "group_id", "agency_id", "due", "rank", "unassigned")
PART_COLUMNS = ("instance_id", "group_id", "agency_id")


def insert_tasks(
    connection: sa.Connection, tasks: Sequence[Row], candidates: Sequence[Row], parts: Sequence[Row]
) -> None:
    """Insert rows of user_task and task_candidate, and those of instance_agency that are missing.

    One task for one function, which is what most turns open, travels to PostgreSQL in one statement.
    """
    if connection.dialect.name == "postgresql" and len(tasks) == len(candidates) == len(parts) == 1:
        given = named("task", tasks[0]) | named("candidate", candidates[0]) | named("part", parts[0])
        connection.execute(INSERT_ONE_TASK, given)
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


INSERT_ONE_TASK = (
    task_candidate.insert()
    .values(places("candidate", CANDIDATE_COLUMNS))
    .add_cte(
        user_task.insert().values(places("task", TASK_COLUMNS)).cte("opened"),
        postgresql.insert(instance_agency)
        .values(places("part", PART_COLUMNS))
        .on_conflict_do_nothing()
        .cte("taking_part"),
    )
)
"""PostgreSQL checks foreign keys when the whole statement is done, in whatever order it inserts."""
