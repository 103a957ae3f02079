"""Keep working calendars.

Why: agencies lay down their working hours and free days, each time anew, and due times follow from them.
Locks: nothing; the table is new.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing is laid down, so that the nation's calendar counts everywhere."""
    op.create_table(
        "calendar_version",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("position_id", Id(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_version_person_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_calendar_version_position_id")),
        sa.PrimaryKeyConstraint("agency", "version", name=op.f("pk_calendar_version")),
    )


def downgrade() -> None:
    """Undo it; what was laid down is lost, due times stay as they are."""
    op.drop_table("calendar_version")
