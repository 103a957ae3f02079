"""Sign out: end one session."""

from engine.authorization.tokens import token_hash
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.tables import session


@watched
def sign_out(runtime: Runtime, token: str) -> None:
    """Make the session token useless. A token that is no session's any more is no error."""
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(session.delete().where(session.c.token_hash == token_hash(token)))
        work.commit()
