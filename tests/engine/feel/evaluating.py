"""Shorthands for tests of FEEL."""

from typing import Any

from engine.feel import Evaluated, compile_expression, compile_unary_tests


def feel(text: str, *known: str, **context: Any) -> Any:
    """The value of a text; `known` are names with spaces, their values are in the context under `_` for a space."""
    return evaluated(text, *known, **context).value


def evaluated(text: str, *known: str, **context: Any) -> Evaluated:
    """As `feel`, with the warnings."""
    values = {name.replace("_", " ") if name.replace("_", " ") in known else name: context[name] for name in context}
    return compile_expression(text, known).evaluate(values)


def meets(value: Any, tests: str, **context: Any) -> Any:
    """Whether a value meets unary tests."""
    return compile_unary_tests(tests).matches(value, context).value
