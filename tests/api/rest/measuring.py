"""What a request asks of the database: statements, commits, and how each statement finds its rows."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.tables import metadata

FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SET TRANSACTION")
SCAN = re.compile(r"^SCAN (?!CONSTANT ROW|\d+ CONSTANT ROWS?|\(|\d+-ROW)(.+)")


@dataclass(slots=True)
class Observed:
    """Statements as they were sent, each with its (first) parameters."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    commits: int = 0

    def __str__(self) -> str:
        lines = (f"{at}. {' '.join(text.split())}" for at, (text, _) in enumerate(self.statements, 1))
        return "\n".join((f"{len(self.statements)} statements, {self.commits} commits", *lines))


@contextmanager
def observing(runtime: Runtime) -> Iterator[Observed]:
    """Count everything that is sent to the database while the block runs. BEGIN, COMMIT, ROLLBACK are no statements."""
    engine, observed = runtime.database.engine, Observed()

    def on_statement(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not statement.startswith(FRAMES):
            observed.statements.append((statement, parameters[0] if many else parameters))

    def on_commit(_connection: Any) -> None:
        observed.commits += 1

    sa.event.listen(engine, "before_cursor_execute", on_statement)
    sa.event.listen(engine, "commit", on_commit)
    try:
        yield observed
    finally:
        sa.event.remove(engine, "before_cursor_execute", on_statement)
        sa.event.remove(engine, "commit", on_commit)


def stored(runtime: Runtime) -> dict[tuple[Any, ...], str]:
    """Every row in the database by table and key, but for who looked."""
    found: dict[tuple[Any, ...], str] = {}
    with runtime.database.begin() as work:
        for name, table in metadata.tables.items():
            keys = [column.name for column in table.primary_key]
            for row in work.connection.execute(sa.select(table)) if name != "access_log" else ():
                found[name, *(str(row._mapping[key]) for key in keys)] = str(row)
    return found


def full_scans(runtime: Runtime, observed: Observed) -> list[str]:
    """Statements that the database can only answer by reading a whole table, with the part of the plan that says so."""
    with runtime.database.engine.connect() as connection:
        scans_of = _embedded_scans if connection.dialect.name == "sqlite" else _server_scans
        return [
            f"{scan}: {' '.join(statement.split())}"
            for statement, parameters in observed.statements
            for scan in scans_of(connection, statement, parameters)
        ]


def _embedded_scans(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row.detail for row in rows if SCAN.match(row.detail)]


def _server_scans(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    """With sequential scans made expensive, one is planned only where no index serves."""
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
    plan = json.loads(found) if isinstance(found, str) else found
    return [
        f"Seq Scan on {node['Relation Name']}" for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"
    ]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
