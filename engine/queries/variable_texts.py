"""Variables as supervisors type them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.feel import YearsMonths
from engine.model.data import Value
from engine.store.codec import load
from engine.store.tables import variable

MOST_SHOWN = 50
OWN_NAME = "instance"
"""Kept by the product; nobody edits it."""
LONGEST_SHOWN = 4_000


@dataclass(frozen=True, slots=True)
class VariableText:
    """A variable of the execution. `text` is JSON, or FEEL behind `=`; None where it is too long to be typed."""

    name: str
    text: str | None


def variables_as_text(connection: sa.Connection, instance_id: UUID, execution: int) -> tuple[VariableText, ...]:
    """The outermost variables of an execution by name, at most MOST_SHOWN."""
    columns = variable.c
    query = (
        sa.select(columns.name, columns.value)
        .where(
            columns.instance_id == instance_id,
            columns.execution == execution,
            columns.scope == "",
            columns.name != OWN_NAME,
            ~columns.name.startswith("#"),  # what the engine keeps for itself
        )
        .order_by(columns.name)
        .limit(MOST_SHOWN)
    )
    return tuple(VariableText(row.name, _shown(load(row.value))) for row in connection.execute(query))


def _shown(value: Value) -> str | None:
    text = text_of_value(value)
    return text if text is not None and len(text) <= LONGEST_SHOWN else None


def text_of_value(value: Value) -> str | None:
    """What a person types for the value (corrections.value_of_text); None for mixtures that no text says."""
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
