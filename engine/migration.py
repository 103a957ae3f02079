"""A case goes over to another version of its process, in one turn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_dispatch, capacity_to_supervise
from engine.definitions import ProcessVersion
from engine.errors import Conflict, InvalidInput
from engine.execution import Advance, MigrationPlan, Services, migrate, places_in, plan_migration, standing_in
from engine.model.actor import Actor, Capacity
from engine.model.ids import DefinitionId, ExecutionNumber, PositionId
from engine.model.text import N_, Text
from engine.runtime import Runtime
from engine.store.cases import Case, StoredExecution
from engine.store.facts import Pins
from engine.store.history import Event
from engine.store.migrating import keep_pins_of_called, write_migrated
from engine.store.pins import pin
from engine.store.tables import process_definition
from engine.store.task_rows import addresses_of_instance
from engine.store.unit_of_work import UnitOfWork
from engine.store.user_tasks import candidates_of_withdrawn
from engine.turn import Turn, parts_of, variables_of


class SameVersion(Conflict):
    """The case is of that version already."""

    code = "same_version"
    message = N_("The case %(number)s runs on version %(version)s already. Choose another version.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`elements`: ids of elements in the case's version, and what they are called in the other; others keep theirs.

    `recompute_timers`: times are counted anew from now on; else a time that was told to people stays as it is.
    `execution`: the process of the case, or one that it has called.
    """

    target: DefinitionId
    elements: Mapping[str, str]
    recompute_timers: bool = False
    execution: ExecutionNumber = 0


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who migrates, and in which position, where several would do."""

    actor: Actor
    capacity: PositionId | None = None


@dataclass(frozen=True, slots=True)
class InMigration:
    """A case whose tokens went over, and nothing of it is written yet."""

    turn: Turn
    execution: ExecutionNumber
    plan: MigrationPlan
    source: ProcessVersion
    target: ProcessVersion
    former: Pins
    """The versions that held until now."""
    capacity: Capacity
    """In which the person does it."""

    def standing(self) -> Counter[str]:
        """Where its tokens stand then, by element of the new version."""
        own = self.turn.case.loaded[self.execution]
        return standing_in(self.target.executable, (own.state, *own.items.values()))

    def record(self, event: Event) -> None:
        """Write it, with the entry of the person who did it. The caller commits."""
        turn = self.turn
        if self.execution == 0:
            keep_pins_of_called(turn.work, turn.case, self.former)
        turn.record(event)
        write_migrated(turn.work.connection, turn.case, self.execution, turn.effects, turn.context)

    def facts(self, recompute_timers: bool) -> dict[str, Any]:
        """What the history keeps of it: enough to go back."""
        return {
            "from": str(self.source.version),
            "to": str(self.target.version),
            "definition": str(self.source.id),
            "elements": {here: there for here, there in self.plan.elements.items() if here != there},
            "recomputed": recompute_timers,
        }


def version_beside(runtime: Runtime, connection: sa.Connection, own: StoredExecution, version: int) -> DefinitionId:
    """The id of a version of the process that runs there. Raises InvalidInput where there is none."""
    return version_id(connection, runtime.definitions.process(connection, own.definition_id).key, version)


def version_id(connection: sa.Connection, key: str, version: int) -> DefinitionId:
    """The id of a version of a process. Raises InvalidInput where there is none."""
    columns = process_definition.c
    found = connection.scalar(sa.select(columns.id).where(columns.key == key, columns.version == version))
    if found is None:
        text = Text(N_("The process %(process)s has no version %(version)s."), {"process": key, "version": version})
        raise InvalidInput({"version": text})
    identity: UUID = found
    return DefinitionId(identity)


def plan_between(source: ProcessVersion, target: ProcessVersion, elements: Mapping[str, str]) -> MigrationPlan:
    """What stands for what. Raises InvalidInput for names in `elements` that are in neither version."""
    here, there = places_in(source.executable), places_in(target.executable)
    wrong = {
        name: Text(N_("There is no such element in version %(version)s."), {"version": version})
        for names, known, version in (
            (elements.keys(), here, source.version),
            (elements.values(), there, target.version),
        )
        for name in names
        if name not in known
    }
    if wrong:
        raise InvalidInput(wrong)
    return plan_migration(source.executable, target.executable, elements)


def begin_migration(
    runtime: Runtime, work: UnitOfWork, case: Case, migration: Migration, by: Supervisor, now: datetime
) -> InMigration:
    """Move the tokens of one process of the case over; those that it has called go on as they are. Nothing is written.

    Who takes tasks away from people by it, or makes another element's of them, supervises an agency to which each of
    them is addressed: nobody maps away what another agency decides.
    Raises NotFound, MayNotSupervise, CaseEnded, SameVersion, InvalidInput, MigrationRefused with the elements in error,
    DefinitionMissing.
    """
    connection, own, former = work.connection, case.loaded[migration.execution], case.pins
    participating = addresses_of_instance(connection, case.instance_id)
    capacity = capacity_to_supervise(by.actor, participating, by.capacity)
    case.check_active()
    source = runtime.definitions.process(connection, own.definition_id)
    target = runtime.definitions.process(connection, migration.target)
    if source.id == target.id:
        raise SameVersion(number=case.number, version=source.version)
    plan = plan_between(source, target, migration.elements)
    turn = Turn(runtime, work, case, now, supervised=True)
    own.definition_id, pins = target.id, pin(connection, target.facts)
    if own.number == 0:
        case.definition_id, case.pins = target.id, pins
    else:
        own.pins = pins

    def mover(own: StoredExecution, process: ProcessVersion, services: Services) -> Advance:
        return migrate(
            source.executable,
            process.executable,
            own.state,
            variables_of(own),
            parts_of(own),
            plan,
            recompute_timers=migration.recompute_timers,
            services=services,
            now=now,
            limits=runtime.limits,
        )

    turn.run_with(own.number, mover)
    for candidates in candidates_of_withdrawn(connection, case, turn.effects):
        capacity_to_dispatch(by.actor, candidates, participating, by.capacity)
    return InMigration(turn, own.number, plan, source, target, former, capacity)
