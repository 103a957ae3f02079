"""Functions on lists (DMN 1.5, 10.3.4.4). Positions count from 1, negative ones from the end.

`duplicate values`, `partition` and `is empty` are not DMN's but Camunda 8's, whose modeler offers them.
"""

import functools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import operate
from engine.feel.builtins.registry import builtin
from engine.feel.comparison import order, same
from engine.feel.errors import Fault
from engine.feel.numbers import CONTEXT, is_number, number, whole
from engine.feel.run import Run
from engine.feel.types import Function, Value

Items = list[Value]


@builtin("list contains", "list: list, element: any")
def _list_contains(run: Run, items: Items, element: Value) -> bool:
    spend = run.spend
    for item in items:  # noqa: SIM110 - a generator would cost as much as the comparison
        if same(item, element, spend) is True:
            return True
    return False


@builtin("count", "list: list")
def _count(run: Run, items: Items) -> Decimal:
    return Decimal(len(items))


def extreme(items: Sequence[Value], sign: int) -> Value:
    """The smallest (-1) or largest (1) item; Fault if they cannot be ordered."""
    if not items:
        raise Fault("expected at least one item")
    best = items[0]
    for item in items:
        found = order(item, best)
        if found is None:
            raise Fault("the items cannot be ordered")
        if found == sign:
            best = item
    return best


@builtin("min", "list: list")
def _minimum(run: Run, items: Items) -> Value:
    return extreme(items, -1)


@builtin("min", "c1: any, cN: any...")
def _minimum_of(run: Run, *items: Value) -> Value:
    return extreme(items, -1)


@builtin("max", "list: list")
def _maximum(run: Run, items: Items) -> Value:
    return extreme(items, 1)


@builtin("max", "c1: any, cN: any...")
def _maximum_of(run: Run, *items: Value) -> Value:
    return extreme(items, 1)


def numbers(items: Sequence[Value]) -> list[Decimal]:
    """The items as numbers; Fault if there is none, or one is something else."""
    if not items or not all(is_number(item) for item in items):
        raise Fault("expected a list of numbers, not empty")
    return [number(item) for item in items]


def total(items: Sequence[Value]) -> Value:
    """The sum of numbers, or of durations of one kind."""
    if not items:
        raise Fault("expected at least one number")
    result = items[0]
    if not is_number(result):
        raise Fault("expected a list of numbers")
    for item in items[1:]:
        result = operate("+", result, item)
    return number(result)


def product(items: Sequence[Value]) -> Value:
    """All numbers multiplied."""
    result = Decimal(1)
    for item in numbers(items):
        result = operate("*", result, item)
    return result


def mean(items: Sequence[Value]) -> Value:
    """The arithmetic mean."""
    return operate("/", total(items), Decimal(len(items)))


