"""Starts that people repeat."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

recurring_start = sa.Table(
    "recurring_start",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("process_key", sa.String(128), nullable=False),
    sa.Column("account_id", Id, sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("position_id", Id, sa.ForeignKey("position.id"), nullable=False),
    sa.Column("agency", sa.String(64), nullable=False, index=True),
    sa.Column("cron", sa.String(200), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("every", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("next_at", Instant),
    sa.Column("last_at", Instant),
    sa.Column("last_instance_id", Id),
    sa.Column("refusal", sa.String(64), nullable=False, server_default=""),
    sa.Index(
        "ix_recurring_start_next_at",
        "next_at",
        postgresql_where=sa.text("next_at is not null"),
        sqlite_where=sa.text("next_at is not null"),
    ),
)
"""`agency` is the code of the position's. `next_at` is empty while it is paused. `refusal`: the code of what paused it,
empty where a person did. `every`: times that pass while nothing runs are made up for."""
