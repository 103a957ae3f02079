"""What a case waits for: people, messages, times, other systems, supervisors."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import agencies_of, supervised_agencies
from engine.definitions import ProcessVersion
from engine.model.actor import Actor
from engine.store.groups import addresses_of
from engine.store.holders import Holder, holders_of
from engine.store.tables import execution, person, service_job, subscription, timer, user_task


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """`kind`: task, message, signal, condition, timer or service. `task_id` only where this reader may open the task.

    `dispatch_id` is the task where this reader, a supervisor, may give it to others and move its due time.
    """

    kind: str
    element_id: str
    name: str
    name_en: str
    task_id: UUID | None = None
    addressed_to: tuple[str, ...] = ()
    holders: tuple[Holder, ...] = ()
    assignee_name: str | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    dispatch_id: UUID | None = None


def waiting_for(
    connection: sa.Connection, instance_id: UUID, actor: Actor, processes: dict[int, ProcessVersion], today: date
) -> tuple[WaitingFor, ...]:
    """All open waits of an instance; `processes` are the definitions of its executions by number."""
    tasks = connection.execute(
        sa.select(user_task, person.c.name.label("assignee_name"))
        .outerjoin(person, person.c.id == user_task.c.assignee)
        .where(user_task.c.instance_id == instance_id)
        .order_by(user_task.c.id)
    ).all()
    holders = holders_of(connection, {each for row in tasks for each in addresses_of(row.addressed_to)}, today)
    supervised = supervised_agencies(actor)
    waits = [
        WaitingFor(
            kind="task",
            element_id=row.element_id,
            name=row.name,
            name_en=row.name_en,
            task_id=row.id if not actor.addresses.isdisjoint(addresses_of(row.addressed_to)) else None,
            addressed_to=tuple(sorted(addresses_of(row.addressed_to))),
            holders=tuple(each for address in sorted(addresses_of(row.addressed_to)) for each in holders[address]),
            assignee_name=row.assignee_name,
            since=row.created_at,
            due_at=row.due,
            dispatch_id=row.id if not supervised.isdisjoint(agencies_of(addresses_of(row.addressed_to))) else None,
        )
        for row in tasks
    ]
    waits += _other_waits(connection, instance_id, processes)
    return tuple(waits)


def _other_waits(
    connection: sa.Connection, instance_id: UUID, processes: dict[int, ProcessVersion]
) -> list[WaitingFor]:
    """Waits that no person ends by a task: messages, signals, conditions, times, services."""
    subscriptions = connection.execute(sa.select(subscription).where(subscription.c.instance_id == instance_id))
    timers = connection.execute(sa.select(timer).where(timer.c.instance_id == instance_id))
    jobs = connection.execute(sa.select(service_job).where(service_job.c.instance_id == instance_id))
    return [
        *(_wait(row.kind, row.element_id, processes[row.execution]) for row in subscriptions),
        *(_wait("timer", row.element_id, processes[row.execution], due_at=row.due_at) for row in timers),
        *(_wait("service", row.element_id, processes[row.execution], since=row.created_at) for row in jobs),
    ]


def _wait(
    kind: str,
    element_id: str,
    process: ProcessVersion,
    *,
    since: datetime | None = None,
    due_at: datetime | None = None,
) -> WaitingFor:
    facts = process.facts.elements.get(element_id)
    name, name_en = (facts.name, facts.name_en) if facts else ("", "")
    return WaitingFor(kind, element_id, name or element_id, name_en or element_id, since=since, due_at=due_at)


def executions_of(connection: sa.Connection, instance_id: UUID) -> dict[int, UUID]:
    """Definitions of the executions of an instance that are still there, by number."""
    query = sa.select(execution.c.number, execution.c.definition_id).where(execution.c.instance_id == instance_id)
    return {row.number: row.definition_id for row in connection.execute(query)}
