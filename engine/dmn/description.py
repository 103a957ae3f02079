"""What people see of a decision: its tables cell by cell, and the inputs that it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.table import DecisionTable
from engine.dmn.types import Types
from engine.feel import FeelSyntaxError, compile_expression
from engine.feel.nodes import ListLiteral, Literal
from engine.model.data import Value


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column of conditions or results. `text` is the expression of a condition, `allowed` the values it may have."""

    label: str
    text: str
    type_name: str | None
    allowed: str


@dataclass(frozen=True, slots=True)
class DescribedRule:
    """A row as it is written."""

    id: str
    conditions: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A decision table as it is written."""

    decision_id: str
    """The decision or business knowledge model whose logic the table is or is in; of an imported model, its id behind
    the name of the import."""
    table_id: str | None
    policy: str
    """The hit policy, with the aggregation of COLLECT."""
    inputs: tuple[DescribedColumn, ...]
    outputs: tuple[DescribedColumn, ...]
    rules: tuple[DescribedRule, ...]


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """A value that the caller gives by this name."""

    name: str
    label: str
    type_name: str | None
    """The type as the model names it; None where it says nothing."""
    kind: str | None
    """The built-in type behind it, such as "number"; "collection" for lists, "context"; None where it is open."""
    choices: tuple[Value, ...] = ()
    """The only texts or numbers it may have, if the model lists them."""


def described(table: DecisionTable) -> DescribedTable:
    """The table in the texts of its author."""
    return DescribedTable(
        decision_id=table.owner_id,
        table_id=table.element_id,
        policy=str(table.policy),
        inputs=tuple(
            DescribedColumn(
                each.label,
                each.expression.expression.text,
                each.type_name,
                each.allowed.tests.text if each.allowed else "",
            )
            for each in table.inputs
        ),
        outputs=tuple(
            DescribedColumn(
                each.label,
                each.name or "",
                each.type_name,
                ", ".join(value.expression.text for value in each.values[:1]),
            )
            for each in table.outputs
        ),
        rules=tuple(
            DescribedRule(
                rule.rule_id,
                tuple(test.tests.text for test in rule.tests),
                tuple(text.expression.text for text in rule.outputs),
                rule.annotations,
            )
            for rule in table.rules
        ),
    )


def described_input(
    name: str, declared: Mapping[str, str | None], tables: Sequence[DecisionTable], types: Types
) -> DecisionInput:
    """The input of that name, with what input data and the columns that read it say about it."""
    columns = [each for table in tables for each in table.inputs if each.expression.expression.text == name]
    type_name = declared.get(name) or next((each.type_name for each in columns if each.type_name), None)
    label = next((each.label for each in columns if each.label != name), name)
    allowed = next((each.allowed.tests.text for each in columns if each.allowed), "")
    item = types.find(type_name)
    if not allowed and item is not None and item.allowed is not None and not item.collection:
        allowed = item.allowed.text
    return DecisionInput(name, label, type_name, types.kind(type_name), listed(allowed))


def listed(tests: str) -> tuple[Value, ...]:
    """The values of unary tests that are nothing but literals; none for others."""
    if not tests:
        return ()
    try:
        node = compile_expression(f"[{tests}]").node
    except FeelSyntaxError:
        return ()
    items = node.items if isinstance(node, ListLiteral) else ()
    values = tuple(item.value for item in items if isinstance(item, Literal) and not isinstance(item.value, bool))
    return values if len(values) == len(items) else ()
