"""Runs migrations on `attributes["connection"]` where a caller hands one over, else on the database of the settings.

A caller's connection stands in a transaction of the caller, who commits.
"""

import sqlalchemy as sa
from alembic import context

from engine.settings import Settings
from engine.store.tables import metadata

MIGRATION_LOCK = 4921470113


def run(connection: sa.Connection) -> None:
    """Bring the database to the revision that was asked for, as a whole or not at all."""
    if connection.dialect.name == "sqlite":
        _begin_on_sqlite(connection)
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


def _begin_on_sqlite(connection: sa.Connection) -> None:
    """Open the transaction that the driver does not open before statements that change the schema."""
    if not connection.connection.dbapi_connection.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def run_on(url: str) -> None:
    """Open the database of this installation for the length of the migration."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            run(connection)
    finally:
        engine.dispose()


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    run_on(context.config.get_main_option("sqlalchemy.url") or Settings().database_url)
