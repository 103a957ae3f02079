"""Let a subscription be for a condition.

Why: pages and the API show what a case waits for, a condition too; the word is longer than the column was.
Locks: the table of subscriptions for a moment; PostgreSQL widens a text column without rewriting it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the column. Conditions that are awaited already are shown when they are awaited anew."""
    with op.batch_alter_table("subscription") as batch:
        batch.alter_column("kind", existing_type=sa.String(8), type_=sa.String(16), existing_nullable=False)


def downgrade() -> None:
    """Undo it; conditions are awaited without a row again."""
    op.execute(sa.text("DELETE FROM subscription WHERE kind = 'condition'"))
    with op.batch_alter_table("subscription") as batch:
        batch.alter_column("kind", existing_type=sa.String(16), type_=sa.String(8), existing_nullable=False)
