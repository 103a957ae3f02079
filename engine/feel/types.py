"""Values that FEEL has and Python has not, and the names of the kinds of values."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.errors import Fault
from engine.feel.far_dates import FarDate, FarDateTime
from engine.feel.numbers import is_number

Value = Any
"""None, bool, str, Decimal or int, date, datetime, time, timedelta, YearsMonths, FarDate, FarDateTime, Range, Function,
list or dict."""


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of years and months, kept as whole months; negative ones go backwards."""

    months: int = 0

    @property
    def years(self) -> int:
        """Whole years, with the sign of the duration."""
        return (abs(self.months) // 12) * (-1 if self.months < 0 else 1)

    @property
    def rest(self) -> int:
        """Months beyond the whole years, with the sign of the duration."""
        return (abs(self.months) % 12) * (-1 if self.months < 0 else 1)

    def __str__(self) -> str:
        if self.months == 0:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{'-' if self.months < 0 else ''}P{text}"


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of comparable values; an endpoint of None is open to that side. Compare with `same`."""

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True
    negated: bool = False
    """True only for `!= x`: everything but the point."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be invoked: written in FEEL, built in, or given by the host."""

    parameters: tuple[str, ...]
    call: Callable[[Any, Sequence[Value]], Value]
    """Takes the run and one value for each parameter."""
    name: str = "function"
    parameter_types: tuple[Any, ...] = ()

    def apply(self, run: Any, arguments: Sequence[Value]) -> Value:
        """Call it with one value for each parameter; Fault if there are more or fewer."""
        if len(arguments) != len(self.parameters):
            raise Fault(f"{self.name}() takes {len(self.parameters)} arguments, but was given {len(arguments)}")
        run.enter()
        try:
            return self.call(run, arguments)
        finally:
            run.depth -= 1


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    dt.datetime: "date and time",
    dt.date: "date",
    FarDate: "date",
    FarDateTime: "date and time",
    dt.time: "time",
    dt.timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    tuple: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind_of(value: Value) -> str:
    """The FEEL name of the value's kind; "unknown" for what FEEL does not look into."""
    kind = KINDS.get(type(value))
    if kind is not None:
        return kind
    if is_number(value):
        return "number"
    return next((name for known, name in KINDS.items() if isinstance(value, known)), "unknown")
