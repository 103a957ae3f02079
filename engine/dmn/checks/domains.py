"""The values that a column can have, cut into classes between which no test of the column distinguishes.

Classes are bits of an integer, so that a condition is the set of classes that meet it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.comparison import moment, of_day
from engine.feel.numbers import CONTEXT
from engine.feel.types import YearsMonths, kind_of
from engine.model.data import Value

DAY = dt.timedelta(days=1)
STEPS: Mapping[str, tuple[type | tuple[type, ...], Any]] = {
    "number": ((int, Decimal), 1),
    "date": (dt.date, DAY),
    "date and time": (dt.datetime, DAY),
    "time": (dt.time, DAY),
    "days and time duration": (dt.timedelta, DAY),
    "years and months duration": (YearsMonths, YearsMonths(1)),
}
"""Of kinds whose values are ordered: their types in Python, and a distance by which others lie beyond the last one."""

DISCRETE = frozenset(["date", "years and months duration"])
ZONED = frozenset(["time", "date and time"])
"""Kinds whose values with a zone are unequal to those without, and neither before nor after them."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Classes of values of one kind, then null, then those of the kind that differ from the named ones in having a zone
    or none, then values of all other kinds."""

    kind: str | None
    """None where the tests tell no kind, or several: nothing but null is known then."""
    places: Mapping[Value, int]
    """The values that the tests name, with their places in order."""
    examples: tuple[Value, ...]
    """A value of each class of the kind; None where a class is empty or has none that could be shown."""
    open_text: bool
    """Whether the last class of the kind is that of all texts that no test names."""

    @property
    def null(self) -> int:
        """The class of null."""
        return 1 << len(self.examples)

    @property
    def other(self) -> int:
        """The class of all values of other kinds."""
        return self.null << (2 if self.kind in ZONED else 1)

    @property
    def unordered(self) -> int:
        """The classes of what is neither before, after nor equal to the values that the tests name."""
        return self.everything & ~self.of_kind

    @property
    def of_kind(self) -> int:
        """All classes of the kind."""
        return self.null - 1

    @property
    def everything(self) -> int:
        """All classes."""
        return (self.other << 1) - 1

    @property
    def ordered(self) -> bool:
        """Whether values can be before and after each other."""
        return self.kind in STEPS

    @property
    def named(self) -> int:
        """Classes that have an example: those of the kind as far as there is one, and null."""
        return sum(1 << place for place, example in enumerate(self.examples) if example is not None) | self.null

    @property
    def empty(self) -> int:
        """Classes without a value: between days or months that follow each other, and beyond the times of a day."""
        if self.kind == "time":
            local = any(isinstance(each, dt.time) and each.tzinfo is None for each in self.examples)
            return self.of_kind & ~self.named if local else 0
        inner = self.of_kind & ~1 & ~(self.null >> 1)
        return inner & ~self.named if self.kind in DISCRETE else 0

    def equal(self, value: Value) -> int:
        """The class of one value that the tests name."""
        place = self.places[value]
        return 1 << (2 * place + 1 if self.ordered else place)

    def beyond(self, operator: str, value: Value) -> int:
        """The classes of what is <, <=, > or >= a value that the tests name."""
        bit = self.equal(value)
        below = bit - 1
        chosen = below if operator.startswith("<") else self.of_kind & ~below & ~bit
        return chosen | bit if operator.endswith("=") else chosen

    def example(self, classes: int) -> Value:
        """A value of the lowest of some classes."""
        place = (classes & -classes).bit_length() - 1
        return self.examples[place] if place < len(self.examples) else None


def domain_of(declared: str | None, constants: Iterable[Value], *, whole: bool) -> Domain:
    """The classes that the constants of a column cut its kind into.

    `declared` is the built-in type that the column states; without it the constants tell it. `whole`: only whole
    numbers are meant.
    """
    named = [value for value in constants if value is not None]
    kinds = {kind_of(value) for value in named}
    kind = declared or (kinds.pop() if len(kinds) == 1 else None)
    found = list(dict.fromkeys(value for value in named if kind_of(value) == kind and is_known(kind, value)))
    if kind == "boolean":
        return Domain(kind, {False: 0, True: 1}, (False, True), open_text=False)
    if kind == "string":
        return Domain(kind, numbered(found), (*found, unnamed(found)), open_text=True)
    if kind is None or kind not in STEPS or (kind in ZONED and len({each.tzinfo is None for each in found}) > 1):
        return Domain(None, {}, (), open_text=False)
    found.sort(key=moment)
    return Domain(kind, numbered(found), tuple(between(found, kind, whole=whole)), open_text=False)


def numbered(values: Iterable[Value]) -> Mapping[Value, int]:
    """Each value with its place."""
    return {value: place for place, value in enumerate(values)}


def is_known(kind: str | None, value: Value) -> bool:
    """Whether a constant can be put in order with others of its kind as FEEL does."""
    if kind in ("string", "boolean"):
        return True
    if kind in ZONED:
        known = isinstance(value, (dt.datetime, dt.time))
        return known and (value.tzinfo is None or isinstance(value.tzinfo, dt.timezone))
    return kind is not None and kind in STEPS and isinstance(value, STEPS[kind][0])


def unnamed(texts: Sequence[str]) -> str:
    """A text that is none of them."""
    return next(text for text in ("…" * length for length in range(1, len(texts) + 2)) if text not in texts)


def between(points: Sequence[Any], kind: str, *, whole: bool) -> Iterable[Value]:
    """Examples of what is before the first point, the first point, what is between it and the second, and so on."""
    step = STEPS[kind][1]
    if not points:
        yield ZEROS[kind]
        return
    yield tried(lambda: minus(points[0], step), lambda found: found < points[0])
    for place, point in enumerate(points):
        yield point
        following = points[place + 1] if place + 1 < len(points) else None
        if following is None:
            yield tried(lambda: plus(points[-1], step), lambda found: found > points[-1])
        else:
            yield tried(
                lambda low=point, high=following: middle(low, high, whole=whole),  # type: ignore[misc]  # mypy knows no defaults of a lambda
                lambda found, low=point, high=following: low < found < high,  # type: ignore[misc]  # as above
            )


ZEROS: Mapping[str, Value] = {
    "number": 0,
    "date": dt.date(2026, 1, 1),
    "date and time": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    "time": dt.time(12),
    "days and time duration": dt.timedelta(0),
    "years and months duration": YearsMonths(0),
}


def tried(make: Callable[[], Any], check: Callable[[Any], bool]) -> Value:
    """What is made if it is what was wanted; None where there is no such value, or none that can be written."""
    try:
        found = make()
        return found if check(found) else None
    except (ArithmeticError, ValueError):
        return None


def plus(value: Any, step: Any) -> Any:
    """The value so far later or larger."""
    if isinstance(value, YearsMonths):
        return YearsMonths(value.months + step.months)
    if isinstance(value, dt.time):
        return halfway(value, step - of_day(value))
    return CONTEXT.add(Decimal(value), Decimal(step)) if isinstance(value, (int, Decimal)) else value + step


def minus(value: Any, step: Any) -> Any:
    """The value so far earlier or smaller."""
    if isinstance(value, YearsMonths):
        return YearsMonths(value.months - step.months)
    if isinstance(value, dt.time):
        return halfway(value.replace(hour=0, minute=0, second=0, microsecond=0), of_day(value))
    return CONTEXT.subtract(Decimal(value), Decimal(step)) if isinstance(value, (int, Decimal)) else value - step


def halfway(value: dt.time, length: dt.timedelta) -> dt.time:
    """The time half of a length later. Raises ValueError where the day has ended by then."""
    found = dt.datetime.combine(dt.date.min, value) + length / 2
    if found.date() != dt.date.min:
        raise ValueError
    return found.timetz()


def middle(low: Any, high: Any, *, whole: bool) -> Any:
    """A value between two others: a whole number if there is one, or nothing but whole numbers are meant."""
    if isinstance(low, YearsMonths):
        return YearsMonths((low.months + high.months) // 2)
    if isinstance(low, dt.time):
        return halfway(low, moment(high) - moment(low))
    if isinstance(low, dt.datetime):
        return low + (high - low) / 2
    if isinstance(low, dt.date):
        return low + dt.timedelta(days=(high - low).days // 2)
    if isinstance(low, dt.timedelta):
        return low + (high - low) / 2
    following = Decimal(low).to_integral_value(rounding="ROUND_FLOOR") + 1
    if whole or following < high:
        return following
    return CONTEXT.divide(CONTEXT.add(Decimal(low), Decimal(high)), Decimal(2))
