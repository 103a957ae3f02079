"""Pin what is called in its newest version apart from the case around it.

Why: a process that is called by bindingType latest begins at the call, and keeps the versions of that moment.
Locks: the table of executions for a moment; a column without default rewrites nothing. Older rows have none: the pins
of their instance hold.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("execution", sa.Column("pins", sa.Text()))


def downgrade() -> None:
    """Undo it; running calls of newest versions have no pins any more."""
    op.drop_column("execution", "pins")
