"""Numbers of FEEL: decimal128 (DMN 10.3.2.3.1), 34 digits, rounded half even."""

import decimal
from decimal import Decimal
from typing import Any

from engine.feel.errors import Fault

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
MIN_SCALE, MAX_SCALE = -6111, 6176


def is_number(value: Any) -> bool:
    """Whether FEEL takes the value for a number; a boolean is none."""
    return isinstance(value, (Decimal, int, float)) and not isinstance(value, bool)


def number(value: Any) -> Decimal:
    """The value as Decimal of at most 34 digits; Fault if it is no finite number."""
    if not is_number(value):
        raise Fault("expected a number")
    try:
        result = CONTEXT.create_decimal(repr(value) if isinstance(value, float) else value)
    except decimal.DecimalException:
        raise Fault("the number is too large") from None
    if not result.is_finite():
        raise Fault("expected a finite number")
    return result


def plain(value: Decimal) -> Decimal:
    """The number without a positive exponent (1200, not 1.2E+3), where 34 digits can hold that; no negative zero."""
    if not value:
        return Decimal(0)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0 and value.adjusted() < CONTEXT.prec:
        return value.quantize(Decimal(1), context=CONTEXT)
    return value


def whole(value: Any) -> int:
    """The value as int; Fault if it is no number or has a fraction."""
    result = number(value)
    if result.adjusted() > 40 or result != result.to_integral_value():
        raise Fault("expected a whole number")
    return int(result)


def number_text(value: Any) -> str:
    """Digits without an exponent and without superfluous zeros."""
    result = number(value)
    if result == result.to_integral_value() and result.adjusted() < 40:
        return str(int(result))
    text = format(result, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
