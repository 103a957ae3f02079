"""A supervisor takes a case back to the version that it was last migrated from."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.errors import Conflict
from engine.migration import Migration, Supervisor, begin_migration
from engine.model.actor import Actor
from engine.model.ids import DefinitionId, ExecutionNumber, PositionId
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import Case, load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.migrating import MIGRATED, last_migration
from engine.store.task_rows import addresses_of_instance
from engine.turn import retrying


class NeverMigrated(Conflict):
    """The case began with the version that it has, or every migration of it was taken back."""

    code = "never_migrated"
    message = N_("The case %(number)s is of the version that it began with. There is none to go back to.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevertMigration:
    """`reason` is shown in the history of the case. `capacity`: in which position, where several would do.

    `execution`: the process of the case, or one that it has called.
    """

    instance_id: UUID
    actor: Actor
    reason: str
    execution: int = 0
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def revert_migration(runtime: Runtime, command: RevertMigration) -> None:
    """Migrate it the other way round, by the mapping of the last migration; what was done meanwhile stays done.

    Raises NotFound, MayNotSupervise, CaseEnded, NeverMigrated, InvalidInput for a missing reason, MigrationRefused
    where a token stands at what the version before does not have.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: RevertMigration) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    request = fingerprint("revert_migration", command.instance_id, command.execution, command.reason)
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        reason = check_reason(command.reason)
        case = load_case(work, command.instance_id, command.execution)
        capacity_to_supervise(command.actor, addresses_of_instance(work.connection, case.instance_id), command.capacity)
        back, by = _back(work.connection, case, command.execution), Supervisor(command.actor, command.capacity)

        begun = begin_migration(runtime, work, case, back, by, now)
        begun.record(
            Event(
                kind=MIGRATED,
                definition_id=begun.target.id,
                execution=command.execution,
                deed=Deed.of(command.actor.person_id, begun.capacity),
                detail=begun.facts(recompute_timers=False) | {"reverts": True} | through(command.via),
                value={"reason": reason},
            )
        )
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()


def _back(connection: sa.Connection, case: Case, number: ExecutionNumber) -> Migration:
    """The last migration, the other way round. Raises NeverMigrated."""
    last = last_migration(connection, case.instance_id, number)
    if last is None:
        raise NeverMigrated(number=case.number)
    elements = {there: here for here, there in last["elements"].items()}
    return Migration(target=DefinitionId(UUID(last["definition"])), elements=elements, execution=number)
