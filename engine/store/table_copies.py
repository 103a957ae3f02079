"""Whole tables as text, and back: the same on every kind of database.

A line is a JSON array in the order of `columns`. Bytes and UUIDs are hexadecimal, dates ISO text; instants stay the
integers they are. What a column of the target is decides how its text is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.store.unit_of_work import UnitOfWork

NOT_COPIED = frozenset({"alembic_version", "node"})
"""The version is told apart; nodes live only while they run."""
FETCHED_AT_ONCE = 500


def stored_tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables as they are in the database, those first that others refer to."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in NOT_COPIED]


def holds_anything(connection: sa.Connection, tables: Iterable[sa.Table]) -> bool:
    """Whether there is a row in any of them."""
    return any(
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None for table in tables
    )


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Every row, in the order of the primary key, without holding them all."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=FETCHED_AT_ONCE).execute(query)
    for row in rows:
        yield orjson.dumps([_written(value) for value in row]) + b"\n"


def _written(value: Any) -> Any:
    match value:
        case UUID() | bytes() | bytearray() | memoryview():
            return value.hex() if not isinstance(value, UUID) else value.hex
        case date():
            return value.isoformat()
        case _:
            return value


def insert_lines(connection: sa.Connection, table: sa.Table, columns: Sequence[str], lines: Iterable[bytes]) -> int:
    """Insert rows that `lines_of` wrote. Returns how many.

    Rows may refer to later rows of their own table: such references are put in at the end.
    """
    readers = [_reader(table.c[name].type) for name in columns]
    inward = {key.parent.name for key in table.foreign_keys if key.column.table is table}
    later: list[dict[str, Any]] = []
    count, batch = 0, list[dict[str, Any]]()
    for line in lines:
        values = [
            None if value is None else read(value) for read, value in zip(readers, orjson.loads(line), strict=True)
        ]
        row = dict(zip(columns, values, strict=True))
        if any(row[name] is not None for name in inward):
            later.append(dict(row))
            row |= dict.fromkeys(inward)
        batch.append(row)
        count += 1
        if len(batch) == FETCHED_AT_ONCE:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    for row in later:
        same = [column == row[column.name] for column in table.primary_key.columns]
        connection.execute(table.update().where(*same).values({name: row[name] for name in inward}))
    return count


def _reader(kind: sa.types.TypeEngine[Any]) -> Any:
    match kind:
        case sa.Uuid():
            return UUID
        case sa.LargeBinary():
            return bytes.fromhex
        case sa.Date():
            return date.fromisoformat
        case sa.Boolean():
            return bool
        case _:
            return lambda value: value


def set_counters(work: UnitOfWork, tables: Iterable[sa.Table]) -> None:
    """Let PostgreSQL count on from the largest number of each key that it draws itself."""
    if work.embedded:
        return
    for table in tables:
        for column in table.primary_key.columns:
            named = {"table": table.name, "column": column.name}
            sequence = work.connection.scalar(sa.text("select pg_get_serial_sequence(:table, :column)"), named)
            largest = work.connection.scalar(sa.select(sa.func.max(column))) if sequence else None
            if largest is not None:
                work.connection.execute(sa.select(sa.func.setval(sequence, largest)))