def median(items: Sequence[Value]) -> Value:
    """The middle number, or the mean of the two in the middle."""
    ordered = sorted(numbers(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return operate("/", operate("+", ordered[middle - 1], ordered[middle]), Decimal(2))


def standard_deviation(items: Sequence[Value]) -> Value:
    """The deviation of a sample; it needs two numbers."""
    if len(items) < 2:
        raise Fault("stddev(): expected at least two numbers")
    average = mean(numbers(items))
    squares = [operate("*", difference, difference) for item in items for difference in [operate("-", item, average)]]
    return CONTEXT.sqrt(operate("/", total(squares), Decimal(len(items) - 1)))


def mode(items: Sequence[Value]) -> Value:
    """The most frequent numbers, in ascending order."""
    counts: dict[Decimal, int] = {}
    for item in numbers(items) if items else []:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


AGGREGATES = {
    "sum": total,
    "product": product,
    "mean": mean,
    "median": median,
    "stddev": standard_deviation,
    "mode": mode,
}


def _register_aggregate(name: str) -> None:
    @builtin(name, "list: list")
    def _of_list(run: Run, items: Items) -> Value:
        return AGGREGATES[name](items)

    @builtin(name, "n1: any, nN: any...")
    def _of_arguments(run: Run, *items: Value) -> Value:
        return AGGREGATES[name](items)


for _name in AGGREGATES:
    _register_aggregate(_name)


def conjunction(items: Sequence[Value], decisive: bool) -> bool | None:
    """Three-valued `all` (decisive False) or `any` (decisive True)."""
    if any(item is decisive for item in items):
        return decisive
    return None if any(not isinstance(item, bool) for item in items) else not decisive


@builtin("all", "list: list")
def _all_true(run: Run, items: Items) -> bool | None:
    return conjunction(items, False)


@builtin("all", "b1: any, bN: any...")
def _all_of(run: Run, *items: Value) -> bool | None:
    return conjunction(items, False)


@builtin("any", "list: list")
def _any_true(run: Run, items: Items) -> bool | None:
    return conjunction(items, True)


@builtin("any", "b1: any, bN: any...")
def _any_of(run: Run, *items: Value) -> bool | None:
    return conjunction(items, True)


def place(items: Items, position: Any, beyond: int = 0) -> int:
    """The index of a position; Fault if the list has no such place."""
    index = whole(position)
    if index == 0 or abs(index) > len(items) + (beyond if index > 0 else 0):
        raise Fault("the position is outside of the list")
    return index - 1 if index > 0 else len(items) + index


@builtin("sublist", "list: list, start position: number, length?: number")
def _sublist(run: Run, items: Items, start_position: Any, length: Any = None) -> Items:
    start = place(items, start_position)
    if length is None:
        return items[start:]
    size = whole(length)
    if size < 1 or start + size > len(items):
        raise Fault("sublist(): the length goes beyond the list")
    return items[start : start + size]


@builtin("append", "list: list, item: any...")
def _append(run: Run, items: Items, *more: Value) -> Items:
    return [*items, *more]


@builtin("concatenate", "list: list...")
def _concatenate(run: Run, *lists: Items) -> Items:
    run.items(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(run: Run, items: Items, position: Any, new_item: Value) -> Items:
    index = place(items, position)
    return [*items[:index], new_item, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(run: Run, items: Items, position: Any) -> Items:
    index = place(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def _list_replace(run: Run, items: Items, position: Any, new_item: Value) -> Items:
    index = place(items, Decimal(int(number(position))))
    return [*items[:index], new_item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def _list_replace_matching(run: Run, items: Items, match: Function, new_item: Value) -> Items:
    result = []
    for item in items:
        chosen = match.apply(run, [item, new_item])
        if not isinstance(chosen, bool):
            raise Fault("list replace(): the match function must give true or false")
        result.append(new_item if chosen else item)
    return result


@builtin("reverse", "list: list")
def _reverse(run: Run, items: Items) -> Items:
    return items[::-1]


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: Items, match: Value) -> Items:
    return [Decimal(index) for index, item in enumerate(items, 1) if same(item, match, run.spend) is True]


def distinct(run: Run, items: Sequence[Value]) -> Items:
    """The items without repetitions, each at its first place."""
    result: Items = []
    for item in items:
        run.spend(len(result))
        if not any(same(item, known, run.spend) is True for known in result):
            result.append(item)
    return result


@builtin("union", "list: list...")
def _union(run: Run, *lists: Items) -> Items:
    run.items(sum(len(items) for items in lists))
    return distinct(run, [item for items in lists for item in items])


@builtin("distinct values", "list: list")
def _distinct_values(run: Run, items: Items) -> Items:
    return distinct(run, items)


@builtin("duplicate values", "list: list")
def _duplicate_values(run: Run, items: Items) -> Items:
    run.spend(len(items) * len(items))
    repeated = [item for item in items if sum(1 for other in items if same(item, other, run.spend) is True) > 1]
    return distinct(run, repeated)


@builtin("flatten", "list: list")
def _flatten(run: Run, items: Items) -> Items:
    result: Items = []
    waiting = items[::-1]
    while waiting:
        item = waiting.pop()
        run.spend(1)
        if isinstance(item, (list, tuple)):
            run.items(len(item))
            waiting.extend(reversed(item))
        else:
            result.append(item)
    return result


@builtin("sort", "list: list, precedes?: function")
def _sort(run: Run, items: Items, precedes: Function | None = None) -> Items:
    def compare(left: Value, right: Value) -> int:
        run.spend(1)
        if precedes is None:
            found = order(left, right)
            if found is None:
                raise Fault("sort(): the items cannot be ordered")
            return found
        if precedes.apply(run, [left, right]) is True:
            return -1
        return 1 if precedes.apply(run, [right, left]) is True else 0

    return sorted(items, key=functools.cmp_to_key(compare))


@builtin("partition", "list: list, size: number")
def _partition(run: Run, items: Items, size: Any) -> Items:
    length = whole(size)
    if length < 1:
        raise Fault("partition(): the size must be at least 1")
    return [items[start : start + length] for start in range(0, len(items), length)]


@builtin("is empty", "list: list")
def _is_empty(run: Run, items: Items) -> bool:
    return not items
