"""How a decision came about: the tables that were evaluated, on which inputs, and the rules that decided."""

from dataclasses import dataclass

from engine.model.data import Value


@dataclass(frozen=True, slots=True)
class TracedInput:
    """A column of conditions and the value that its expression had."""

    label: str
    """The label of the column, else the text of its expression."""
    value: Value


@dataclass(frozen=True, slots=True)
class TracedTable:
    """One evaluation of a decision table."""

    decision_id: str
    """The decision or business knowledge model whose logic the table is or is in; of an imported model, its id behind
    the name of the import."""
    table_id: str | None
    inputs: tuple[TracedInput, ...]
    hits: tuple[str, ...]
    """Ids of all rules whose conditions hold."""
    rules: tuple[str, ...]
    """Ids of those among them that decided under the hit policy; all of them where they contradict each other."""
    annotations: tuple[str, ...]
    """Annotations of the rules that decided, such as their legal basis."""
