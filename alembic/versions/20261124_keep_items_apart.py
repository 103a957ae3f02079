"""Keep the items of parallel multi-instances apart from the state around them.

Why: a step in one of 5,000 items read and wrote all of them, and every large variable with them. Ids of tokens tell
their item, so they need 64 bits. Cases that run keep the items they have in their state; new ones get rows.
Locks: PostgreSQL rewrites the tables of open work while it holds them; they hold what waits, not what was done. The
column of variables has a default and rewrites nothing: values of before count as small.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TOKENS = (
    ("document", "token"),
    ("execution", "parent_token"),
    ("incident", "token"),
    ("service_job", "token"),
    ("subscription", "token"),
    ("timer", "token"),
    ("token_position", "token"),
    ("user_task", "token"),
)


def upgrade() -> None:
    """Add table and column, and widen the ids."""
    op.create_table(
        "loop_item",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loop", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_loop_item_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "number", name=op.f("pk_loop_item")),
    )
    op.create_index("ix_loop_item_instance_id_execution_loop", "loop_item", ["instance_id", "execution", "loop"])
    op.add_column("variable", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    resize(sa.Integer(), sa.BigInteger())


def downgrade() -> None:
    """Undo it, unless items are at work: no earlier version could go on with them."""
    count = sa.select(sa.func.count()).select_from(sa.table("loop_item"))
    if op.get_bind().scalar(count):
        raise RuntimeError("Expected no items of multi-instances at work. Complete or cancel them before going back.")
    resize(sa.BigInteger(), sa.Integer())
    op.drop_column("variable", "size")
    op.drop_table("loop_item")


def resize(before: sa.types.TypeEngine[int], after: sa.types.TypeEngine[int]) -> None:
    """Change the ids of tokens; SQLite's integers have no size."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column in TOKENS:
        op.alter_column(table, column, existing_type=before, type_=after)
