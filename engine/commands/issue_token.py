"""Issue an API token to another system that acts for an account."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from engine.authorization.scopes import USUAL, Scope, chosen, stored
from engine.authorization.tokens import new_api_token, token_hash
from engine.authorization.workers import chosen_types
from engine.errors import InvalidInput
from engine.ids import new_id
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.people import active_account
from engine.store.tables import api_token

MOST_DAYS = 366
LONGEST_NAME = 100


class TokenLifeInvalid(InvalidInput):
    """A token must end, and may not live for ever."""

    code = "token_life_invalid"
    message = N_("Expected between 1 and %(most)s days but found %(days)s.")


class TokenNameInvalid(InvalidInput):
    """A token is named for the system that uses it, so that it can be found and withdrawn."""

    code = "token_name_invalid"
    message = N_("Give the token a name of 1 to %(longest)s characters that says which system uses it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueToken:
    """For which account, for which system, for how many days, for what.

    `job_types` are patterns for the scope `jobs`: a job type, or its beginning and `*`.
    """

    username: str
    name: str
    days: int
    scopes: Collection[str] = USUAL
    job_types: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token. It is shown here once and stored only as a hash."""

    id: UUID
    token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...]
    job_types: tuple[str, ...] = ()


@watched
def issue_token(runtime: Runtime, command: IssueToken) -> IssuedToken:
    """Make a token that acts as the account.

    Raises AccountUnknown, TokenLifeInvalid, TokenNameInvalid, ScopesInvalid or JobTypesInvalid.
    """
    name = command.name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise TokenNameInvalid(longest=LONGEST_NAME)
    if not 1 <= command.days <= MOST_DAYS:
        raise TokenLifeInvalid(days=command.days, most=MOST_DAYS)
    opened = chosen(command.scopes)
    scopes, job_types = stored(opened), sorted(chosen_types(command.job_types, wanted=Scope.JOBS in opened))
    now = runtime.clock.now()
    issued = IssuedToken(
        id=new_id(),
        token=new_api_token(),
        expires_at=now + timedelta(days=command.days),
        scopes=tuple(scopes.split()),
        job_types=tuple(job_types),
    )
    with runtime.database.begin() as work:
        work.begin_write()
        account = active_account(work.connection, command.username)
        work.connection.execute(
            api_token.insert().values(
                token_hash=token_hash(issued.token),
                id=issued.id,
                account_id=account.id,
                name=name,
                created_at=now,
                expires_at=issued.expires_at,
                scopes=scopes,
                job_types=" ".join(job_types),
            )
        )
        work.commit()
    return issued
