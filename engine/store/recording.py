"""Writing what a turn moved: executions, variables and the instance's own row."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from engine.model.ids import ExecutionNumber
from engine.store.cases import Case, StoredExecution
from engine.store.codec import dump, kind_of, pack_state
from engine.store.history import Chain
from engine.store.portions import among, portions
from engine.store.tables import execution, instance, variable
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.upsert import insert_or_update

UPDATE_ROOT = execution.update().where(
    execution.c.instance_id == sa.bindparam("case_id"),
    execution.c.number == 0,
    execution.c.row_version == sa.bindparam("version_read"),
)
"""Changes the columns that it is given values for, unless another turn was faster."""


def insert_case(connection: sa.Connection, case: Case, now: datetime) -> None:
    """The row of a new instance, as it is before it ends or calls anything."""
    row: dict[str, object] = {
        "id": case.instance_id,
        "number": case.number,
        "title": case.title,
        "process_key": case.process_key,
        "definition_id": case.definition_id,
        "status": case.status,
        "started_at": now,
        "agency_id": case.agency_id,
        "started_by": case.started_by,
        "pins": case.pins.dump(),
        "executions": case.executions,
    }
    connection.execute(instance.insert(), row)


def update_case(connection: sa.Connection, case: Case, end: Mapping[str, object]) -> None:
    """The row of an instance that called a process or ended."""
    values = {"status": case.status, "executions": case.executions, **end}
    connection.execute(instance.update().where(instance.c.id == case.instance_id).values(values))


def was_overtaken(work: UnitOfWork, case: Case) -> bool:
    """Whether another turn of the instance was recorded since it was read. On PostgreSQL the lock excludes that."""
    if not work.embedded or case.root_version is None:
        return False
    columns = execution.c
    query = sa.select(columns.row_version).where(columns.instance_id == case.instance_id, columns.number == 0)
    return work.connection.scalar(query) != case.root_version


def write_root(connection: sa.Connection, case: Case, chain: Chain, *, moved: bool) -> None:
    """Write the root execution. Every turn does: its version is what makes two turns of an instance exclude each other.

    Raises TurnLost where the stored version is not the one that was read.
    """
    values: dict[str, object] = {"history_sequence": chain.sequence, "history_head": chain.head}
    if case.root_version is None:
        connection.execute(execution.insert(), {**execution_row(case, case.loaded[0]), **values})
        return
    if moved:
        values["state"] = pack_state(case.loaded[0].state)
    read = {"case_id": case.instance_id, "version_read": case.root_version}
    changed = connection.execute(UPDATE_ROOT, {**read, "row_version": case.root_version + 1, **values})
    if changed.rowcount == 0:
        raise TurnLost


def write_called(connection: sa.Connection, case: Case, own: StoredExecution, *, ended: bool) -> None:
    """Write the execution of a called process; one that ended leaves, what it did stands in the history."""
    columns = execution.c
    here = sa.and_(columns.instance_id == case.instance_id, columns.number == own.number)
    if own.row_version is None:
        if not ended:
            connection.execute(execution.insert(), execution_row(case, own))
    elif ended:
        connection.execute(
            variable.delete().where(variable.c.instance_id == case.instance_id, variable.c.execution == own.number)
        )
        connection.execute(execution.delete().where(here))
    else:
        values = {"state": pack_state(own.state), "row_version": own.row_version + 1}
        connection.execute(execution.update().where(here).values(values))


def execution_row(case: Case, own: StoredExecution) -> dict[str, object]:
    """The row of a new execution."""
    return {
        "instance_id": case.instance_id,
        "number": own.number,
        "parent_number": own.parent_number,
        "parent_token": own.parent_token,
        "definition_id": own.definition_id,
        "row_version": 1,
        "state": pack_state(own.state),
        "pins": own.pins.dump() if own.pins else None,
    }


def write_variables(
    connection: sa.Connection,
    case: Case,
    written: Iterable[tuple[ExecutionNumber, str, str]],
    closed_scopes: Collection[tuple[ExecutionNumber, str]],
) -> None:
    """Delete the variables of closed scopes, insert or update those that were written."""
    columns = variable.c
    for portion in portions(sorted(closed_scopes)):
        connection.execute(
            variable.delete().where(
                columns.instance_id == case.instance_id, among((columns.execution, columns.scope), portion)
            )
        )
    rows = []
    for number, scope, name in written:
        value = case.loaded[number].values[scope, name]
        text = dump(value)
        rows.append(
            {
                "instance_id": case.instance_id,
                "execution": number,
                "scope": scope,
                "name": name,
                "type": kind_of(value),
                "value": text,
                "size": len(text),
            }
        )
    if rows:
        insert_or_update(connection, variable, rows)
