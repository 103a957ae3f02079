"""Relations between points and ranges (DMN 1.5, 10.3.4.7, table 78)."""

from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.comparison import order
from engine.feel.errors import Fault
from engine.feel.run import Run
from engine.feel.types import Range, Value


def sign(left: Value, right: Value) -> int:
    """How two endpoints are ordered; Fault if they cannot be."""
    found = order(left, right)
    if found is None:
        raise Fault("the endpoints cannot be compared")
    return found


def interval(value: Value) -> Range:
    """A range as it is; a point as the range of itself."""
    return value if isinstance(value, Range) else Range(value, value)


def ends_before(first: Range, second: Range) -> bool:
    """Whether nothing of the first is at or after the beginning of the second."""
    found = sign(first.high, second.low)
    return found < 0 or (found == 0 and not (first.high_included and second.low_included))


def starts_within(inner: Range, outer: Range) -> bool:
    """Whether the inner range begins no earlier than the outer one."""
    found = sign(inner.low, outer.low)
    return found > 0 or (found == 0 and (outer.low_included or not inner.low_included))


def ends_within(inner: Range, outer: Range) -> bool:
    """Whether the inner range ends no later than the outer one."""
    found = sign(inner.high, outer.high)
    return found < 0 or (found == 0 and (outer.high_included or not inner.high_included))


def same_start(first: Range, second: Range) -> bool:
    """Whether both begin at the same place."""
    return sign(first.low, second.low) == 0 and first.low_included == second.low_included


def same_end(first: Range, second: Range) -> bool:
    """Whether both end at the same place."""
    return sign(first.high, second.high) == 0 and first.high_included == second.high_included


@builtin("before", "point1: any, point2: any")
@builtin("before", "point: any, range: range")
@builtin("before", "range: range, point: any")
@builtin("before", "range1: range, range2: range")
def _before(run: Run, first: Value, second: Value) -> bool:
    return ends_before(interval(first), interval(second))


@builtin("after", "point1: any, point2: any")
@builtin("after", "point: any, range: range")
@builtin("after", "range: range, point: any")
@builtin("after", "range1: range, range2: range")
def _after(run: Run, first: Value, second: Value) -> bool:
    return ends_before(interval(second), interval(first))


@builtin("meets", "range1: range, range2: range")
def _meets(run: Run, first: Range, second: Range) -> bool:
    return sign(first.high, second.low) == 0 and first.high_included and second.low_included


@builtin("met by", "range1: range, range2: range")
def _met_by(run: Run, first: Range, second: Range) -> bool:
    return _meets(run, second, first)


@builtin("overlaps", "range1: range, range2: range")
def _overlaps(run: Run, first: Range, second: Range) -> bool:
    return not ends_before(first, second) and not ends_before(second, first)


@builtin("overlaps before", "range1: range, range2: range")
def _overlaps_before(run: Run, first: Range, second: Range) -> bool:
    start = sign(first.low, second.low)
    earlier = start < 0 or (start == 0 and first.low_included and not second.low_included)
    return earlier and not ends_before(first, second) and ends_within(first, second)


@builtin("overlaps after", "range1: range, range2: range")
def _overlaps_after(run: Run, first: Range, second: Range) -> bool:
    start = sign(first.low, second.low)
    later = start > 0 or (start == 0 and second.low_included and not first.low_included)
    return later and not ends_before(second, first) and ends_within(second, first)


@builtin("finishes", "point: any, range: range")
@builtin("finishes", "range1: range, range2: range")
def _finishes(run: Run, first: Value, second: Range) -> bool:
    inner = interval(first)
    return same_end(inner, second) and starts_within(inner, second)


@builtin("finished by", "range: range, point: any")
@builtin("finished by", "range1: range, range2: range")
def _finished_by(run: Run, first: Range, second: Value) -> bool:
    return _finishes(run, second, first)


@builtin("includes", "range: range, point: any")
@builtin("includes", "range1: range, range2: range")
def _includes(run: Run, first: Range, second: Value) -> bool:
    inner = interval(second)
    return starts_within(inner, first) and ends_within(inner, first)


@builtin("during", "point: any, range: range")
@builtin("during", "range1: range, range2: range")
def _during(run: Run, first: Value, second: Range) -> bool:
    return _includes(run, second, first)


@builtin("starts", "point: any, range: range")
@builtin("starts", "range1: range, range2: range")
def _starts(run: Run, first: Value, second: Range) -> bool:
    inner = interval(first)
    return same_start(inner, second) and ends_within(inner, second)


@builtin("started by", "range: range, point: any")
@builtin("started by", "range1: range, range2: range")
def _started_by(run: Run, first: Range, second: Value) -> bool:
    return _starts(run, second, first)


@builtin("coincides", "point1: any, point2: any")
@builtin("coincides", "range1: range, range2: range")
def _coincides(run: Run, first: Any, second: Any) -> bool:
    left, right = interval(first), interval(second)
    return same_start(left, right) and same_end(left, right)
