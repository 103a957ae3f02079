"""Let people repeat starts.

Why: what is due each month is started by itself, in the name of whoever asked for it.
Locks: nothing; the table is new.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing is repeated."""
    op.create_table(
        "recurring_start",
        sa.Column("id", Id(), nullable=False),
        sa.Column("process_key", sa.String(length=128), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("position_id", Id(), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("cron", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("every", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("last_at", Instant(), nullable=True),
        sa.Column("last_instance_id", Id(), nullable=True),
        sa.Column("refusal", sa.String(length=64), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recurring_start_account_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_recurring_start_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_start")),
    )
    op.create_index(op.f("ix_recurring_start_account_id"), "recurring_start", ["account_id"], unique=False)
    op.create_index(op.f("ix_recurring_start_agency"), "recurring_start", ["agency"], unique=False)
    op.create_index(
        op.f("ix_recurring_start_next_at"),
        "recurring_start",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("next_at is not null"),
        sqlite_where=sa.text("next_at is not null"),
    )


def downgrade() -> None:
    """Undo it; cases that were started go on."""
    op.drop_table("recurring_start")
