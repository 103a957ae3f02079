"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = 2**63 - 1
"""Stands for 'no due time' where rows are paged by it: keyset paging must not meet NULL."""


class Id(TypeDecorator[UUID]):
    """UUID: native on PostgreSQL, 16 bytes on SQLite (text would cost twice that in every index)."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """The type of the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(sqlite.BLOB(16))

    def process_bind_param(self, value: UUID | None, dialect: sa.Dialect) -> Any:
        """To the database."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> UUID | None:
        """From the database."""
        return value if value is None or isinstance(value, UUID) else UUID(bytes=bytes(value))


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970, UTC. `at` must be aware."""
    return (at - EPOCH) // MICROSECOND


def instant(value: int) -> datetime:
    """The aware UTC datetime of `value` microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


TokenNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""The id of a token within its execution (engine/elements/items.py). SQLite's integers grow as they have to."""


class Code(TypeDecorator[str]):
    """Letters, digits and signs that are ordered by their code points, so that a prefix is a range of the index."""

    impl = sa.String
    cache_ok = True

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(length)

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """The type of the database at hand; SQLite compares so anyway."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(sa.String(self.length, collation=collation))


class Instant(TypeDecorator[datetime]):
    """A point in time as whole microseconds since 1970, UTC: exact and ordered on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """To the database."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else instant(value)


class DueTime(TypeDecorator[datetime]):
    """An instant, or None for 'no due time', stored as the largest integer so that it sorts last."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int:
        """To the database."""
        return NEVER if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """From the database."""
        return None if value is None or value == NEVER else instant(value)


def held() -> sa.Column[bool]:
    """Whether the case of a waiting row is suspended: repeated beside it, so that no list and no sweep has to ask."""
    return sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false())
