"""Insert or update in one statement, in the words of either database. Each statement is built once."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_missing(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose primary key is not there yet. Returns how many were new (one row at a time), else -1."""
    return connection.execute(inserting_missing(connection.dialect.name, table), rows).rowcount


def insert_or_update(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or replace what is not key in the rows that are there. All rows name the same columns."""
    connection.execute(inserting_or_updating(connection.dialect.name, table, tuple(rows[0])), rows)


def insert_statement(dialect: str, table: sa.Table) -> Any:
    """The dialect's own insert, which knows ON CONFLICT."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def inserting_missing(dialect: str, table: sa.Table) -> Any:
    """The statement of `insert_missing`."""
    return insert_statement(dialect, table).on_conflict_do_nothing()


@cache
def inserting_or_updating(dialect: str, table: sa.Table, names: tuple[str, ...]) -> Any:
    """The statement of `insert_or_update` for rows with these columns."""
    statement = insert_statement(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
