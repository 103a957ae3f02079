"""The migrations build the schema that the tables describe, and can be undone."""

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.settings import resources_root
from engine.store.tables import metadata


def configuration() -> Config:
    return Config(str(resources_root() / "alembic.ini"))


def move(url: str, direction: str, revision: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        getattr(command, direction)(config, revision)
    engine.dispose()


def table_names(url: str) -> set[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_migrations_build_what_the_tables_describe(database_url: str) -> None:
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    engine.dispose()
    assert differences == []


def test_the_schema_can_be_removed_and_built_again(database_url: str) -> None:
    built = table_names(database_url)

    move(database_url, "downgrade", "base")
    left = table_names(database_url)
    move(database_url, "upgrade", "head")

    assert left == {"alembic_version"}
    assert table_names(database_url) == built


def test_the_history_of_revisions_does_not_fork() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1
