"""The operators + - * / ** on numbers, texts, dates, times and durations (DMN 10.3.2.9, table 55)."""

import calendar
import datetime as dt
import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.comparison import time_offset
from engine.feel.errors import Fault
from engine.feel.far_dates import Ordered
from engine.feel.numbers import CONTEXT, number
from engine.feel.temporal import duration_seconds
from engine.feel.types import Value, YearsMonths, kind_of

DAYS = "days and time duration"
MONTHS = "years and months duration"
Operation = Callable[[Any, Any], Value]
DECIMAL_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "**": CONTEXT.power,
}


def operate(operator: str, left: Value, right: Value) -> Value:
    """The result of a binary operator; Fault if the two kinds do not go together or the result has no place."""
    if type(left) is Decimal and type(right) is Decimal:
        return _numbers(operator, left, right)
    kinds = kind_of(left), kind_of(right)
    if kinds == ("number", "number"):
        return _numbers(operator, number(left), number(right))
    operation = OPERATIONS.get((operator, *kinds))
    if operation is None:
        raise Fault(f"{kinds[0]} {operator} {kinds[1]} has no value")
    if isinstance(left, Ordered) or isinstance(right, Ordered):
        raise Fault("dates outside of the years 1 to 9999 cannot be moved or subtracted")
    try:
        return operation(left, right)
    except (ArithmeticError, ValueError):
        raise Fault(f"the result of {operator} is out of range") from None


def _numbers(operator: str, left: Decimal, right: Decimal) -> Decimal:
    """The result, never a negative zero."""
    try:
        result = DECIMAL_OPERATIONS[operator](left, right)
        return result or CONTEXT.abs(result)
    except decimal.DivisionByZero:
        raise Fault("division by zero") from None
    except decimal.DecimalException:
        raise Fault(f"the result of {operator} is no number of at most 34 digits") from None


def negate(value: Value) -> Value:
    """`-value` of a number or duration."""
    kind = kind_of(value)
    if kind == "number":
        return CONTEXT.minus(number(value))
    if kind == DAYS:
        return -value
    if kind == MONTHS:
        return YearsMonths(-value.months)
    raise Fault(f"-{kind} has no value")


