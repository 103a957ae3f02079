"""What was entered for one field: the value it means, or what is wrong with it; and the text as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.data import Value
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class Raw:
    """Texts as a person wrote them, to be shown again even where they mean nothing."""

    texts: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    """Of dates: (day | month | year | time, text)."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell of a table. `line` is that of the spreadsheet, whose first line is the heading."""

    line: int
    path: str
    """The place below the list: index of the row from 0, and key of the column."""
    column: str
    text: Text

    def in_row(self) -> Text:
        """The same for a reader who does not see the table."""
        return Text(N_("Row %(row)s: %(problem)s"), {"row": self.line, "problem": self.text})


@dataclass(frozen=True, slots=True)
class Entry:
    """A typed value (None or empty: nothing entered), or an error; beside it, a variable's value that does not fit."""

    value: Value = None
    error: Text | None = None
    raw: Raw | None = None
    problems: tuple[RowProblem, ...] = ()
    """Of lists handed in as tables: what is wrong inside the value."""


def wrong(template: str, raw: Raw | None = None, **parameters: Any) -> Entry:
    """An entry that cannot be understood; `label` is filled in where the field is known."""
    return Entry(error=Text(template, parameters), raw=raw)


def labelled(text: Text, label: str) -> Text:
    """The same sentence with the field's label in its place `%(label)s`."""
    parameters: Mapping[str, Any] = {**text.parameters, "label": label}
    return Text(text.template, parameters)
