"""The outputs of rules, as far as they are literals: whether they differ, and how they rank."""

from collections.abc import Iterator

from engine.dmn.checks.constants import Constant, constant_of
from engine.dmn.table import DecisionTable, Output, Rule
from engine.dmn.types import Types
from engine.feel.comparison import same
from engine.model.data import Value


def disagree(table: DecisionTable, types: Types, first: int, second: int) -> bool:
    """Whether two rules surely give different results."""
    pairs = zip(table.outputs, table.rules[first].outputs, table.rules[second].outputs, strict=True)
    for column, text, other in pairs:
        one, two = constant_of(text), constant_of(other)
        if one is None or two is None:
            continue
        kind = types.kind(column.type_name)
        limited = types.find(column.type_name) is not None
        if not limited and kind in (None, one.kind) and same(one.value, two.value) is False:
            return True
    return False


def ranks_of(table: DecisionTable) -> list[tuple[int, ...] | None]:
    """How the outputs of each rule rank by the output values, 0 first; None where that is not known."""
    listed = [_listed(column) for column in table.outputs]
    found: list[tuple[int, ...] | None] = []
    for rule in table.rules:
        ranks = [_rank(values, constant_of(text)) for values, text in zip(listed, rule.outputs, strict=True)]
        known = tuple(rank for rank in ranks if rank is not None)
        found.append(known if len(known) == len(ranks) else None)
    return found


def unlisted(table: DecisionTable) -> Iterator[tuple[Rule, Value, Output]]:
    """Literal outputs that are none of the values their column lists."""
    for place, column in enumerate(table.outputs):
        values = _listed(column)
        for rule in table.rules if values else ():
            found = constant_of(rule.outputs[place])
            if found is not None and found.value is not None and _rank(values, found) == len(values or ()):
                yield rule, found.value, column


def _listed(column: Output) -> list[Value] | None:
    """The output values; None if one of them is no literal."""
    values = [constant_of(text) for text in column.values]
    known = [value.value for value in values if value is not None]
    return known if len(known) == len(values) else None


def _rank(values: list[Value] | None, output: Constant | None) -> int | None:
    if values is None or output is None:
        return None
    return next((place for place, value in enumerate(values) if same(value, output.value) is True), len(values))