def add_months(value: Any, months: YearsMonths) -> Any:
    """A date or date and time moved by months; the day is cut to the length of the month."""
    year, month = divmod(value.year * 12 + value.month - 1 + months.months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return value.replace(year=year, month=month + 1, day=min(value.day, calendar.monthrange(year, month + 1)[1]))


def add_length(value: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """A date and time so much later; in a named zone the clock may have been changed in between."""
    if isinstance(value.tzinfo, ZoneInfo):
        return (value.astimezone(dt.UTC) + length).astimezone(value.tzinfo)
    return value + length


def add_days(value: dt.date, length: dt.timedelta) -> dt.date:
    """A date moved by a duration from its midnight; the time of day is dropped."""
    return (dt.datetime.combine(value, dt.time()) + length).date()


def add_time(value: dt.time, length: dt.timedelta) -> dt.time:
    """A time moved around the clock."""
    moved = dt.datetime.combine(dt.date(2000, 1, 1), value.replace(tzinfo=None))
    micros = (length.days * 86_400 + length.seconds) % 86_400 * 1_000_000 + length.microseconds
    return (moved + dt.timedelta(microseconds=micros)).time().replace(tzinfo=value.tzinfo)


def between(later: Any, earlier: Any) -> dt.timedelta:
    """The length from one moment to another; a date is its midnight in UTC."""
    later, earlier = midnight(later), midnight(earlier)
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        raise Fault("one moment has a time zone and the other has none")
    if later.tzinfo is not None:
        later, earlier = later.astimezone(dt.UTC), earlier.astimezone(dt.UTC)
    length: dt.timedelta = later - earlier
    return length


def midnight(value: dt.date) -> dt.datetime:
    """A date as date and time in UTC; a date and time as it is."""
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time(), dt.UTC)


def between_times(later: dt.time, earlier: dt.time) -> dt.timedelta:
    """The length between two times of one day."""
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        raise Fault("one time has a time zone and the other has none")
    day = dt.date(2000, 1, 1)
    length = dt.datetime.combine(day, later.replace(tzinfo=None)) - dt.datetime.combine(
        day, earlier.replace(tzinfo=None)
    )
    return length - (time_offset(later) or dt.timedelta()) + (time_offset(earlier) or dt.timedelta())


def scale_days(value: dt.timedelta, factor: Any) -> dt.timedelta:
    """A days and time duration, times a number."""
    return seconds_duration(CONTEXT.multiply(duration_seconds(value), number(factor)))


def divide_days(value: dt.timedelta, divisor: Any) -> dt.timedelta:
    """A days and time duration, divided by a number."""
    return seconds_duration(_numbers("/", duration_seconds(value), number(divisor)))


def seconds_duration(seconds: Decimal) -> dt.timedelta:
    """A duration of so many seconds, cut to microseconds."""
    if abs(seconds) > 86_400_000_000_000:
        raise OverflowError
    return dt.timedelta(microseconds=int(seconds * 1_000_000))


def scale_months(value: YearsMonths, factor: Any) -> YearsMonths:
    """A years and months duration, times a number, cut to whole months."""
    return whole_months(_numbers("*", Decimal(value.months), number(factor)))


def divide_months(value: YearsMonths, divisor: Any) -> YearsMonths:
    """A years and months duration, divided by a number, cut to whole months."""
    return whole_months(_numbers("/", Decimal(value.months), number(divisor)))


def whole_months(months: Decimal) -> YearsMonths:
    """A duration of so many months."""
    if months.adjusted() > 18:
        raise OverflowError
    return YearsMonths(int(months))


def _date_minus_months(value: Any, months: YearsMonths) -> Any:
    return add_months(value, YearsMonths(-months.months))


OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("+", "string", "string"): lambda a, b: a + b,
    ("+", DAYS, DAYS): lambda a, b: a + b,
    ("-", DAYS, DAYS): lambda a, b: a - b,
    ("+", MONTHS, MONTHS): lambda a, b: YearsMonths(a.months + b.months),
    ("-", MONTHS, MONTHS): lambda a, b: YearsMonths(a.months - b.months),
    ("+", "date and time", DAYS): add_length,
    ("+", DAYS, "date and time"): lambda a, b: add_length(b, a),
    ("-", "date and time", DAYS): lambda a, b: add_length(a, -b),
    ("+", "date and time", MONTHS): add_months,
    ("+", MONTHS, "date and time"): lambda a, b: add_months(b, a),
    ("-", "date and time", MONTHS): _date_minus_months,
    ("+", "date", DAYS): add_days,
    ("+", DAYS, "date"): lambda a, b: add_days(b, a),
    ("-", "date", DAYS): lambda a, b: add_days(a, -b),
    ("+", "date", MONTHS): add_months,
    ("+", MONTHS, "date"): lambda a, b: add_months(b, a),
    ("-", "date", MONTHS): _date_minus_months,
    ("+", "time", DAYS): add_time,
    ("+", DAYS, "time"): lambda a, b: add_time(b, a),
    ("-", "time", DAYS): lambda a, b: add_time(a, -b),
    ("-", "date and time", "date and time"): between,
    ("-", "date", "date"): between,
    ("-", "date and time", "date"): between,
    ("-", "date", "date and time"): between,
    ("-", "time", "time"): between_times,
    ("*", DAYS, "number"): scale_days,
    ("*", "number", DAYS): lambda a, b: scale_days(b, a),
    ("/", DAYS, "number"): divide_days,
    ("/", DAYS, DAYS): lambda a, b: _numbers("/", duration_seconds(a), duration_seconds(b)),
    ("*", MONTHS, "number"): scale_months,
    ("*", "number", MONTHS): lambda a, b: scale_months(b, a),
    ("/", MONTHS, "number"): divide_months,
    ("/", MONTHS, MONTHS): lambda a, b: _numbers("/", Decimal(a.months), Decimal(b.months)),
}
