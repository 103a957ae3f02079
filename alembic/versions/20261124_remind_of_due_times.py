"""Remind of due times.

Why: a due time in working days follows its calendar, so that the row says how it was counted; and people are told when
half of the time, four fifths, all of it and half as much again has passed.
Locks: the table of tasks for a moment; building the indexes reads it once. Tasks that are open now are not reminded of.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTED = "due_agency is not null"


def upgrade() -> None:
    """Add the columns; no due time is counted and no task is marked."""
    op.add_column("user_task", sa.Column("due_agency", sa.String(length=64), nullable=True))
    op.add_column("user_task", sa.Column("due_from", sa.String(length=40), nullable=True))
    op.add_column("user_task", sa.Column("due_days", sa.Integer(), nullable=True))
    op.add_column("user_task", sa.Column("time_used", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("user_task", sa.Column("remind_at", Instant(), nullable=True))
    op.create_index(
        op.f("ix_user_task_due_agency_id"),
        "user_task",
        ["due_agency", "id"],
        unique=False,
        postgresql_where=sa.text(COUNTED),
        sqlite_where=sa.text(COUNTED),
    )
    op.create_index(
        op.f("ix_user_task_remind_at"),
        "user_task",
        ["remind_at"],
        unique=False,
        postgresql_where=sa.text("remind_at is not null and not held"),
        sqlite_where=sa.text("remind_at is not null and held = 0"),
    )


def downgrade() -> None:
    """Undo it; due times stay as they are."""
    op.drop_index(op.f("ix_user_task_remind_at"), table_name="user_task")
    op.drop_index(op.f("ix_user_task_due_agency_id"), table_name="user_task")
    for column in ("remind_at", "time_used", "due_days", "due_from", "due_agency"):
        op.drop_column("user_task", column)
