"""Whether the installation can work: its database answers and has the schema of this version."""

import sqlalchemy as sa

from engine.errors import Unavailable
from engine.model.text import N_
from engine.runtime import Runtime
from engine.store.migrate import newest_revision, revision_of


class DatabaseAway(Unavailable):
    """The database does not answer."""

    code = "database_away"
    message = N_("The database does not answer. Check that it runs, and the setting LINTAS_DATABASE_URL.")


class SchemaMissing(Unavailable):
    """The database is empty."""

    code = "schema_missing"
    message = N_("The database has no tables yet. Run `lintas migrate` first.")


class SchemaDiffers(Unavailable):
    """The schema is that of another version of the product."""

    code = "schema_differs"
    message = N_(
        "The database has the schema %(found)s, this version needs %(needed)s. Run `lintas migrate`; if it is newer, "
        "install the version that made it."
    )


def check_ready(runtime: Runtime) -> None:
    """Raises DatabaseAway, SchemaMissing or SchemaDiffers."""
    try:
        with runtime.database.begin() as work:
            found = revision_of(work.connection)
    except sa.exc.OperationalError as error:
        raise DatabaseAway from error
    if found is None:
        raise SchemaMissing
    if found != newest_revision():
        raise SchemaDiffers(found=found, needed=newest_revision())
