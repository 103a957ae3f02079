"""Between two scenarios the database of the stage is what it was before. Never for an installation that is in use."""

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.backups import put_file_into
from engine.store.snapshots import Snapshot, clear


@watched
def reset_database(runtime: Runtime, snapshot: Snapshot | None) -> None:
    """Let the database hold what the snapshot holds, or nothing. Nobody else may use it meanwhile."""
    if snapshot is not None and snapshot.file is not None:
        put_file_into(runtime.database, snapshot.file)
        return
    with runtime.database.begin() as work:
        work.begin_write()
        clear(work)
        if snapshot is not None:
            snapshot.put_into(work)
        work.commit()
