"""Let cases be suspended.

Why: what waits in a suspended case is marked, so that the sweep of timers and the lists of work need not look at cases.
Locks: each table for a moment; the index of timers is built anew, which takes as long as there are timers.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = ("user_task", "timer", "subscription", "service_job")


def upgrade() -> None:
    """Add the marks; no case is suspended."""
    op.add_column("instance", sa.Column("suspended_at", Instant(), nullable=True))
    for table in WAITING:
        op.add_column(table, sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("service_job", sa.Column("missed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index(op.f("ix_timer_due_at"), table_name="timer")
    op.create_index(
        op.f("ix_timer_due_at"),
        "timer",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("not held"),
        sqlite_where=sa.text("held = 0"),
    )
    op.create_table(
        "kept_signal",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("broadcast", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_kept_signal_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "broadcast", name=op.f("pk_kept_signal")),
    )


def downgrade() -> None:
    """Undo it; cases that are suspended go on."""
    op.drop_table("kept_signal")
    op.drop_index(op.f("ix_timer_due_at"), table_name="timer")
    op.create_index(op.f("ix_timer_due_at"), "timer", ["due_at"], unique=False)
    op.drop_column("service_job", "missed")
    for table in WAITING:
        op.drop_column(table, "held")
    op.drop_column("instance", "suspended_at")
