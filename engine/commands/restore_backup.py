"""The operator puts a backup into an empty database, of whichever kind."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Conflict
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store import backups
from engine.store.backups import Manifest, Progress
from engine.store.migrate import known_revisions, migrate, revision_of
from engine.store.table_copies import holds_anything, stored_tables
from engine.store.tables import session
from engine.store.unit_of_work import Database, UnitOfWork


class DatabaseNotEmpty(Conflict):
    """Restoring never mixes with what is there."""

    code = "database_not_empty"
    message = N_("The database holds data already. Restore into an empty one, then point LINTAS_DATABASE_URL at it.")


class BackupNewer(Conflict):
    """The backup was made by a newer version."""

    code = "backup_newer"
    message = N_("The backup has the schema %(revision)s, which this version does not know. Install the newer version.")


class SchemaInTheWay(Conflict):
    """The empty tables are those of another version than the backup."""

    code = "schema_in_the_way"
    message = N_(
        "The database has empty tables of the schema %(found)s, the backup those of %(revision)s. Restore into a "
        "database without tables; it is brought to the newest schema afterwards."
    )


class HistoryKeyDiffers(Conflict):
    """With another key, no history of the backup could be verified or continued."""

    code = "history_key_differs"
    message = N_(
        "The history key here is not the one of the backup (fingerprint %(needed)s). Put that key into the file "
        "that LINTAS_HISTORY_KEY_FILE names, and restore again."
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """When the backup was made, and what it was."""

    created_at: str
    kind: str
    revision: str


@watched
def restore_backup(runtime: Runtime, file: Path, progress: Progress = lambda *_: None) -> Restored:
    """Fill the empty database, all or nothing, and bring it to the newest schema. Everybody must sign in again.

    Raises BackupUnreadable, DatabaseNotEmpty, BackupNewer, SchemaInTheWay, HistoryKeyDiffers.
    """
    database = runtime.database
    with backups.open_archive(file) as (archive, manifest):
        if manifest.history_key != backups.fingerprint(runtime.history_key):
            raise HistoryKeyDiffers(needed=manifest.history_key)
        if manifest.revision not in known_revisions():
            raise BackupNewer(revision=manifest.revision)
        _check_empty(database, manifest)
        migrate(database, manifest.revision)
        _fill(database, archive, manifest, progress)
    migrate(database)
    return Restored(manifest.created_at, manifest.kind, manifest.revision)


def _check_empty(database: Database, manifest: Manifest) -> None:
    with database.begin() as work:
        if holds_anything(work.connection, stored_tables(work.connection)):
            raise DatabaseNotEmpty
        found = revision_of(work.connection)
        if found not in (None, manifest.revision):
            raise SchemaInTheWay(found=found, revision=manifest.revision)


def _fill(database: Database, archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    if manifest.kind == "tables":
        _fill_tables(database, lambda work: backups.put_tables_into(work, archive, manifest, progress))
        return
    with backups.file_in(archive) as copy:
        if database.engine.dialect.name == "sqlite":
            backups.put_file_into(database, copy)
            _fill_tables(database, lambda work: None)
        else:
            _fill_tables(database, lambda work: backups.put_file_into_tables(work, copy, progress))


def _fill_tables(database: Database, put: Callable[[UnitOfWork], None]) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work)
        work.connection.execute(session.delete())
        work.commit()
