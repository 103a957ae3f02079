"""Equality and order of values (DMN 10.3.2.13): None where two values cannot be compared."""

import datetime as dt
import operator as python
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.types import Range, Value, kind_of

Number = int | Decimal
Spend = Callable[[int], None]
LONG = 200
"""Characters that comparing looks at for one step."""
PLAIN = frozenset([int, Decimal])
"""Types of numbers that Python compares as FEEL does."""
ORDERED = {
    "number",
    "string",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
}


def free(steps: int) -> None:
    """Spends nothing: for callers outside of an evaluation."""


def same(left: Value, right: Value, spend: Spend = free) -> bool | None:
    """Whether both are equal; None if they are of different kinds. Null equals only null."""
    if left is None or right is None:
        return left is None and right is None
    if type(left) is str and type(right) is str:
        if len(left) >= LONG:
            spend(len(left) // LONG)
        return left == right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind == "list":
        return _same_lists(left, right, spend)
    if kind == "context":
        return _same_contexts(left, right, spend)
    if kind in ("time", "date and time"):
        return _same_moments(left, right)
    if kind == "range":
        return _same_ranges(left, right, spend)
    if kind in ("function", "unknown"):
        return left is right
    if kind == "string":
        spend(len(left) // LONG)
    return bool(left == right)


def _same_lists(left: Value, right: Value, spend: Spend) -> bool:
    spend(len(left) + 1)
    return len(left) == len(right) and all(same(a, b, spend) is True for a, b in zip(left, right, strict=True))


def _same_contexts(left: Value, right: Value, spend: Spend) -> bool:
    spend(len(left) + 1)
    return left.keys() == right.keys() and all(same(value, right[key], spend) is True for key, value in left.items())


def _same_ranges(left: Range, right: Range, spend: Spend) -> bool:
    flags = (left.low_included, left.high_included, left.negated)
    if flags != (right.low_included, right.high_included, right.negated):
        return False
    return same(left.low, right.low, spend) is True and same(left.high, right.high, spend) is True


def _same_moments(left: Any, right: Any) -> bool:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return False
    return bool(moment(left) == moment(right))


def moment(value: Any) -> Any:
    """A time or date and time in a form that Python orders; other values as they are.

    A time is its length from midnight, in UTC if it has a zone. In a named zone the same hour may come twice a year,
    which Python tells apart in UTC only.
    """
    if isinstance(value, dt.time):
        return of_day(value) - (time_offset(value) or dt.timedelta())
    if isinstance(value, dt.datetime) and isinstance(value.tzinfo, ZoneInfo):
        with suppress(OverflowError):
            return value.astimezone(dt.UTC)
    return value


def of_day(value: dt.time) -> dt.timedelta:
    """The length from midnight on its clock."""
    return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)


def time_offset(value: dt.time) -> dt.timedelta | None:
    """The offset from UTC; for a zone with daylight saving the one at the beginning of 2000."""
    if value.tzinfo is None:
        return None
    return value.utcoffset() or value.tzinfo.utcoffset(dt.datetime(2000, 1, 1, 12))  # noqa: DTZ001


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None if the two cannot be ordered, as different kinds or what is not a number."""
    kind = kind_of(left)
    if kind not in ORDERED or kind != kind_of(right):
        return None
    if kind in ("time", "date and time"):
        if (left.tzinfo is None) != (right.tzinfo is None):
            return None
        left, right = moment(left), moment(right)
    try:
        return int(left > right) - int(left < right)
    except ArithmeticError:
        return None


NUMERIC: dict[str, Callable[[Number, Number], bool]] = {
    "=": python.eq,
    "!=": python.ne,
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
}
"""Of two numbers whose types are PLAIN; those that are not finite raise ArithmeticError or are not equal."""
COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """`left <operator> right`; None if the two cannot be ordered."""
    sign = order(left, right)
    return None if sign is None else COMPARISONS[operator](sign)


def includes(interval: Range, value: Value, spend: Spend = free) -> bool | None:
    """Whether the interval contains the value; None if they cannot be compared."""
    if interval.negated:
        equal = same(interval.low, value, spend)
        return None if equal is None else not equal
    if value is None or (interval.low is None and interval.high is None):
        return None
    if interval.low is interval.high and interval.low_included and interval.high_included:
        return same(interval.low, value, spend)
    results = []
    if interval.low is not None:
        results.append(compare(">=" if interval.low_included else ">", value, interval.low))
    if interval.high is not None:
        results.append(compare("<=" if interval.high_included else "<", value, interval.high))
    if False in results:
        return False
    return None if None in results else True


def satisfies(value: Value, tested: Value, spend: Spend = free) -> bool | None:
    """Whether the value meets a test that evaluated to `tested`: a range, a list of such, or an equal value."""
    if isinstance(tested, Range) and not isinstance(value, Range):
        return includes(tested, value, spend)
    if isinstance(tested, (list, tuple)):
        if isinstance(value, (list, tuple)) and same(value, tested, spend):
            return True
        spend(len(tested))
        return any(satisfies(value, item, spend) is True for item in tested)
    return same(value, tested, spend)
