"""What a database holds at one moment, kept outside it, to be put back any number of times."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.store.backups import copy_to_file
from engine.store.table_copies import insert_lines, lines_of, set_counters, stored_tables
from engine.store.unit_of_work import Database, UnitOfWork


@dataclass(slots=True)
class Snapshot:
    """Leaving the block throws it away. `file` is the copy of a SQLite database; None for others."""

    database: Database
    file: Path | None = None
    _folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    _lines: dict[str, list[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        if self.database.engine.dialect.name == "sqlite":
            self.file = Path(self._folder.name) / "snapshot.db"
            copy_to_file(self.database, self.file)
            return self
        with self.database.begin() as work:
            tables = stored_tables(work.connection)
            self._lines = {str(table.name): list(lines_of(work.connection, table)) for table in tables}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def put_into(self, work: UnitOfWork) -> None:
        """Insert all its rows into the empty tables."""
        tables = stored_tables(work.connection)
        for table in tables:
            insert_lines(work.connection, table, [column.name for column in table.columns], self._lines[table.name])
        set_counters(work, tables)


def clear(work: UnitOfWork) -> None:
    """Remove every row, and keep the tables."""
    for table in reversed(stored_tables(work.connection)):
        work.connection.execute(table.delete())
