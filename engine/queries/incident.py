"""One incident with the variables that its supervisor may correct, written as they are typed."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_supervise
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.queries.access import log_view
from engine.queries.variable_texts import VariableText, variables_as_text
from engine.runtime import Runtime
from engine.store.tables import execution as execution_table
from engine.store.tables import incident, instance
from engine.store.task_rows import addresses_of_instance


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A token that stands still."""

    instance_id: UUID
    execution: int
    token: int
    number: str
    title: str
    element_id: str
    element_name: str
    element_name_en: str
    code: str
    detail: str
    raised_at: dt.datetime
    variables: tuple[VariableText, ...]


def incident_view(runtime: Runtime, actor: Actor, instance_id: UUID, execution: int, token: int) -> IncidentView:
    """The incident, for supervisors of the case. Who looked is written down. Raises NotFound, MayNotSupervise."""
    columns = incident.c
    query = (
        sa.select(incident, instance.c.number, instance.c.title, execution_table.c.definition_id)
        .join(instance, instance.c.id == columns.instance_id)
        .join(
            execution_table,
            sa.and_(
                execution_table.c.instance_id == columns.instance_id, execution_table.c.number == columns.execution
            ),
        )
        .where(columns.instance_id == instance_id, columns.execution == execution, columns.token == token)
    )
    with runtime.database.begin() as work:
        row = work.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound
        capacity_to_supervise(actor, addresses_of_instance(work.connection, instance_id))
        facts = runtime.definitions.process(work.connection, row.definition_id).facts.elements.get(row.element_id)
        view = IncidentView(
            instance_id=instance_id,
            execution=execution,
            token=token,
            number=row.number,
            title=row.title,
            element_id=row.element_id,
            element_name=(facts.name if facts else "") or row.element_id,
            element_name_en=(facts.name_en if facts else "") or row.element_id,
            code=row.code,
            detail=row.detail,
            raised_at=row.raised_at,
            variables=variables_as_text(work.connection, instance_id, execution),
        )
        log_view(work, actor, "incident", instance_id, runtime.clock.now())
        work.commit()
    return view
