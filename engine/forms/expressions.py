"""FEEL inside form properties: texts that begin with `=`."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import PlainValidator

from engine.feel import Budget, Expression, FeelError, compile_expression
from engine.forms.context import Context
from engine.forms.findings import FormProblem
from engine.model.data import Value
from engine.model.text import N_

LOCAL_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
"""Names that the form itself supplies inside groups and lists (form-js)."""

MAX_EXPRESSION = 4_000

_BUDGET = Budget(steps=100_000, items=10_000, characters=100_000)


def is_feel(value: object) -> bool:
    """Whether a property holds FEEL rather than a literal."""
    return isinstance(value, str) and value.lstrip().startswith("=")


def read_expression(value: object) -> Expression:
    """Compile a property that must be FEEL; raises FormProblem with the place of a syntax error."""
    if not isinstance(value, str) or not is_feel(value):
        raise FormProblem(N_("Expected a FEEL expression beginning with “=”, but found %(found)s."), found=brief(value))
    return compile_feel(value.lstrip()[1:])


def compile_feel(text: str) -> Expression:
    """Compile FEEL that stands without its `=`; raises FormProblem."""
    if len(text) > MAX_EXPRESSION:
        raise FormProblem(N_("The expression is longer than %(limit)d characters."), limit=MAX_EXPRESSION)
    try:
        return compile_expression(text)
    except FeelError as error:
        raise FormProblem(
            N_("The expression “%(expression)s” is not FEEL: %(reason)s"), expression=brief(text), reason=str(error)
        ) from error


def value_of(expression: Expression, context: Context) -> Value:
    """Evaluate; what goes wrong inside an expression is null, as FEEL has it."""
    if context.allowance.used_up():
        return None
    try:
        return expression.evaluate(context, budget=_BUDGET, now=context.allowance.now).value
    except FeelError:
        return None


def is_true(flag: "bool | Expression", context: Context) -> bool:
    """Whether a condition holds; anything but true is no."""
    return flag if isinstance(flag, bool) else value_of(flag, context) is True


def number_of(limit: "Decimal | Expression | None", context: Context) -> Decimal | None:
    """A limit as a number, or None where there is none."""
    value = limit if isinstance(limit, Decimal) or limit is None else value_of(limit, context)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def brief(value: object) -> str:
    """A value for a message, cut to a readable length."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _read_flag(value: object) -> bool | Expression:
    if isinstance(value, bool):
        return value
    if value is None or value == "":
        return False
    return read_expression(value)


def _read_limit(value: object) -> Decimal | Expression | None:
    if value is None or value == "":
        return None
    if is_feel(value):
        return read_expression(value)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise FormProblem(N_("Expected a number, but found %(found)s."), found=brief(value))
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise FormProblem(N_("Expected a number, but found %(found)s."), found=brief(value)) from None
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise FormProblem(N_("The number %(found)s is out of range."), found=brief(value))
    return number


Flag = Annotated[bool | Expression, PlainValidator(_read_flag)]
"""true, false or FEEL."""

Limit = Annotated[Decimal | Expression | None, PlainValidator(_read_limit)]
"""A number, FEEL or nothing."""

Feel = Annotated[Expression, PlainValidator(read_expression)]
"""FEEL and nothing else."""
