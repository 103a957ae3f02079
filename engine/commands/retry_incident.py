"""A supervisor sets a token going again after the cause of its incident was removed."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR, MayNotSupervise
from engine.errors import NotFound
from engine.execution import RetryIncident as Retry
from engine.model.actor import Actor, Capacity
from engine.runtime import Runtime
from engine.store.cases import Case, load_case
from engine.store.history import Deed, Event
from engine.store.tables import incident
from engine.store.task_rows import addresses_of_instance
from engine.store.unit_of_work import UnitOfWork
from engine.store.user_tasks import UNKNOWN_ADDRESS, readdress_task
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """The token that has the incident."""

    instance_id: UUID
    execution: int
    token: int
    actor: Actor


def retry_incident(runtime: Runtime, command: RetryIncident) -> None:
    """Try again; a new failure raises a new incident.

    Raises NotFound where there is no such incident (any more), MayNotSupervise.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: RetryIncident) -> None:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        case = load_case(work, command.instance_id, command.execution)
        capacity = _supervising(work, case, command.actor)
        row = work.connection.execute(
            sa.select(incident).where(
                incident.c.instance_id == command.instance_id,
                incident.c.execution == command.execution,
                incident.c.token == command.token,
            )
        ).one_or_none()
        if row is None:
            raise NotFound
        turn = Turn(runtime, work, case, now)
        if row.code != UNKNOWN_ADDRESS:
            turn.run(command.execution, Retry(token=command.token))
        turn.record(
            Event(
                kind="IncidentRetried",
                definition_id=case.definition_id,
                execution=command.execution,
                element_id=row.element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"code": row.code},
            )
        )
        if row.code == UNKNOWN_ADDRESS:
            readdress_task(work.connection, case, command.execution, command.token)
        work.commit()


def _supervising(work: UnitOfWork, case: Case, actor: Actor) -> Capacity:
    """The supervisor's capacity, in an agency that takes part in the case."""
    agencies = {each.partition("@")[2] for each in addresses_of_instance(work.connection, case.instance_id)}
    for capacity in actor.capacities:
        if capacity.agency_code in agencies and SUPERVISOR in capacity.functions:
            return capacity
    if actor.addresses.isdisjoint(addresses_of_instance(work.connection, case.instance_id)):
        raise NotFound
    raise MayNotSupervise(agency=", ".join(sorted(agencies)))
