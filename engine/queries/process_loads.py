"""How much runs in each process of what a supervisor answers for: cases, late ones, and tokens that stand still."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.authorization.supervision import check_supervisor
from engine.model.actor import Actor
from engine.queries.access import Audience, audience_of
from engine.queries.inbox import Due, InboxFilter, latest_due
from engine.queries.process_names import names_query
from engine.runtime import Runtime
from engine.store.tables import execution, incident, instance, process_definition, user_task


@dataclass(frozen=True, slots=True)
class ProcessLoad:
    """`running` and `overdue` count active cases, overdue those with a late task; `incidents` counts open ones.

    Incidents belong to the process in which the token stands, which may be called by another.
    """

    key: str
    version: int
    name: str
    name_en: str
    running: int
    overdue: int
    incidents: int


def process_loads(runtime: Runtime, actor: Actor) -> tuple[ProcessLoad, ...]:
    """Every process by name. Costs what is open now, never the history. Raises MayNotSupervise."""
    check_supervisor(actor)
    zone = ZoneInfo(runtime.settings.time_zone)
    late = latest_due(InboxFilter(due=Due.OVERDUE), runtime.clock.now(), zone)
    with runtime.database.begin() as work:
        work.see_one_moment()
        connection = work.connection
        audience = audience_of(connection, actor)
        names = connection.execute(names_query()).all()
        running = _counted(connection, _running(audience))
        overdue = _counted(connection, _overdue(audience, late))
        incidents = _counted(connection, _incidents(audience))
    return tuple(
        ProcessLoad(
            key=row.key,
            version=row.version,
            name=row.name,
            name_en=row.name_en,
            running=running.get(row.key, 0),
            overdue=overdue.get(row.key, 0),
            incidents=incidents.get(row.key, 0),
        )
        for row in names
    )


def _counted(connection: sa.Connection, query: sa.Select[Any]) -> Mapping[str, int]:
    return {row.key: row.times for row in connection.execute(query)}


def _running(audience: Audience) -> sa.Select[Any]:
    columns = instance.c
    query = sa.select(columns.process_key.label("key"), sa.func.count().label("times"))
    return query.where(columns.status == "active", audience.sees(columns.id)).group_by(columns.process_key)


def _overdue(audience: Audience, late: int) -> sa.Select[Any]:
    columns = user_task.c
    return (
        sa.select(instance.c.process_key.label("key"), sa.func.count(columns.instance_id.distinct()).label("times"))
        .join(instance, instance.c.id == columns.instance_id)
        .where(sa.type_coerce(columns.due, sa.BigInteger) <= late, audience.sees(columns.instance_id))
        .group_by(instance.c.process_key)
    )


def _incidents(audience: Audience) -> sa.Select[Any]:
    columns = incident.c
    same = sa.and_(execution.c.instance_id == columns.instance_id, execution.c.number == columns.execution)
    return (
        sa.select(process_definition.c.key, sa.func.count().label("times"))
        .select_from(incident)
        .join(execution, same)
        .join(process_definition, process_definition.c.id == execution.c.definition_id)
        .where(audience.sees(columns.instance_id))
        .group_by(process_definition.c.key)
    )
