"""Bringing the schema to the newest revision."""

from functools import cache

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.settings import resources_root
from engine.store.unit_of_work import Database

NEWEST = "head"


def migrate(database: Database, revision: str = NEWEST) -> None:
    """Run what is missing of the migrations, all of it or nothing; nothing to do is not an error."""
    given = configuration()
    with database.engine.begin() as connection:
        given.attributes["connection"] = connection
        command.upgrade(given, revision)


def configuration() -> Config:
    """Alembic's configuration, wherever the product is installed."""
    found = Config(str(resources_root() / "alembic.ini"))
    found.set_main_option("script_location", str(resources_root() / "alembic"))
    return found


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of the schema; None where there is no schema."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """The revision that this version of the product works on."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def known_revisions() -> frozenset[str]:
    """Every revision that this version of the product can come from."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions())
