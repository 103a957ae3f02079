"""The statements of the inbox, in the words of either database, each built once: building costs more than running.

The functions of a person are one array to PostgreSQL, which plans the same short statement for one and for a hundred.
SQLite cannot join a limited part for each of them and gets a branch for each.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine.store.tables import agency, instance, person, process_definition, task_candidate, user_task
from engine.store.tables.types import DueTime, Id

MOST_COUNTED = 1001
"""Counts stop here: more is shown as "1000+"."""

candidate, own = task_candidate.c, user_task.c
FREE = candidate.unassigned == sa.literal_column("1")
ME = sa.bindparam("me", type_=Id)
MINE = sa.and_(own.assignee == ME, own.assignee.is_not(None))


def page_statement(dialect: str, groups: Sequence[int], *, mine: bool, paged: bool, narrowed: bool) -> sa.Select[Any]:
    """A page: the first tasks of each function and of those taken, each an index range; then by primary key.

    Filters by text walk `depth` tasks in the order of the inbox. Its values: `group_values`, `me`, `due_to`, `depth`,
    `limit`; `after_due` and `after_id` where it is paged; `words`, `process` and `any_process` where it is narrowed.
    """
    size = min(len(groups), 1) if dialect == "postgresql" else len_padded(groups)
    return _page(dialect, size, mine, paged, narrowed)


def group_values(dialect: str, groups: Sequence[int]) -> dict[str, Any]:
    """What `page_statement` and `count_statement` are to be given for functions by number."""
    if dialect == "postgresql":
        return {"groups": list(groups)}
    padded = [*groups, *[groups[-1]] * (len_padded(groups) - len(groups))] if groups else []
    return {f"group_{i}": group for i, group in enumerate(padded)}


def len_padded(groups: Sequence[int]) -> int:
    """The next power of two, so that there are few different statements."""
    size = 0 if not groups else 1
    while 0 < size < len(groups):
        size *= 2
    return size


@lru_cache(maxsize=256)
def _page(dialect: str, groups: int, mine: bool, paged: bool, narrowed: bool) -> sa.Select[Any]:
    branches = _of_all_functions(paged) if dialect == "postgresql" and groups else _of_each_function(groups, paged)
    if mine or not branches:
        branches.append(sa.select(first_tasks(own.due, own.id, paged, MINE).subquery()))
    merged = sa.union(*branches).subquery()
    walk = sa.select(merged).order_by(merged.c.due, merged.c.task_id).limit(sa.bindparam("depth")).subquery()
    query = (
        sa.select(
            user_task,
            person.c.name.label("assignee_name"),
            process_definition.c.name.label("process_name"),
            process_definition.c.name_en.label("process_name_en"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .select_from(walk)
        .join(user_task, user_task.c.id == walk.c.task_id)
        .join(instance, instance.c.id == own.instance_id)
        .join(process_definition, process_definition.c.id == instance.c.definition_id)
        .outerjoin(agency, agency.c.id == instance.c.agency_id)
        .outerjoin(person, person.c.id == own.assignee)
        .order_by(walk.c.due, walk.c.task_id)
        .limit(sa.bindparam("limit"))
    )
    return query.where(*_narrowing()) if narrowed else query


def _narrowing() -> tuple[sa.ColumnElement[bool], ...]:
    texts = (own.name, own.name_en, own.title, own.instance_number)
    words = sa.bindparam("words", type_=sa.String)
    return (
        sa.or_(sa.bindparam("any_process", type_=sa.Boolean), own.process_key == sa.bindparam("process")),
        sa.or_(*(sa.func.lower(text).like(words, escape="\\") for text in texts)),
    )


def _of_each_function(groups: int, paged: bool) -> list[sa.Select[Any]]:
    due, task = candidate.due, candidate.task_id
    return [
        sa.select(first_tasks(due, task, paged, candidate.group_id == sa.bindparam(f"group_{i}"), FREE).subquery())
        for i in range(groups)
    ]


def _of_all_functions(paged: bool) -> list[sa.Select[Any]]:
    functions = functions_given()
    first = first_tasks(candidate.due, candidate.task_id, paged, candidate.group_id == functions.c.id, FREE).lateral()
    return [sa.select(first).distinct().select_from(functions.join(first, sa.true()))]


def functions_given() -> sa.TableValuedAlias:
    """The array of functions as rows."""
    array = sa.bindparam("groups", type_=postgresql.ARRAY(sa.Integer))
    return sa.func.unnest(array).table_valued("id").render_derived(name="functions")


def first_tasks(due: Any, identity: Any, paged: bool, *where: Any) -> sa.Select[Any]:
    """The first tasks of one index range, in its order."""
    query = sa.select(due.label("due"), identity.label("task_id")).where(
        *where, sa.type_coerce(due, sa.BigInteger) <= sa.bindparam("due_to", type_=sa.BigInteger)
    )
    if paged:
        after = sa.tuple_(sa.bindparam("after_due", type_=DueTime), sa.bindparam("after_id", type_=Id))
        query = query.where(sa.tuple_(due, identity) > after)
    return query.order_by(due, identity).limit(sa.bindparam("depth"))


@lru_cache(maxsize=256)
def count_statement(dialect: str, groups: int) -> sa.Select[Any]:
    """Both counts, each stopping at MOST_COUNTED. A task of two functions counts once.

    `groups`: how many (`len_padded`); its values are `me` and `group_values`.
    """
    mine = sa.select(sa.literal_column("1")).where(own.assignee == ME).limit(MOST_COUNTED).subquery()
    free = _free_of_all_functions() if dialect == "postgresql" else _free_of_some_functions(groups)
    team = free.distinct().limit(MOST_COUNTED).subquery()
    return sa.select(
        sa.select(sa.func.count()).select_from(mine).scalar_subquery().label("mine"),
        sa.select(sa.func.count()).select_from(team).scalar_subquery().label("team"),
    )


def _free_of_some_functions(groups: int) -> sa.Select[Any]:
    """SQLite throws out repetitions while it reads, and stops at the limit."""
    given: list[sa.ColumnElement[Any]] = [sa.bindparam(f"group_{i}") for i in range(groups)]
    return sa.select(candidate.task_id).where(candidate.group_id.in_(given), FREE)


def _free_of_all_functions() -> sa.Select[Any]:
    """PostgreSQL reads all there is before it throws out repetitions: so no more of each function than is counted.

    It expects every function to have few tasks; without an order it would collect all of a busy one first.
    """
    functions = functions_given()
    free = sa.select(candidate.task_id).where(candidate.group_id == functions.c.id, FREE)
    some = free.order_by(candidate.due, candidate.task_id).limit(MOST_COUNTED).lateral()
    return sa.select(some.c.task_id).select_from(functions.join(some, sa.true()))
