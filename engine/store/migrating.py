"""A case goes over to another version of its process: its rows follow, with the ids that they have."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import Effect, ElementMigrated, UserTaskMigrated
from engine.model.ids import ExecutionNumber
from engine.store.cases import Case
from engine.store.codec import load
from engine.store.facts import Pins
from engine.store.tables import (
    execution,
    history_event,
    incident,
    instance,
    service_job,
    subscription,
    timer,
    token_position,
    user_task,
    waiting_call,
)
from engine.store.unit_of_work import UnitOfWork
from engine.store.user_tasks import ContextOf, task_properties

MIGRATED = "CaseMigrated"
"""Kind of the entry of every migration, back or forth."""
WAITING = (timer, subscription, service_job, incident, token_position, waiting_call)


def last_migration(connection: sa.Connection, instance_id: UUID, number: ExecutionNumber = 0) -> dict[str, Any] | None:
    """What the history says of the last migration of an execution that was not taken back; None where there is none."""
    columns = history_event.c
    query = sa.select(columns.detail).where(
        columns.instance_id == instance_id, columns.kind == MIGRATED, columns.execution == number
    )
    taken_back = 0
    for text in connection.scalars(query.order_by(columns.sequence.desc())):
        detail: dict[str, Any] = load(text)
        if detail.get("reverts"):
            taken_back += 1
        elif taken_back:
            taken_back -= 1
        else:
            return detail
    return None


def keep_pins_of_called(work: UnitOfWork, case: Case, former: Pins) -> None:
    """Called processes that run keep the versions that they began with."""
    work.begin_write()
    columns = execution.c
    called = columns.instance_id == case.instance_id, columns.number != 0, columns.pins.is_(None)
    work.connection.execute(execution.update().where(*called).values(pins=former.dump()))


def write_migrated(
    connection: sa.Connection,
    case: Case,
    number: ExecutionNumber,
    effects: Iterable[tuple[ExecutionNumber, Effect]],
    context: ContextOf,
) -> None:
    """Write that an execution, and what waits in it, is of the version that it has now in `case`."""
    own = case.loaded[number]
    if number == 0:
        renewed = {"definition_id": case.definition_id, "pins": case.pins.dump()}
        connection.execute(instance.update().where(instance.c.id == case.instance_id).values(renewed))
    here = execution.c.instance_id == case.instance_id, execution.c.number == number
    pins = {} if own.pins is None else {"pins": own.pins.dump()}
    connection.execute(execution.update().where(*here).values(definition_id=own.definition_id, **pins))
    for table in (token_position, user_task):
        there = table.c.instance_id == case.instance_id, table.c.execution == number
        connection.execute(table.update().where(*there).values(definition_id=own.definition_id))
    told = [effect for at, effect in effects if at == number]
    renamed = {each.token: {"element_id": each.element_id} for each in told if isinstance(each, ElementMigrated)}
    tasks = {each.token: _task(each, number, context) for each in told if isinstance(each, UserTaskMigrated)}
    for table in WAITING:
        _update(connection, case, number, table, renamed)
    _update(connection, case, number, user_task, tasks)


def _update(
    connection: sa.Connection,
    case: Case,
    number: ExecutionNumber,
    table: sa.Table,
    changes: Mapping[int, Mapping[str, Any]],
) -> None:
    """Change the rows of these tokens, all in the same columns; a task is shown as changed."""
    if not changes:
        return
    columns = table.c
    token = columns.token == sa.bindparam("of_token")
    here = columns.instance_id == case.instance_id, columns.execution == number, token
    more = {"version": columns.version + 1} if table is user_task else {}
    names = next(iter(changes.values()))
    statement = table.update().where(*here).values(**{name: sa.bindparam(f"new_{name}") for name in names}, **more)
    rows = [
        {"of_token": token_id, **{f"new_{name}": value for name, value in values.items()}}
        for token_id, values in changes.items()
    ]
    connection.execute(statement, rows)


def _task(effect: UserTaskMigrated, number: ExecutionNumber, context: ContextOf) -> dict[str, Any]:
    known = context(number, effect.element_id)
    return {
        "element_id": effect.element_id,
        "name": effect.name,
        "name_en": known.name_en,
        "form_id": known.forms.get(effect.form_key) if effect.form_key else None,
        **task_properties(effect.properties),
    }
