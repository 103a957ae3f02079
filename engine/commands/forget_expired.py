"""What is over is forgotten: messages nobody took in time, answers nobody asks for again, sessions that ended."""

from datetime import timedelta

import sqlalchemy as sa

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.messages import forget_expired as forget_messages
from engine.store.tables import idempotency, message, session

ANSWERS_KEPT = timedelta(days=30)
"""How long a repeated request gets the answer of the first."""
MOST_MESSAGES = 1000


@watched
@watched
def forget_expired(runtime: Runtime) -> int:
    """Delete what is over, at most MOST_MESSAGES messages at once. Returns how many rows; writes only if there are."""
    now = runtime.clock.now()
    old = now - ANSWERS_KEPT
    with runtime.database.begin() as work:
        due = (
            sa.exists().where(message.c.expires_at <= now),
            sa.exists().where(idempotency.c.at < old),
            sa.exists().where(session.c.expires_at <= now),
        )
        if not work.connection.scalar(sa.select(sa.or_(*due))):
            return 0
        work.begin_write()
        forgotten = forget_messages(work.connection, now, MOST_MESSAGES)
        forgotten += work.connection.execute(idempotency.delete().where(idempotency.c.at < old)).rowcount
        forgotten += work.connection.execute(session.delete().where(session.c.expires_at <= now)).rowcount
        work.commit()
        return forgotten
