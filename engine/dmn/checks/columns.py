"""The input columns of a table as the checks see them: their domains, and the conditions of each rule in classes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.dmn.checks.conditions import Condition, condition_of, constants_of
from engine.dmn.checks.domains import Domain, domain_of
from engine.dmn.table import DecisionTable, Input
from engine.dmn.types import ItemType, Types
from engine.feel import UnaryTests
from engine.feel.nodes import Name, Node, Path
from engine.feel.properties import DATE, DAYS, MONTHS, TIME

WHOLE = frozenset(["integer", "long"])
COMPUTED = frozenset([*DATE, *TIME, *DAYS, *MONTHS])
"""Names behind a dot that compute something of a date, a time or a duration."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of conditions.

    Values of `possible` classes may occur; those of `attainable` ones certainly can, as far as the table itself says;
    those of `usual` ones are what an author has in mind: not null, and no text that the column does not name.
    """

    label: str
    domain: Domain
    conditions: tuple[Condition, ...]
    """By rule."""
    possible: int
    attainable: int
    usual: int
    variable: str | None
    """The variable of which the column reads a part or all; None if it computes something."""

    @property
    def given(self) -> bool:
        """Whether the column reads a value as it is given."""
        return self.variable is not None


@dataclass(frozen=True, slots=True)
class Reads:
    """What a table reads: variables that its caller chooses freely, and types of variables as far as known."""

    given: frozenset[str] = frozenset()
    types: Mapping[str, str | None] = field(default_factory=dict)


def columns_of(table: DecisionTable, types: Types, reads: Reads) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(_column(table, place, each, types, reads) for place, each in enumerate(table.inputs))


def _column(table: DecisionTable, place: int, column: Input, types: Types, reads: Reads) -> Column:
    tests = [rule.tests[place].tests for rule in table.rules]
    limits = tuple(_limits(column, types, reads))
    constants = [value for each in (*tests, *limits) for value in constants_of(each)]
    domain = domain_of(types.kind(column.type_name), constants, whole=column.type_name in WHOLE)
    possible, attainable = _limited(domain, limits, types.kind(column.type_name) is not None)
    unusual = domain.null | (domain.null >> 1 if domain.open_text and not limits else 0)
    return Column(
        label=column.expression.expression.text.strip(),
        domain=domain,
        conditions=tuple(_within(condition_of(each, domain), possible) for each in tests),
        possible=possible,
        attainable=attainable,
        usual=attainable & domain.named & ~unusual,
        variable=variable_of(column.expression.expression.node),
    )


def _within(condition: Condition, possible: int) -> Condition:
    return Condition(condition.surely & possible, condition.maybe & possible)


def _limits(column: Input, types: Types, reads: Reads) -> Iterator[UnaryTests]:
    """What says which values the column may have: its own input values, those of its type and of what it reads."""
    if column.allowed is not None:
        yield column.allowed.tests
    for start in (types.find(column.type_name), _type_read(column.expression.expression.node, types, reads)):
        item = start
        while item is not None and not item.collection and not item.components:
            yield from (each for each in (item.allowed, item.constraint) if each is not None)
            item = types.find(item.base)


def _type_read(node: Node, types: Types, reads: Reads) -> ItemType | None:
    """The item definition of the variable or the part of one that a column reads."""
    if isinstance(node, Name):
        return types.find(reads.types.get(node.name))
    whole = _type_read(node.source, types, reads) if isinstance(node, Path) else None
    while whole is not None and not whole.components:
        whole = types.find(whole.base)
    return None if whole is None or not isinstance(node, Path) else dict(whole.components).get(node.name)


def _limited(domain: Domain, limits: Sequence[UnaryTests], declared: bool) -> tuple[int, int]:
    """The classes that are possible and those that are attainable."""
    possible = domain.everything & ~domain.empty
    if declared and domain.kind is not None:
        possible &= ~domain.other
    attainable = domain.named | (domain.other if domain.kind is None else 0)
    for each in limits:
        condition = condition_of(each, domain)
        possible &= condition.maybe | domain.null
        attainable &= condition.surely | domain.null if condition.surely == condition.maybe else 0
    return possible, attainable & possible


def variable_of(node: Node) -> str | None:
    """The variable of an expression that is nothing but a path into it."""
    while isinstance(node, Path):
        if node.name in COMPUTED:
            return None
        node = node.source
    return node.name if isinstance(node, Name) else None
