"""The operator sets the password of an account; whoever was signed in with it is signed out."""

from dataclasses import dataclass, field

from engine.authorization.passwords import hash_password
from engine.errors import InvalidInput
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.people import active_account, end_access
from engine.store.tables import account

SHORTEST = 12
LONGEST = 200


class PasswordLengthInvalid(InvalidInput):
    """A password is long enough to withstand guessing, and short enough to be hashed at once."""

    code = "password_length_invalid"
    message = N_("Expected a password of %(shortest)s to %(longest)s characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword:
    """For which account, and the new password."""

    username: str
    password: str = field(repr=False)


@watched
def set_password(runtime: Runtime, command: SetPassword) -> None:
    """Raises PasswordLengthInvalid, AccountUnknown. Tokens of programs go on."""
    if not SHORTEST <= len(command.password) <= LONGEST:
        raise PasswordLengthInvalid(shortest=SHORTEST, longest=LONGEST)
    hashed = hash_password(command.password)
    with runtime.database.begin() as work:
        work.begin_write()
        found = active_account(work.connection, command.username)
        work.connection.execute(account.update().where(account.c.id == found.id).values(password_hash=hashed))
        end_access(work.connection, found.id, tokens=False)
        work.commit()
