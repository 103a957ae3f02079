"""What a database holds at one moment, kept outside it, to be put back any number of times."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.store.backups import copy_to_file, put_file_into
from engine.store.table_copies import insert_lines, lines_of, set_counters, stored_tables
from engine.store.unit_of_work import Database, UnitOfWork


@dataclass(slots=True)
class Snapshot:
    """Leaving the block throws it away. Nobody else may use the database meanwhile."""

    database: Database
    _folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    _lines: dict[str, list[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        if self._embedded:
            copy_to_file(self.database, self._file)
        else:
            with self.database.begin() as work:
                self._lines = {
                    str(table.name): list(lines_of(work.connection, table)) for table in stored_tables(work.connection)
                }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def put_back(self) -> None:
        """Let the database be again what it was."""
        if self._embedded:
            put_file_into(self.database, self._file)
            return
        with self.database.begin() as work:
            clear(work)
            tables = stored_tables(work.connection)
            for table in tables:
                insert_lines(work.connection, table, [column.name for column in table.columns], self._lines[table.name])
            set_counters(work, tables)
            work.commit()

    @property
    def _embedded(self) -> bool:
        return self.database.engine.dialect.name == "sqlite"

    @property
    def _file(self) -> Path:
        return Path(self._folder.name) / "snapshot.db"


def clear(work: UnitOfWork) -> None:
    """Remove every row, and keep the tables."""
    work.begin_write()
    for table in reversed(stored_tables(work.connection)):
        work.connection.execute(table.delete())
