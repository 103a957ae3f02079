"""Bringing the schema to the newest revision."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from engine.settings import resources_root
from engine.store.unit_of_work import Database


def migrate(database: Database) -> None:
    """Run what is missing of the migrations, all of it or nothing; nothing to do is not an error."""
    configuration = Config(str(resources_root() / "alembic.ini"))
    configuration.set_main_option("script_location", str(resources_root() / "alembic"))
    with database.engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def is_current(database: Database) -> bool:
    """Whether there is a schema at all."""
    return sa.inspect(database.engine).has_table("alembic_version")
