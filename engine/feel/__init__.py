"""FEEL, the expression language of DMN 1.5: read, compiled to closures, evaluated within a budget.

Usable alone. Numbers are Decimal of 34 digits; what has no value is None plus a warning; nothing of Python can be
reached from a text. Names with spaces are recognised if the caller names them.
"""

from engine.feel.budget import Budget
from engine.feel.errors import FeelBudgetExceeded, FeelError, FeelHostFault, FeelSyntaxError
from engine.feel.expression import Evaluated, Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.run import Frame, Run, Warning  # noqa: A004
from engine.feel.types import Function, Range, YearsMonths
from engine.feel.writing import feel_text

__all__ = [
    "Budget",
    "Evaluated",
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "FeelHostFault",
    "FeelSyntaxError",
    "Frame",
    "Function",
    "Range",
    "Run",
    "UnaryTests",
    "Warning",
    "YearsMonths",
    "compile_expression",
    "compile_unary_tests",
    "feel_text",
]
