"""Process data as JSON between the engine and the child that writes letters, types kept.

Every JSON object has exactly the members `$` (the type) and `of` (the value).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.model.data import Value


def packed(value: Value) -> Any:
    """Something json can write; values of types unknown here go as the text they are shown as."""
    match value:
        case None | bool() | str() | int():
            return value
        case dict():
            return {"$": "object", "of": [[str(name), packed(item)] for name, item in value.items()]}
        case list() | tuple():
            return [packed(item) for item in value]
        case Decimal():
            return {"$": "number", "of": str(value)}
        case datetime():
            return {"$": "datetime", "of": value.isoformat()}
        case date():
            return {"$": "date", "of": value.isoformat()}
        case time():
            return {"$": "time", "of": value.isoformat()}
        case timedelta():
            return {"$": "duration", "of": [value.days, value.seconds, value.microseconds]}
        case _:
            return str(value)


def unpacked(value: Any) -> Value:
    """The value that was packed."""
    if isinstance(value, list):
        return [unpacked(item) for item in value]
    if not isinstance(value, dict):
        return value
    held = value["of"]
    match value["$"]:
        case "object":
            return {name: unpacked(item) for name, item in held}
        case "number":
            return Decimal(held)
        case "datetime":
            return datetime.fromisoformat(held)
        case "date":
            return date.fromisoformat(held)
        case "time":
            return time.fromisoformat(held)
        case _:
            return timedelta(*held)
