"""Work for later, and answers already given."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("task", sa.String(64), nullable=False),
    sa.Column("lock", sa.String(200)),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("run_at", Instant, nullable=False),
    sa.Column("state", sa.String(8), nullable=False, server_default="todo"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant),
    sa.Column("error", sa.Text),
    sa.Column("share", sa.String(64), nullable=False, server_default=""),
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),
    sa.Column("node_id", Id),
    sa.Index(
        "ix_job_ready",
        "run_at",
        "id",
        postgresql_where=sa.text("state = 'todo'"),
        sqlite_where=sa.text("state = 'todo'"),
    ),
    sa.Index(
        "ix_job_turn",
        "turn",
        "run_at",
        "id",
        postgresql_where=sa.text("state = 'todo'"),
        sqlite_where=sa.text("state = 'todo'"),
    ),
    sa.Index(
        "ix_job_share",
        "share",
        "turn",
        postgresql_where=sa.text("state = 'todo'"),
        sqlite_where=sa.text("state = 'todo'"),
    ),
    sa.Index(
        "uq_job_lock",
        "lock",
        unique=True,
        postgresql_where=sa.text("state = 'doing'"),
        sqlite_where=sa.text("state = 'doing'"),
    ),
)
"""state: todo, doing, failed; a job that is done is deleted. `turn`: jobs of one `share` stand in line one behind the
other, those of different shares side by side. `node_id`: who has it, while it is being done.
"""

node = sa.Table(
    "node",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("threads", sa.Integer, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)
"""Processes that run jobs, each for as long as it lives. Not part of a backup."""

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("account_id", Id, sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("request", sa.LargeBinary(32), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
)
