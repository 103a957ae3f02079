"""Process data as JSON for other systems: numbers exact, dates and durations as ISO 8601 writes them."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
from pydantic import TypeAdapter

from engine.model.data import Value
from engine.model.json_reading import LONGEST_NUMBER

_DURATION = TypeAdapter(timedelta)


def write_exact(value: Value) -> bytes:
    """The JSON text of a value, its names in order: the same value is always the same text."""
    return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)


def _plain(value: Value) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) >= 2**63:
            return orjson.Fragment(json.dumps(value))
        case int():
            return value
        case Decimal():
            plain = f"{value:f}"
            return orjson.Fragment(plain if len(plain) <= LONGEST_NUMBER else f"{value:e}".replace("e+", "e"))
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return _DURATION.dump_python(value, mode="json")
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {str(name): _plain(each) for name, each in value.items()}
        case _:
            return str(value)
