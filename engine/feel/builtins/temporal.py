"""Functions on dates and times (DMN 1.5, 10.3.4.6 and 10.3.4.10).

`last day of month` is not DMN's but Camunda 8's, whose modeler offers it.
"""

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.comparison import same
from engine.feel.errors import Fault
from engine.feel.run import Run
from engine.feel.types import Value, kind_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now")
def _now(run: Run) -> dt.datetime:
    if run.now is None:
        raise Fault("now(): this evaluation was not told the time")
    return run.now


@builtin("today")
def _today(run: Run) -> dt.date:
    return _now(run).date()


@builtin("day of year", "date: moment")
def _day_of_year(run: Run, date: Any) -> Decimal:
    return Decimal(date.timetuple().tm_yday)


@builtin("day of week", "date: moment")
def _day_of_week(run: Run, date: dt.date) -> str:
    return DAYS[date.weekday()]


@builtin("month of year", "date: moment")
def _month_of_year(run: Run, date: Any) -> str:
    return MONTHS[date.month - 1]


@builtin("week of year", "date: moment")
def _week_of_year(run: Run, date: Any) -> Decimal:
    return Decimal(date.isocalendar().week)


@builtin("last day of month", "date: moment")
def _last_day_of_month(run: Run, date: Any) -> Decimal:
    return Decimal(calendar.monthrange(2000 + date.year % 400, date.month)[1])


@builtin("is", "value1: any, value2: any")
def _identical(run: Run, left: Value, right: Value) -> bool:
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, (dt.time, dt.datetime)):
        return bool(left.replace(tzinfo=None) == right.replace(tzinfo=None) and _offset(left) == _offset(right))
    return same(left, right, run.spend) is True


def _offset(value: Any) -> Any:
    return None if value.tzinfo is None else (value.utcoffset(), getattr(value.tzinfo, "key", None))
