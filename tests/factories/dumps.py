"""All that a database holds, for comparing before and after."""

from typing import Any

import sqlalchemy as sa

from engine.store.tables import metadata

Dump = dict[str, list[str]]


def dump_of(runtime: Any, *without: str) -> Dump:
    """Every row of every table as text, in an order of its own; tables in `without` are left out."""
    with runtime.database.begin() as work:
        return {
            table.name: sorted(repr(tuple(row)) for row in work.connection.execute(sa.select(table)))
            for table in metadata.sorted_tables
            if table.name not in without
        }
