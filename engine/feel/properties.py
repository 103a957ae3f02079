"""What stands behind a dot: entries of contexts, properties of dates, durations and ranges (DMN 10.3.2.11.1)."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.comparison import time_offset
from engine.feel.errors import Fault
from engine.feel.types import Value, kind_of


def _zone_name(value: Any) -> str | None:
    return getattr(value.tzinfo, "key", "UTC" if value.tzinfo is dt.UTC else None)


def _offset(value: Any) -> dt.timedelta | None:
    return time_offset(value) if isinstance(value, dt.time) else value.utcoffset()


def _part(length: dt.timedelta, unit: int, cycle: int | None) -> Decimal:
    seconds = abs(length.days * 86_400 + length.seconds + (1 if length.days < 0 and length.microseconds else 0))
    whole = seconds // unit % cycle if cycle else seconds // unit
    return Decimal(-whole if length < dt.timedelta(0) else whole)


DATE: dict[str, Callable[[Any], Value]] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
TIME: dict[str, Callable[[Any], Value]] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": _offset,
    "timezone": _zone_name,
}
DAYS: dict[str, Callable[[Any], Value]] = {
    "days": lambda value: _part(value, 86_400, None),
    "hours": lambda value: _part(value, 3_600, 24),
    "minutes": lambda value: _part(value, 60, 60),
    "seconds": lambda value: _part(value, 1, 60),
}
MONTHS: dict[str, Callable[[Any], Value]] = {
    "years": lambda value: Decimal(value.years),
    "months": lambda value: Decimal(value.rest),
}


def _included(end: str, flag: str) -> Callable[[Any], Value]:
    return lambda value: getattr(value, flag) if getattr(value, end) is not None else False


RANGE: dict[str, Callable[[Any], Value]] = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": _included("low", "low_included"),
    "end included": _included("high", "high_included"),
}
PROPERTIES: dict[str, dict[str, Callable[[Any], Value]]] = {
    "date": DATE,
    "time": TIME,
    "date and time": {**DATE, **TIME},
    "days and time duration": DAYS,
    "years and months duration": MONTHS,
    "range": RANGE,
}


def member(value: Value, name: str) -> Value:
    """`value.name`; of a list, of each of its contexts. Fault if there is no such thing."""
    if isinstance(value, dict):
        if name not in value:
            raise Fault(f"the context has no entry '{name}'")
        return value[name]
    if isinstance(value, (list, tuple)):
        return [item.get(name) if isinstance(item, dict) else member(item, name) for item in value]
    kind = kind_of(value)
    found = PROPERTIES.get(kind, {}).get(name)
    if found is None:
        raise Fault(f"{kind} has no property '{name}'")
    return found(value)
