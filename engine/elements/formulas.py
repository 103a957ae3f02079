"""Texts of the model that are values: FEEL behind an equals sign, marked Python, or themselves. Read once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.calendars.functions import FUNCTIONS
from engine.elements.failures import TechnicalFailure
from engine.feel import Expression, FeelError, compile_expression
from engine.model.data import ProcessData, Value
from engine.scripts.python import MARK, PythonText, read_python_expression
from engine.scripts.running import RunPython, ScriptFailed, run_python

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
    """A text of the model. Where it is neither FEEL nor Python, the text is the value."""

    text: str
    expression: Expression | None
    python: PythonText | None = None

    @property
    def names(self) -> frozenset[str]:
        """Variables it reads."""
        if self.python is not None:
            return self.python.reads
        return frozenset() if self.expression is None else self.expression.names

    @property
    def variable(self) -> str | None:
        """The variable, if the formula is nothing but it or a path into it."""
        found = None if self.expression is None else PATH.fullmatch(self.text)
        return None if found is None else found[1]

    def evaluate(
        self,
        context: ProcessData,
        functions: Mapping[str, Callable[..., Any]],
        now: datetime,
        run: RunPython = run_python,
    ) -> Result:
        """Its value in this context, at the local time `now`.

        Raises TechnicalFailure if it takes too long, or is Python that fails.
        """
        if self.python is not None:
            try:
                return Result(run(self.python, context, now).value)
            except ScriptFailed as error:
                text = f"The expression {self.python.text[:200]} failed: {error}"
                raise TechnicalFailure(error.code, text) from error
        if self.expression is None:
            return Result(self.text)
        try:
            evaluated = self.expression.evaluate(context, functions=functions, now=now)
        except FeelError as error:
            raise TechnicalFailure("feel_budget", f"The expression {self.text} was stopped: {error}.") from error
        return Result(evaluated.value, tuple(warning.message for warning in evaluated.warnings))


def read_formula(text: str) -> Formula:
    """FEEL if the text begins with an equals sign, Python if it is marked; raises FeelSyntaxError, PythonRefused."""
    if text.lstrip().startswith(MARK):
        return feel_formula(text)
    if text.lstrip().startswith("="):
        return feel_formula(text)
    return Formula(text, None)


def feel_formula(text: str) -> Formula:
    """FEEL with or without the equals sign (conditions), or marked Python; raises FeelSyntaxError, PythonRefused."""
    if text.lstrip().startswith(MARK):
        return Formula(text, None, read_python_expression(text.lstrip().removeprefix(MARK)))
    return Formula(text, compile_expression(text.strip().removeprefix("="), functions=FUNCTIONS))
