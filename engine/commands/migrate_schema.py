"""The operator brings the database to the newest schema."""

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.migrate import migrate


@watched
def migrate_schema(runtime: Runtime) -> None:
    """Run what is missing of the migrations: all of it, or nothing. Nothing to do is not an error."""
    migrate(runtime.database)
