"""Let many things be asked for at once.

Why: starting or cancelling hundreds of cases takes longer than a request may; the request is kept and worked off.
Locks: none; two new tables.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "batch",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("process_key", sa.String(length=128)),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("position_id", Id, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_batch_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_batch_person_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_batch_position_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_batch_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_account_id"), "batch", ["account_id"])
    op.create_index(op.f("ix_batch_agency_id"), "batch", ["agency_id"])
    op.create_table(
        "batch_item",
        sa.Column("batch_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("instance_id", Id),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text()),
        sa.Column("settled_at", Instant),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_batch_item")),
    )
    op.create_index("ix_batch_item_batch_id_state_lane_number", "batch_item", ["batch_id", "state", "lane", "number"])


def downgrade() -> None:
    """Drop the tables; what was asked for and not done yet is forgotten."""
    op.drop_table("batch_item")
    op.drop_table("batch")
