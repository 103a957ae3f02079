"""A process designer lets a process, or one version of it, be started again."""

from dataclasses import dataclass

from engine.authorization.supervision import capacity_to_design, check_reason
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.closings import versions_of, write_closing
from engine.store.history import Deed
from engine.store.idempotency import Done, fingerprint, recall, remember


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenDefinition:
    """`version` None: all versions that there are now. `capacity`: in which position, where several would do."""

    process_key: str
    actor: Actor
    reason: str
    version: int | None = None
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@watched
def reopen_definition(runtime: Runtime, command: ReopenDefinition) -> None:
    """The newest open version is started again, also by messages that came meanwhile and have not expired.

    Raises UnknownProcess, MayNotDeploy, InvalidInput for a missing reason.
    """
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    request = fingerprint("reopen_definition", command.process_key, command.version, command.reason)
    with runtime.database.begin() as work:
        work.begin_write()
        work.lock_name("deploy")
        if recall(work.connection, account_id, key, request) is not None:
            return
        versions = versions_of(work.connection, command.process_key, command.version)
        capacity = capacity_to_design(command.actor, versions[0].owner or "—", command.capacity)
        reason = check_reason(command.reason)
        changing = [each for each in versions if each.closed]
        if changing:
            deed = Deed.of(command.actor.person_id, capacity)
            write_closing(work, command.process_key, changing, closed=False, deed=deed, reason=reason, now=now)
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()
