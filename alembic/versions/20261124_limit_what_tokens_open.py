"""Limit what API tokens open.

Why: a system that only reads gets a token that only reads. Tokens issued before open everything, as they did.
Locks: the table of tokens for a moment; it is small. A row written without scopes opens nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and give every token there is all scopes."""
    op.add_column("api_token", sa.Column("scopes", sa.String(length=100), nullable=False, server_default=""))
    op.execute("UPDATE api_token SET scopes = 'read work messages deploy supervise'")


def downgrade() -> None:
    """Undo it; tokens open everything again."""
    op.drop_column("api_token", "scopes")
