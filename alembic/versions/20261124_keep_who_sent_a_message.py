"""Keep which agency sent a message.

Why: a message that waits reaches only cases in which its sender has a part, and ids of messages are the sender's own.
Locks: the table of messages for a moment; SQLite copies it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WAITING = sa.text("delivered_at is null")


def upgrade() -> None:
    """Add the column. Of messages that wait already it is not known who sent them: they are taken as our own."""
    op.drop_index("ix_message_waiting", "message")
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("sender", sa.String(length=64), nullable=False, server_default=""))
        batch.drop_constraint("uq_message_name_message_id", type_="unique")
        batch.create_unique_constraint("uq_message_name_sender_message_id", ["name", "sender", "message_id"])
    _index()


def downgrade() -> None:
    """Forget it, and of messages that then have one id all but one."""
    op.drop_index("ix_message_waiting", "message")
    message = sa.table("message", sa.column("id"), sa.column("name"), sa.column("message_id"))
    other = message.alias()
    same = sa.and_(other.c.name == message.c.name, other.c.message_id == message.c.message_id)
    op.execute(message.delete().where(sa.exists().where(same, other.c.id < message.c.id)))
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint("uq_message_name_sender_message_id", type_="unique")
        batch.create_unique_constraint("uq_message_name_message_id", ["name", "message_id"])
        batch.drop_column("sender")
    _index()


def _index() -> None:
    where = {"postgresql_where": WAITING, "sqlite_where": WAITING}
    op.create_index("ix_message_waiting", "message", ["name", "correlation_key", "id"], unique=False, **where)
