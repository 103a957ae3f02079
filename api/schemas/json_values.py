"""Process data as JSON: numbers stay exact, and nothing comes in that a database could not give back."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import orjson
from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema

from api.schemas.refusals import MalformedJson
from engine.model.data import Value
from engine.model.text import N_, Text

DEEPEST = 50
LONGEST_NUMBER = 100
LARGEST_EXPONENT = 6144
"""As decimal128 has it, whose numbers FEEL calculates with."""

_LARGEST_INTEGER = 2**63 - 1
_DURATION = TypeAdapter(timedelta)


def read_json(body: bytes) -> Value:
    """The value in a body. Fractions are Decimal. Raises MalformedJson."""
    try:
        value = json.loads(
            body.decode(),
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_no_number,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError:
        _refuse(N_("it is not UTF-8"))
    except json.JSONDecodeError as error:
        _refuse(
            N_("%(what)s in line %(line)s, column %(column)s"), what=error.msg, line=error.lineno, column=error.colno
        )
    except RecursionError:
        _too_deep()
    _check(value)
    return value


def _refuse(template: str, **facts: Any) -> NoReturn:
    raise MalformedJson(reason=Text(template, facts)) from None


def _too_deep() -> NoReturn:
    _refuse(N_("it is nested deeper than %(deepest)s levels"), deepest=DEEPEST)


def _fraction(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= LONGEST_NUMBER else Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        _no_number(text)
    return number


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _no_number(text)
    return int(text)


def _no_number(text: str) -> NoReturn:
    _refuse(N_("%(number)s is no number that can be kept"), number=text[:20])


def _unique(pairs: Sequence[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse(N_("the name “%(name)s” stands twice in one object"), name=twice[:80].encode(errors="replace").decode())
    return found


def _check(value: Value) -> None:
    """Refuse what lies too deep, and texts with NUL or half of a surrogate pair, which PostgreSQL does not keep."""
    level = [value]
    for _ in range(DEEPEST):
        following: list[Value] = []
        for each in level:
            match each:
                case str():
                    _check_text(each)
                case dict():
                    _check_text("".join(each))
                    following.extend(each.values())
                case list():
                    following.extend(each)
        if not following:
            return
        level = following
    _too_deep()


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text if not sign.isascii()):
        _refuse(N_("a text holds characters that cannot be kept (NUL or half of a surrogate pair)"))


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
