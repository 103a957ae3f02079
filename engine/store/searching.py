"""Variables by whose values cases are found: those that the bundle marks, as texts that are compared for equality."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from engine.model.data import Value
from engine.model.ids import ExecutionNumber
from engine.store.cases import Case
from engine.store.tables import instance_search
from engine.store.upsert import insert_or_update

LONGEST = 200


def record_searchable(
    connection: sa.Connection, case: Case, names: Collection[str], written: Iterable[tuple[ExecutionNumber, str, str]]
) -> None:
    """Keep up with the variables of the process itself that a turn wrote."""
    if not names:
        return
    values = {
        name: comparable(case.loaded[0].values[scope, name])
        for number, scope, name in written
        if (number, scope) == (0, "") and name in names
    }
    gone = [name for name, text in values.items() if text is None]
    rows = [
        {"instance_id": case.instance_id, "name": name, "value": text}
        for name, text in values.items()
        if text is not None
    ]
    if gone:
        columns = instance_search.c
        connection.execute(
            instance_search.delete().where(columns.instance_id == case.instance_id, columns.name.in_(gone))
        )
    if rows:
        insert_or_update(connection, instance_search, rows)


def comparable(value: Value) -> str | None:
    """The text by which a value is found; None for lists, contexts, durations and nothing at all."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return " ".join(value.casefold().split())[:LONGEST].rstrip() or None
        case int() | Decimal():
            return plain_number(Decimal(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat().casefold()
        case _:
            return None


def plain_number(value: Decimal) -> str:
    """The same text for 5, 5.0 and 5E0."""
    text = f"{value.normalize():f}" if value.is_finite() and abs(value.adjusted()) < LONGEST else str(value)
    return text[:LONGEST]


def having(name: str, text: str) -> sa.Select[tuple[UUID]]:
    """Ids of the instances in which a searchable variable has the value, as people type it."""
    columns = instance_search.c
    return sa.select(columns.instance_id).where(columns.name == name, columns.value == (comparable(text) or ""))
