"""A backup: one zip archive with a manifest, and either a copy of the SQLite file or every table as text."""

import hashlib
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import orjson
import sqlalchemy as sa

from engine.errors import Conflict, InvalidInput
from engine.model.text import N_
from engine.store.history import HistoryKey
from engine.store.migrate import revision_of
from engine.store.table_copies import insert_lines, lines_of, set_counters, stored_tables
from engine.store.unit_of_work import Database, UnitOfWork

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE_FILE = "lintas.db"
PAGES_AT_ONCE = 100
DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, sqlite3.DatabaseError)
"""What the libraries raise for files that are missing, cut off, changed or made up."""
Progress = Callable[[str, int, int], None]
"""Told what is being copied, how many parts are done and how many there are."""


class BackupUnreadable(InvalidInput):
    """The file is no backup, or a damaged one."""

    code = "backup_unreadable"
    message = N_("%(file)s is no backup of Lintas, or it is damaged: %(reason)s.")


class BackupFileExists(Conflict):
    """A backup never replaces another one."""

    code = "backup_file_exists"
    message = N_("%(file)s is there already. Choose another name, or remove it first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself. `tables`: name, columns, number of rows; empty beside a SQLite file."""

    format: int
    kind: str
    revision: str
    created_at: str
    history_key: str
    tables: dict[str, dict[str, Any]]

    @classmethod
    def load(cls, data: bytes) -> Self:
        """Raises ValueError for anything else."""
        try:
            found = cls(**orjson.loads(data))
        except TypeError as error:
            raise ValueError("its manifest is not understood") from error
        if found.format != FORMAT:
            raise ValueError(f"format {found.format} is not known to this version")
        return found


def fingerprint(key: HistoryKey) -> str:
    """By which the key of a backup is recognised; it tells nothing of the key itself."""
    return hashlib.sha256(b"lintas history key" + key.secret).hexdigest()[:32]


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that only its owner may read, and that stands at `path` when all of it is written, not before."""
    if path.exists():
        raise BackupFileExists(file=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError as error:
        raise BackupFileExists(file=path.name) from error
    finally:
        Path(name).unlink()


def copy_file_of(database: Database, archive: zipfile.ZipFile, progress: Progress) -> None:
    """The SQLite file as it is at one moment, while others go on writing."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DATABASE_FILE
        copy_to_file(database, file, progress)
        archive.write(file, DATABASE_FILE)


def copy_to_file(database: Database, file: Path, progress: Progress = lambda *_: None) -> None:
    """A SQLite database as a file of its own.

    Reading in one transaction lets others write meanwhile; without it, each of their commits would begin the copy anew.
    """
    with database.begin() as work, _sqlite(file) as target:
        revision_of(work.connection)
        source: Any = work.connection.connection.dbapi_connection
        source.backup(
            target, pages=PAGES_AT_ONCE, progress=lambda _, left, total: progress("pages", total - left, total)
        )


def copy_tables_of(work: UnitOfWork, archive: zipfile.ZipFile, progress: Progress) -> dict[str, dict[str, Any]]:
    """Every table as text, all as they are at the moment of the first statement."""
    tables = stored_tables(work.connection)
    copied: dict[str, dict[str, Any]] = {}
    for done, table in enumerate(tables):
        progress(table.name, done, len(tables))
        rows = 0
        with archive.open(_member(table.name), "w", force_zip64=True) as member:
            for line in lines_of(work.connection, table):
                member.write(line)
                rows += 1
        copied[str(table.name)] = {"columns": [str(column.name) for column in table.columns], "rows": rows}
    progress("", len(tables), len(tables))
    return copied


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """The last thing that is written."""
    archive.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup and what it says about itself. Raises BackupUnreadable, also for what is found damaged on the way."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, Manifest.load(archive.read(MANIFEST))
    except DAMAGED as error:
        raise BackupUnreadable(file=path.name, reason=str(error) or type(error).__name__) from error


@contextmanager
def file_in(archive: zipfile.ZipFile) -> Iterator[Path]:
    """The SQLite file of a backup, unpacked for the length of the block and found whole."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(archive.extract(DATABASE_FILE, folder))
        with _sqlite(file) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise ValueError(f"integrity check: {found}")
        yield file


def put_file_into(database: Database, file: Path) -> None:
    """Let a SQLite database be what the file is."""
    with database.engine.connect() as connection, _sqlite(file) as source:
        target: Any = connection.connection.dbapi_connection
        source.backup(target)


def put_tables_into(
    work: UnitOfWork, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress = lambda *_: None
) -> None:
    """Insert what `copy_tables_of` wrote. Raises ValueError where rows are missing or tables unknown."""
    tables = stored_tables(work.connection)
    if unknown := manifest.tables.keys() - {table.name for table in tables}:
        raise ValueError(f"unknown tables {', '.join(sorted(unknown))}")
    for done, table in enumerate(each for each in tables if each.name in manifest.tables):
        progress(table.name, done, len(manifest.tables))
        said = manifest.tables[table.name]
        with archive.open(_member(table.name)) as member:
            if insert_lines(work.connection, table, said["columns"], member) != said["rows"]:
                raise ValueError(f"rows of {table.name} are missing")
    set_counters(work, tables)


def put_file_into_tables(work: UnitOfWork, file: Path, progress: Progress) -> None:
    """Insert every row of a SQLite file into the tables of another database."""
    tables = {table.name: table for table in stored_tables(work.connection)}
    source = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    with source.connect() as connection:
        found = {table.name: table for table in stored_tables(connection)}
        for done, (name, table) in enumerate(tables.items()):
            progress(name, done, len(tables))
            columns = [column.name for column in found[name].columns]
            insert_lines(work.connection, table, columns, lines_of(connection, found[name]))
    set_counters(work, tables.values())


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


@contextmanager
def _sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()
