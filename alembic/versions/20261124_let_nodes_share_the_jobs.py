"""Let nodes share the jobs.

Why: jobs of a node that died go to another at once, and no case's many jobs hold up those of others.
Locks: the table of jobs for as long as two indexes are built; it holds what is to be done, which is little.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WAITING = {"postgresql_where": sa.text("state = 'todo'"), "sqlite_where": sa.text("state = 'todo'")}


def upgrade() -> None:
    """Add columns, indexes and the table of nodes; what waits already keeps its order."""
    op.add_column("job", sa.Column("share", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("job", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("node_id", Id(), nullable=True))
    op.create_index(op.f("ix_job_turn"), "job", ["turn", "run_at", "id"], unique=False, **WAITING)
    op.create_index(op.f("ix_job_share"), "job", ["share", "turn"], unique=False, **WAITING)
    op.create_table(
        "node",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("threads", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
    )


def downgrade() -> None:
    """Undo it; no job is lost."""
    op.drop_table("node")
    op.drop_index(op.f("ix_job_share"), table_name="job")
    op.drop_index(op.f("ix_job_turn"), table_name="job")
    op.drop_column("job", "node_id")
    op.drop_column("job", "turn")
    op.drop_column("job", "share")
