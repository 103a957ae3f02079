"""Process data as JSON: numbers stay exact, and nothing comes in that a database could not give back."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any

import orjson
from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema

from api.schemas.refusals import MalformedJson
from engine.model import json_reading
from engine.model.data import Value
from engine.model.json_reading import LONGEST_NUMBER

_LARGEST_INTEGER = 2**63 - 1
_DURATION = TypeAdapter(timedelta)


def read_json(body: bytes) -> Value:
    """The value in a body. Fractions are Decimal. Raises MalformedJson."""
    try:
        return json_reading.read_json(body)
    except json_reading.NotKept as error:
        raise MalformedJson(reason=error.reason) from None


def write_json(value: Any) -> bytes:
    """The JSON text of what a model dumps."""
    return orjson.dumps(value, default=_exact)


def _number(value: Decimal) -> str:
    """Plain digits, or with an exponent where they would be longer than what is read back."""
    plain = f"{value:f}"
    return plain if len(plain) <= LONGEST_NUMBER else f"{value:e}".replace("e+", "e")


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(_number(value))
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _written(value: Value) -> Any:
    """Process data ready for `write_json`: dates and durations as ISO 8601 writes them."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= _LARGEST_INTEGER else orjson.Fragment(str(value))
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return _DURATION.dump_python(value, mode="json")
        case list() | tuple():
            return [_written(item) for item in value]
        case dict():
            return {str(name): _written(item) for name, item in value.items()}
        case Decimal():
            return value
        case _:
            return str(value)


ProcessValue = Annotated[Any, PlainSerializer(_written), WithJsonSchema({"description": "Any JSON value."})]
"""A value of a variable or field in an answer."""
