"""A supervisor takes a running case over to another version of its process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from engine.authorization.supervision import check_reason
from engine.migration import Migration, Supervisor, begin_migration, version_beside
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.history import Deed, Event, through
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.migrating import MIGRATED
from engine.turn import retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateInstance:
    """To which `version`, and the ids of elements that are called otherwise there: `{old: new}`.

    `recompute_timers`: times are counted anew from now on; else they stay as they were told to people. `execution`: the
    process of the case, or one that it has called. `dry_run`: only tell what would happen; no reason is needed.
    """

    instance_id: UUID
    version: int
    actor: Actor
    reason: str = ""
    elements: Mapping[str, str] = field(default_factory=dict)
    recompute_timers: bool = False
    execution: int = 0
    dry_run: bool = False
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Migrated:
    """How many tokens stand in each element of the new version."""

    standing: Mapping[str, int]


@watched
def migrate_instance(runtime: Runtime, command: MigrateInstance) -> Migrated:
    """Take it over: tasks keep id, holder and drafts, messages are waited for, versions are pinned anew.

    A task that the new version addresses to others is taken away and given to them; who does that supervises an agency
    to which it was addressed. Called processes that run go on as they are.
    Raises NotFound, MayNotSupervise, CaseEnded, SameVersion, DefinitionMissing, InvalidInput for a missing reason or
    names that are none, MigrationRefused with the elements whose tokens have no place there.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: MigrateInstance) -> Migrated:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    asked = (
        command.version,
        sorted(command.elements.items()),
        command.recompute_timers,
        command.execution,
        command.reason,
    )
    request = fingerprint("migrate_instance", command.instance_id, *asked)
    with runtime.database.begin() as work:
        given = recall(work.connection, account_id, key, request)
        if given is not None:
            return Migrated(given["standing"])
        reason = "" if command.dry_run else check_reason(command.reason)
        case = load_case(work, command.instance_id, command.execution)
        by = Supervisor(command.actor, command.capacity)
        target = version_beside(runtime, work.connection, case.loaded[command.execution], command.version)
        wanted = Migration(
            target=target,
            elements=command.elements,
            recompute_timers=command.recompute_timers,
            execution=command.execution,
        )

        begun = begin_migration(runtime, work, case, wanted, by, now)
        migrated = Migrated(dict(sorted(begun.standing().items())))
        if command.dry_run:
            return migrated
        begun.record(
            Event(
                kind=MIGRATED,
                definition_id=begun.target.id,
                execution=command.execution,
                deed=Deed.of(command.actor.person_id, begun.capacity),
                detail=begun.facts(command.recompute_timers) | through(command.via),
                value={"reason": reason},
            )
        )
        remember(work.connection, account_id, key, request, migrated, now)
        work.commit()
        return migrated
