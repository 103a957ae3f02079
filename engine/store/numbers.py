"""Numbers of cases and letters: they count up per series and year."""

from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from engine.store.tables import document_counter
from engine.store.unit_of_work import UnitOfWork
from engine.store.upsert import insert_statement


def next_number(work: UnitOfWork, series: str, on: date) -> int:
    """The next number of a series in the year of `on`; no two units of work get the same."""
    work.begin_write()
    row = {"series": series, "year": on.year, "last": 1}
    return int(work.connection.execute(counting_up(work.connection.dialect.name), row).scalar_one())


@cache
def counting_up(dialect: str) -> Any:
    """The statement of `next_number`."""
    columns = document_counter.c
    return (
        insert_statement(dialect, document_counter)
        .on_conflict_do_update(index_elements=["series", "year"], set_={"last": columns.last + 1})
        .returning(columns.last)
    )


def following_number(connection: sa.Connection, series: str, on: date) -> int:
    """What `next_number` would give now. Others may be faster."""
    columns = document_counter.c
    last = connection.scalar(sa.select(columns.last).where(columns.series == series, columns.year == on.year))
    return (last or 0) + 1
