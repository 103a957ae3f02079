"""Process data on its way into the sandbox and back: the same value, or a refusal; never something near it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel import YearsMonths
from engine.model.data import Value

DEEPEST = 100
MOST_ITEMS = 100_000
"""Values inside one result, all levels together."""
MOST_CHARACTERS = 1_000_000
"""Characters of all texts of one result."""
DIGITS = 34
"""Digits of a number (DMN 1.5, 10.3.2.3.1: decimal128)."""
_EXACT = (bool, str, dt.datetime, dt.date, dt.time, dt.timedelta)


class Months(NamedTuple):
    """A duration of years and months inside the sandbox, which has no type for it."""

    months: int


class NotProcessData(Exception):
    """A value cannot cross. The text says what it is and what to do, and never shows the value."""


def into(value: Value, depth: int = 0) -> Any:
    """The value as the sandbox takes it."""
    if depth > DEEPEST:
        raise NotProcessData(f"Expected at most {DEEPEST} lists and contexts inside each other.")
    if isinstance(value, dt.time) and value.tzinfo is not None and value.utcoffset() is None:
        raise NotProcessData("A time of day in a named zone has no offset in Python. Give it one.")
    if value is None or type(value) in (*_EXACT, int, Decimal):
        return value
    if isinstance(value, dict):
        return {key: into(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [into(item, depth + 1) for item in value]
    if isinstance(value, YearsMonths):
        return Months(value.months)
    raise NotProcessData(f"A {type(value).__name__} cannot go into Python. Work with it in FEEL.")


class Inward:
    """Takes one result over, counting how large it is."""

    def __init__(self) -> None:
        self.items = 0
        self.characters = 0

    def take(self, value: Any, depth: int = 0) -> Value:
        """The value as process data; raises NotProcessData."""
        self.items += 1
        if depth > DEEPEST:
            raise NotProcessData(f"Expected at most {DEEPEST} lists and contexts inside each other.")
        if self.items > MOST_ITEMS or self.characters > MOST_CHARACTERS:
            raise NotProcessData(f"Expected at most {MOST_ITEMS} values with {MOST_CHARACTERS} characters.")
        if isinstance(value, str):
            self.characters += len(value)
            return value
        if value is None or isinstance(value, _EXACT):
            return value
        if isinstance(value, (int, Decimal)):
            return exact_number(value)
        if isinstance(value, dict):
            return {self.key(key): self.take(item, depth + 1) for key, item in value.items()}
        if isinstance(value, tuple) and getattr(value, "_fields", None) == ("months",) and type(value[0]) is int:
            return YearsMonths(value[0])
        if isinstance(value, list) or type(value) is tuple:
            return [self.take(item, depth + 1) for item in value]
        raise NotProcessData(_ADVICE.get(type(value).__name__, _NO_ADVICE % type(value).__name__))

    def key(self, key: Any) -> str:
        """The name of an entry of a context."""
        if not isinstance(key, str):
            raise NotProcessData(f"Expected a text as key of a context, but got a {type(key).__name__}.")
        self.characters += len(key)
        return key


_ADVICE = {
    "float": "A floating-point number is not exact. Use Decimal: Decimal('0.1'), Decimal(a) / b, or a // b.",
    "set": "A set has no order. Make it a list: sorted(…).",
    "frozenset": "A set has no order. Make it a list: sorted(…).",
}
_NO_ADVICE = "A %s cannot be process data. Begin its name with _ to keep it inside of the script."


def advice(kind: str) -> str:
    """What to say of a value of a kind that Python has and process data has not."""
    return _ADVICE.get(kind, _NO_ADVICE % kind)


def exact_number(value: int | Decimal) -> int | Decimal:
    """The number, if it is one and all its digits can be kept."""
    too_long = f"Expected numbers of at most {DIGITS} digits. Round it."
    if isinstance(value, int) and value.bit_length() > 4 * DIGITS:
        raise NotProcessData(too_long)
    number = Decimal(value)
    if not number.is_finite():
        raise NotProcessData("Expected a number, but got infinity or no number at all.")
    if len(number.as_tuple().digits) > DIGITS or not -6143 <= number.adjusted() <= 6144:
        raise NotProcessData(too_long)
    return value


def identical(left: Value, right: Value) -> bool:
    """Whether two values are of the same types and equal, all the way down: 1 is not True, 1.0 is not 1.00."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(identical(value, right[key]) for key, value in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, Decimal):
        return str(left) == str(right)
    if isinstance(left, (dt.datetime, dt.time)):
        return bool(left == right) and left.utcoffset() == right.utcoffset()
    return bool(left == right)


def changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """The entries of `after` that are new or not as they were."""
    return {name: value for name, value in after.items() if name not in before or not identical(before[name], value)}
