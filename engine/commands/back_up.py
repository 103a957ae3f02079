"""The operator makes a backup while the installation goes on working."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Unavailable
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store import backups
from engine.store.backups import Manifest, Progress
from engine.store.migrate import revision_of


class NothingToBackUp(Unavailable):
    """The database has no tables."""

    code = "nothing_to_back_up"
    message = N_("The database has no tables yet, so there is nothing to back up. Run `lintas migrate` first.")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """Where it is, of which kind, and the fingerprint of the history key, which is not in it."""

    file: Path
    kind: str
    revision: str
    history_key: str
    bytes: int


@watched
def back_up(runtime: Runtime, file: Path, progress: Progress = lambda *_: None) -> BackedUp:
    """Everything in the database as it is at one moment, in one file. Raises BackupFileExists, NothingToBackUp.

    The history key is not in it: whoever has a backup alone can forge nothing. Keep both, apart.
    """
    embedded = runtime.database.engine.dialect.name == "sqlite"
    tables: dict[str, dict[str, Any]] = {}
    with backups.new_archive(file) as archive:
        with runtime.database.begin() as work:
            if not embedded:
                work.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            revision = revision_of(work.connection)
            if revision is None:
                raise NothingToBackUp
            if not embedded:
                tables = backups.copy_tables_of(work, archive, progress)
        if embedded:
            backups.copy_file_of(runtime.database, archive, progress)
        manifest = Manifest(
            format=backups.FORMAT,
            kind="sqlite" if embedded else "tables",
            revision=revision,
            created_at=runtime.clock.now().isoformat(),
            history_key=backups.fingerprint(runtime.history_key),
            tables=tables,
        )
        backups.write_manifest(archive, manifest)
    return BackedUp(file, manifest.kind, revision, manifest.history_key, file.stat().st_size)
