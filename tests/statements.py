"""SQL that is compiled once in a process of the tests, and not once by each test.

Every test has a database of its own, hence an engine of its own, and an engine keeps what it compiled to itself: half
of all statements of a test would be compiled anew. Here dialects of one kind are equal, and their engines share one
cache.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry as dialects
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS: LRUCache[Any, Any] = LRUCache(5_000)


class _Sharing:
    """Equal to every other one of its class, as all talk to the same program in the same version."""

    @classmethod
    def engine_created(cls, engine: sa.Engine) -> None:
        engine.update_execution_options(compiled_cache=STATEMENTS)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class SharingSqlite(_Sharing, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class SharingPostgresql(_Sharing, PGDialect_psycopg):
    supports_statement_cache = True


def share_statements() -> None:
    """From here on, engines of this process share what they compiled."""
    dialects.register("sqlite", __name__, SharingSqlite.__name__)
    dialects.register("postgresql.psycopg", __name__, SharingPostgresql.__name__)
