"""Names of the processes, to choose from."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.tables import process_definition


@dataclass(frozen=True, slots=True)
class ProcessName:
    """A process by the name of its newest version."""

    key: str
    name: str
    name_en: str


def process_names(runtime: Runtime) -> tuple[ProcessName, ...]:
    """All processes by name. Costs what there are of definitions, whatever there is of cases."""
    with runtime.database.begin() as work:
        rows = work.connection.execute(names_query()).all()
    return tuple(ProcessName(row.key, row.name, row.name_en) for row in rows)


def names_query() -> sa.Select[Any]:
    """Key, newest version and its names, by name."""
    columns = process_definition.c
    latest = sa.select(columns.key, sa.func.max(columns.version).label("version")).group_by(columns.key).subquery()
    return (
        sa.select(columns.key, columns.version, columns.name, columns.name_en)
        .join(latest, sa.and_(latest.c.key == columns.key, latest.c.version == columns.version))
        .order_by(columns.name)
    )
