"""The summary of a case: lines that its bundle declares, computed from its variables."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.feel import compile_expression
from engine.model.data import Value
from engine.store.cases import visible_values
from engine.store.facts import ProcessFacts


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line."""

    label: str
    label_en: str
    value: Value


def summary_of(connection: sa.Connection, instance_id: UUID, facts: ProcessFacts) -> tuple[SummaryRow, ...]:
    """The lines whose value is known by now."""
    compiled = [(each, compile_expression(each.expression)) for each in facts.summary]
    names = {name for _, expression in compiled for name in expression.names}
    if not names:
        return ()
    values = dict(visible_values(connection, instance_id, names))
    rows = (SummaryRow(each.label, each.label_en, expression.evaluate(values).value) for each, expression in compiled)
    return tuple(row for row in rows if row.value is not None)
