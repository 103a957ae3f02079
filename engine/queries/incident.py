"""One incident with the variables that its supervisor may correct, written as they are typed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_supervise
from engine.errors import NotFound
from engine.feel import YearsMonths
from engine.model.actor import Actor
from engine.model.data import Value
from engine.queries.access import log_view
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.tables import execution as execution_table
from engine.store.tables import incident, instance, variable
from engine.store.task_rows import addresses_of_instance

MOST_SHOWN = 50
OWN_NAME = "instance"
"""Kept by the product; edit_and_retry refuses it."""
LONGEST_SHOWN = 4_000


@dataclass(frozen=True, slots=True)
class VariableText:
    """A variable of the execution. `text` is JSON, or FEEL behind `=`; None where it is too long to be typed."""

    name: str
    text: str | None


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
            variables=_variables(work.connection, instance_id, execution),
        )
        log_view(work, actor, "incident", instance_id, runtime.clock.now())
        work.commit()
    return view


def _variables(connection: sa.Connection, instance_id: UUID, execution: int) -> tuple[VariableText, ...]:
    columns = variable.c
    query = (
        sa.select(columns.name, columns.value)
        .where(
            columns.instance_id == instance_id,
            columns.execution == execution,
            columns.scope == "",
            columns.name != OWN_NAME,
        )
        .order_by(columns.name)
        .limit(MOST_SHOWN)
    )
    return tuple(VariableText(row.name, _shown(load(row.value))) for row in connection.execute(query))


def _shown(value: Value) -> str | None:
    text = text_of_value(value)
    return text if text is not None and len(text) <= LONGEST_SHOWN else None


def text_of_value(value: Value) -> str | None:
    """What a person types for the value (edit_and_retry.value_of_text); None for mixtures that no text says."""
    match value:
        case dt.datetime():
            return f'=date and time("{value.isoformat()}")'
        case dt.date():
            return f'=date("{value.isoformat()}")'
        case dt.time():
            return f'=time("{value.isoformat()}")'
        case dt.timedelta() | YearsMonths():
            return None
        case _:
            return _json(value)


def _json(value: Value) -> str | None:
    try:
        return orjson.dumps(value, default=_number, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
    except TypeError:
        return None


def _number(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(f"{value:f}")
    raise TypeError(type(value).__name__)
