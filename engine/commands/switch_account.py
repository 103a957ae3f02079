"""The operator takes an account out of use, or back into use."""

from dataclasses import dataclass

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.people import AccountUnknown, end_access, find_account
from engine.store.tables import account


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAccount:
    """Which account, and whether it may be used from now on."""

    username: str
    active: bool


@watched
def switch_account(runtime: Runtime, command: SwitchAccount) -> bool:
    """Returns whether that changed anything. An account out of use loses its sessions and tokens for good.

    Raises AccountUnknown.
    """
    with runtime.database.begin() as work:
        work.begin_write()
        found = find_account(work.connection, command.username)
        if found is None:
            raise AccountUnknown(username=command.username)
        if found.active == command.active:
            return False
        work.connection.execute(account.update().where(account.c.id == found.id).values(active=command.active))
        if not command.active:
            end_access(work.connection, found.id, tokens=True)
        work.commit()
        return True
