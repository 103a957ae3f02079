"""Letters and decrees, numbered per agency, kind and year."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant, TokenNumber

document_counter = sa.Table(
    "document_counter",
    metadata,
    sa.Column("series", sa.String(150), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.Integer, nullable=False),
)

document = sa.Table(
    "document",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("execution", sa.Integer, nullable=False),
    sa.Column("token", TokenNumber, nullable=False),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("number", sa.String(100), nullable=False, unique=True),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("instance_id", "execution", "token"),
)
