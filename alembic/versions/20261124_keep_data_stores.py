"""Keep data stores of agencies, with every change, and what starts by a condition over them.

Why: a data store of a model outlives the case that wrote it and is shared by the processes of its agency. Three new
tables; nothing that is there is touched, so nothing is locked.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "data_store",
        sa.Column("agency_id", _id(), sa.ForeignKey("agency.id"), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "data_store_change",
        sa.Column("agency_id", _id(), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("instance_id", _id()),
        sa.Column("element_id", sa.String(200)),
        sa.Column("person_id", _id(), sa.ForeignKey("person.id")),
        sa.Column("position_id", _id(), sa.ForeignKey("position.id")),
        sa.Column("capacity", sa.String(16)),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(["agency_id", "key"], ["data_store.agency_id", "data_store.key"]),
    )
    op.create_table(
        "condition_start",
        sa.Column("agency_id", _id(), sa.ForeignKey("agency.id"), primary_key=True),
        sa.Column("store", sa.String(200), primary_key=True),
        sa.Column("process_key", sa.String(128), primary_key=True),
        sa.Column("element_id", sa.String(200), primary_key=True),
    )
    op.create_index("ix_condition_start_process_key", "condition_start", ["process_key"])


def downgrade() -> None:
    """Undo it; what the data stores held is lost."""
    op.drop_table("condition_start")
    op.drop_table("data_store_change")
    op.drop_table("data_store")


def _id() -> sa.types.TypeEngine[object]:
    return sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
