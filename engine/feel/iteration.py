"""`for`, `some` and `every`: walking over lists and ranges, step by counted step."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

from engine.feel.comparison import order
from engine.feel.errors import Fault
from engine.feel.names import mentions, weight
from engine.feel.nodes import For, Iterator, Quantified
from engine.feel.numbers import is_number, whole
from engine.feel.run import Compile, Compiled, Frame
from engine.feel.types import Range, Value, kind_of

Source = Callable[[Frame], Iterable[Value]]


def compile_for(node: For, compile_node: Compile) -> Compiled:
    """A list of the body's values; null if a source cannot be walked over."""
    sources = [(iterator.name, compile_source(iterator, compile_node)) for iterator in node.iterators]
    body, cost = compile_node(node.body), weight(node.body)
    reads_partial = mentions(node.body, "partial")

    def evaluate(frame: Frame) -> Value:
        results: list[Value] = []

        def visit(scope: Frame) -> bool:
            run = scope.run
            run.spend(cost)
            if reads_partial:
                run.spend(len(results))
                scope = scope.inner({"partial": list(results)})
            results.append(body(scope))
            if len(results) % 1000 == 0:
                run.items(len(results))
            return True

        try:
            walk(sources, frame, visit)
        except Fault as fault:
            frame.run.warn(str(fault), node.at)
            return None
        return results

    return evaluate


def compile_quantified(node: Quantified, compile_node: Compile) -> Compiled:
    """Three-valued: an item without an answer makes the whole null unless another one decides it."""
    sources = [(iterator.name, compile_source(iterator, compile_node)) for iterator in node.iterators]
    condition, cost = compile_node(node.condition), weight(node.condition)
    decisive = not node.every

    def evaluate(frame: Frame) -> bool | None:
        unknown = False

        def visit(scope: Frame) -> bool:
            nonlocal unknown
            scope.run.spend(cost)
            value = condition(scope)
            if value is not None and not isinstance(value, bool):
                raise Fault("expected true or false behind 'satisfies'")
            unknown = unknown or value is None
            return value is not decisive

        try:
            if not walk(sources, frame, visit):
                return decisive
        except Fault as fault:
            frame.run.warn(str(fault), node.at)
            return None
        return None if unknown else not decisive

    return evaluate


def walk(sources: list[tuple[str, Source]], frame: Frame, visit: Callable[[Frame], bool]) -> bool:
    """Visit every combination until a visit says False; whether none did."""
    (name, source), inner = sources[0], sources[1:]
    for item in source(frame):
        frame.run.spend(1)
        scope = frame.inner({name: item})
        if not (walk(inner, scope, visit) if inner else visit(scope)):
            return False
    return True


def compile_source(iterator: Iterator, compile_node: Compile) -> Source:
    """What an iterator walks over; Fault if that is nothing to walk over."""
    source = compile_node(iterator.source)
    if iterator.end is None:
        return lambda frame: walkable(source(frame))
    end = compile_node(iterator.end)
    return lambda frame: between(source(frame), end(frame))


def walkable(value: Value) -> Iterable[Value]:
    """The items of a list, the members of a closed range, or a single value as it is."""
    if value is None:
        raise Fault("expected a list to walk over, but got null")
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, Range):
        if value.negated or value.low is None or value.high is None:
            raise Fault("expected a range with two ends to walk over")
        if order(value.low, value.high) == 1:
            raise Fault("the range ends before it begins")
        return _inside(value)
    return (value,)


def _inside(value: Range) -> Iterable[Value]:
    for item in between(value.low, value.high):
        if (item == value.low and not value.low_included) or (item == value.high and not value.high_included):
            continue
        yield item


def between(start: Value, end: Value) -> Iterable[Value]:
    """Whole numbers or days from start to end, both included, in either direction."""
    if is_number(start) and is_number(end):
        first, last = whole(start), whole(end)
        step = 1 if first <= last else -1
        return (Decimal(item) for item in range(first, last + step, step))
    if isinstance(start, dt.date) and isinstance(end, dt.date) and kind_of(start) == kind_of(end) == "date":
        days = (end - start).days
        step = 1 if days >= 0 else -1
        return (start + dt.timedelta(days=day) for day in range(0, days + step, step))
    raise Fault("expected two whole numbers or two dates around '..'")
