"""What goes between a program and its SQLite database, counted: statements, rows, bytes of texts and states."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.runtime import Runtime

BORDERS = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(slots=True)
class Traffic:
    """What went between program and database: rows read and written, bytes of texts and states in both ways."""

    statements: int = 0
    read: int = 0
    written: int = 0
    bytes: int = 0

    def take(self, values: Any) -> None:
        """Count the bytes of values that travel."""
        for value in values.values() if isinstance(values, dict) else values:
            if isinstance(value, (str, bytes, memoryview)):
                self.bytes += len(value)


@contextmanager
def traffic(runtime: Runtime) -> Iterator[Traffic]:
    """Count rows and bytes on SQLite while the block runs."""
    counted, engine = Traffic(), runtime.database.engine

    def arrived(_cursor: Any, row: Any) -> Any:
        counted.read += 1
        counted.take(row)
        return row

    def after(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        counted.statements += not statement.startswith(BORDERS)
        counted.written += max(cursor.rowcount, 0)
        for each in parameters if many else [parameters]:
            counted.take(each)

    def opened(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.row_factory = arrived

    def closed(connection: Any, _record: Any) -> None:
        connection.row_factory = None

    listeners = (("checkout", opened), ("checkin", closed))
    for name, listener in listeners:
        sa.event.listen(engine.pool, name, listener)
    sa.event.listen(engine, "after_cursor_execute", after)
    yield counted
    sa.event.remove(engine, "after_cursor_execute", after)
    for name, listener in listeners:
        sa.event.remove(engine.pool, name, listener)
