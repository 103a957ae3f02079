"""Texts of the model that are values: FEEL behind an equals sign, else themselves. Compiled once, when read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.elements.failures import TechnicalFailure
from engine.feel import Expression, FeelError, compile_expression
from engine.model.data import ProcessData, Value

PATH = re.compile(r"\s*=?\s*([^\W\d]\w*)(?:\s*\.\s*[^\W\d]\w*)*\s*")


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula gave, and what was odd on the way."""

    value: Value
    warnings: tuple[str, ...] = ()

    def explain(self) -> str:
        """The warnings as the end of a sentence; empty if there are none."""
        return f" FEEL says: {'; '.join(self.warnings)}" if self.warnings else ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A text of the model. `expression` is None where the text is the value."""

    text: str
    expression: Expression | None

    @property
    def names(self) -> frozenset[str]:
        """Variables it reads."""
        return frozenset() if self.expression is None else self.expression.names

    @property
    def variable(self) -> str | None:
        """The variable, if the formula is nothing but it or a path into it."""
        found = None if self.expression is None else PATH.fullmatch(self.text)
        return None if found is None else found[1]

    def evaluate(self, context: ProcessData, functions: Mapping[str, Callable[..., Any]], now: datetime) -> Result:
        """Its value in this context, at the local time `now`; raises TechnicalFailure if it takes too long."""
        if self.expression is None:
            return Result(self.text)
        try:
            evaluated = self.expression.evaluate(context, functions=functions, now=now)
        except FeelError as error:
            raise TechnicalFailure("feel_budget", f"The expression {self.text} was stopped: {error}.") from error
        return Result(evaluated.value, tuple(warning.message for warning in evaluated.warnings))


def read_formula(text: str) -> Formula:
    """FEEL if the text begins with an equals sign; raises FeelSyntaxError."""
    if text.lstrip().startswith("="):
        return feel_formula(text)
    return Formula(text, None)


def feel_formula(text: str) -> Formula:
    """FEEL, with or without the equals sign (conditions); raises FeelSyntaxError."""
    return Formula(text, compile_expression(text.strip().removeprefix("=")))
