"""The operator brings the database to the newest schema."""

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.migrate import migrate, newest_revision


@watched
def migrate_schema(runtime: Runtime) -> str | None:
    """Run what is missing of the migrations: all of it, or nothing. Nothing to do is no error. Returns the revision."""
    migrate(runtime.database)
    return newest_revision()
