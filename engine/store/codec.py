"""How values and states become bytes. Both formats are stored data: what was written must stay readable."""

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import zstandard

from engine.errors import InvalidInput, ModelError
from engine.feel import YearsMonths
from engine.model.data import Value
from engine.model.text import N_

TAG = "$t"
LARGEST = 2**63 - 1
STATE_FORMAT = b"\x01"
"""First byte of every stored state: orjson in a zstandard frame."""


class UnstorableValue(InvalidInput):
    """Something that is no process data reached a variable."""

    code = "unstorable_value"
    message = N_("A value of the kind %(kind)s cannot be process data. Use text, numbers, dates, lists or contexts.")


class StateUnreadable(ModelError):
    """A stored state has a format that this version of Lintas does not know."""

    code = "state_unreadable"
    message = N_("The stored state of the case has an unknown format. Update Lintas before working on it.")


def encode(value: Value) -> Any:
    """The JSON form of a value. Types that JSON lacks become `{"$t": kind, "v": text}`; see `decode`."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -LARGEST <= value <= LARGEST else {TAG: "int", "v": str(value)}
        case Decimal():
            return {TAG: "dec", "v": str(value)}
        case dict():
            items = {str(key): encode(item) for key, item in value.items()}
            return {TAG: "map", "v": items} if TAG in items else items
        case list() | tuple():
            return [encode(item) for item in value]
        case dt.datetime():
            return {TAG: "dt", "v": value.isoformat()}
        case dt.date():
            return {TAG: "d", "v": value.isoformat()}
        case dt.time():
            return {TAG: "t", "v": value.isoformat()}
        case dt.timedelta():
            return {TAG: "td", "v": [value.days, value.seconds, value.microseconds]}
        case YearsMonths():
            return {TAG: "ym", "v": value.months}
        case _:
            raise UnstorableValue(kind=type(value).__name__)


DECODERS: dict[str, Callable[[Any], Value]] = {
    "int": int,
    "dec": Decimal,
    "map": lambda v: {key: decode(item) for key, item in v.items()},
    "dt": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "t": dt.time.fromisoformat,
    "td": lambda v: dt.timedelta(*v),
    "ym": YearsMonths,
}


def decode(value: Any) -> Value:
    """The value that `encode` was given."""
    if isinstance(value, dict):
        if TAG in value:
            return DECODERS[value[TAG]](value["v"])
        return {key: decode(item) for key, item in value.items()}
    if isinstance(value, list):
        return [decode(item) for item in value]
    return value


def dump(value: Value) -> str:
    """A value as JSON text. Raises UnstorableValue."""
    try:
        return orjson.dumps(encode(value), option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError as error:
        raise UnstorableValue(kind="broken text") from error


def load(text: str) -> Value:
    """The value that `dump` was given."""
    return decode(orjson.loads(text))


def kind_of(value: Value) -> str:
    """The name of a value's type, as kept beside it for searching and showing."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | Decimal():
            return "number"
        case str():
            return "string"
        case dict():
            return "context"
        case list() | tuple():
            return "list"
        case dt.datetime():
            return "datetime"
        case dt.date():
            return "date"
        case dt.time():
            return "time"
        case _:
            return "duration"


class _Frames(threading.local):
    """What compresses, one for each thread: a new one for every state costs three times the work itself."""

    def __init__(self) -> None:
        self.writer = zstandard.ZstdCompressor(level=3)
        self.reader = zstandard.ZstdDecompressor()


_frames = _Frames()


def pack_state(state: dict[str, Any]) -> bytes:
    """A state as bytes, compressed."""
    return STATE_FORMAT + _frames.writer.compress(orjson.dumps(state))


def unpack_state(data: bytes) -> dict[str, Any]:
    """The state that `pack_state` was given. Raises StateUnreadable."""
    if data[:1] != STATE_FORMAT:
        raise StateUnreadable
    try:
        state: dict[str, Any] = orjson.loads(_frames.reader.decompress(data[1:]))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as error:
        raise StateUnreadable from error
    return state
