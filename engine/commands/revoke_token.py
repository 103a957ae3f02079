"""The operator withdraws an API token before it ends by itself."""

from dataclasses import dataclass
from uuid import UUID

from engine.errors import NotFound
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.tables import api_token


class TokenUnknown(NotFound):
    """There is no token with that id (any more)."""

    code = "token_unknown"
    message = N_("There is no token with this id. `lintas token list` shows those there are.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """The id as the list shows it; it is not the token."""

    id: UUID


@watched
def revoke_token(runtime: Runtime, command: RevokeToken) -> None:
    """The token is refused from now on. Raises TokenUnknown."""
    with runtime.database.begin() as work:
        work.begin_write()
        removed = work.connection.execute(api_token.delete().where(api_token.c.id == command.id))
        if removed.rowcount == 0:
            raise TokenUnknown
        work.commit()
