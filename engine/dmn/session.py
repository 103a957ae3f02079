"""One evaluation of a decision: its budget, its warnings and its trace."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.trace import TracedTable
from engine.dmn.types import Types
from engine.feel import Budget, Expression, Frame, Run, UnaryTests
from engine.model.data import Value

MAX_WARNINGS = 100
MAX_TABLES = 1_000


@dataclass(frozen=True, slots=True)
class DecisionWarning:
    """Why a value is null: at an element, and in its text at a line and column from 1, if it has a text."""

    message: str
    element_id: str | None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        text = f"line {self.line}, column {self.column}" if self.line else None
        place = ", ".join(each for each in (self.element_id, text) if each)
        return f"{self.message} ({place})" if place else self.message


@dataclass(frozen=True, slots=True)
class FeelText:
    """An expression at an element."""

    element_id: str | None
    expression: Expression


@dataclass(frozen=True, slots=True)
class UnaryText:
    """Unary tests at an element."""

    element_id: str | None
    tests: UnaryTests


class Session:
    """Collects what happens while decisions are evaluated; all of them share one budget."""

    def __init__(
        self,
        types: Types,
        functions: Mapping[str, Callable[..., Any]],
        budget: Budget,
        now: dt.datetime | None,
    ) -> None:
        self.types = types
        self.run = Run(budget, functions, now, {})
        self.run.types = types.members(self.run)
        self.warnings: list[DecisionWarning] = []
        self.tables: list[TracedTable] = []
        self.failed: str | None = None

    def warn(self, message: str, element_id: str | None, line: int | None = None, column: int | None = None) -> None:
        """Keep a warning, unless there are too many already."""
        warning = DecisionWarning(message, element_id, line, column)
        if len(self.warnings) < MAX_WARNINGS and warning not in self.warnings:
            self.warnings.append(warning)

    def fail(self, message: str, element_id: str | None) -> None:
        """Note that the model itself gave no decision; the first such message is kept as the failure."""
        self.warn(message, element_id)
        self.failed = self.failed or message

    def value(self, text: FeelText, frame: Frame) -> Value:
        """The value of an expression; its warnings are kept with the element."""
        return self._at(text.element_id, lambda: text.expression.within(frame))

    def test(self, text: UnaryText, value: Value, frame: Frame) -> bool:
        """Whether the value meets the tests; what cannot be told is False."""
        return self._at(text.element_id, lambda: text.tests.within(value, frame)) is True

    def _at(self, element_id: str | None, work: Callable[[], Value]) -> Value:
        outer, self.run.warnings = self.run.warnings, []
        try:
            return work()
        finally:
            for warning in self.run.warnings:
                self.warn(warning.message, element_id, warning.line, warning.column)
            self.run.warnings = outer

    def fit(self, value: Value, type_name: str | None, element_id: str | None) -> Value:
        """The value fitted to the type; null and a warning if it cannot be."""
        fits, fitted = self.types.fitted(value, type_name, self.run)
        if not fits:
            self.warn(f"the value is not of the type {type_name}", element_id)
        return fitted

    def trace(self, table: TracedTable) -> None:
        """Keep how a table decided, unless there are too many already."""
        if len(self.tables) < MAX_TABLES:
            self.tables.append(table)
