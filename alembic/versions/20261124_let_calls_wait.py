"""Let calls wait until a turn of their own starts the process.

Why: a multi-instance that calls thousands of processes cannot start all of them in the transaction of its caller. The
index finds what a token called: an interruption asks that for each of its calls.
Locks: PostgreSQL builds the index while executions cannot be written; it has a row for each case and called process.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX = "ix_execution_instance_id_parent_number_parent_token"


def upgrade() -> None:
    """Add table and index."""
    op.create_table(
        "waiting_call",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(200), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_waiting_call_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", name=op.f("pk_waiting_call")),
    )
    op.create_index(INDEX, "execution", ["instance_id", "parent_number", "parent_token"])


def downgrade() -> None:
    """Undo it, unless calls wait: an earlier version would never make them."""
    count = sa.select(sa.func.count()).select_from(sa.table("waiting_call"))
    if op.get_bind().scalar(count):
        raise RuntimeError("Expected no calls that wait. Let the jobs that start them run before going back.")
    op.drop_index(INDEX, "execution")
    op.drop_table("waiting_call")
