"""Functions on numbers (DMN 1.5, 10.3.4.5) and on booleans."""

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.errors import Fault
from engine.feel.numbers import CONTEXT, MAX_SCALE, MIN_SCALE, number, plain, whole
from engine.feel.run import Run
from engine.feel.types import Value, YearsMonths

COST = 20
"""Steps of a function whose result is found by approximation."""

ROUNDINGS = {
    "decimal": decimal.ROUND_HALF_EVEN,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
}


@builtin("not", "negand: boolean")
def _negation(run: Run, negand: bool) -> bool:
    return not negand


@builtin("abs", "n: number")
def _absolute(run: Run, n: Any) -> Decimal:
    return CONTEXT.abs(number(n))


@builtin("abs", "n: duration")
def _absolute_duration(run: Run, n: Any) -> Value:
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else abs(n)


def rounded(value: Any, scale: int, rounding: str) -> Decimal:
    """The number with so many digits after the point; negative scales round tens, hundreds and so on."""
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise Fault(f"the scale must be between {MIN_SCALE} and {MAX_SCALE}")
    result = number(value)
    exponent = result.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -scale:
        return result
    wide = decimal.Context(prec=60, Emin=-7000, Emax=7000)
    return plain(number(result.quantize(Decimal(1).scaleb(-scale, wide), rounding=rounding, context=wide)))


def _register_rounding(name: str, rounding: str) -> None:
    parameters = "n: number, scale: number" if name == "decimal" else "n: number, scale?: number"

    @builtin(name, parameters)
    def _round_number(run: Run, n: Any, scale: Any = 0) -> Decimal:
        return rounded(n, int(number(scale or 0)), rounding)


for _name, _rounding in ROUNDINGS.items():
    _register_rounding(_name, _rounding)


@builtin("floor", "n: number, scale?: number")
def _floor(run: Run, n: Any, scale: Any = 0) -> Decimal:
    return rounded(n, int(number(scale or 0)), decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def _ceiling(run: Run, n: Any, scale: Any = 0) -> Decimal:
    return rounded(n, int(number(scale or 0)), decimal.ROUND_CEILING)


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(run: Run, dividend: Any, divisor: Any) -> Decimal:
    left, right = number(dividend), number(divisor)
    if right == 0:
        raise Fault("division by zero")

    def compute() -> Decimal:
        remainder = CONTEXT.remainder(left, right)
        return CONTEXT.add(remainder, right) if remainder and (remainder < 0) != (right < 0) else remainder

    return computed(run, "modulo", compute)


@builtin("sqrt", "number: number")
def _square_root(run: Run, value: Any) -> Decimal:
    return computed(run, "sqrt", lambda: CONTEXT.sqrt(number(value)))


@builtin("log", "number: number")
def _logarithm(run: Run, value: Any) -> Decimal:
    if number(value) <= 0:
        raise Fault("log(): expected a number above zero")
    return computed(run, "log", lambda: CONTEXT.ln(number(value)))


@builtin("exp", "number: number")
def _exponential(run: Run, value: Any) -> Decimal:
    return computed(run, "exp", lambda: CONTEXT.exp(number(value)))


def computed(run: Run, name: str, compute: Callable[[], Decimal]) -> Decimal:
    """The result of a computation that decimal128 can hold."""
    run.spend(COST)
    try:
        return compute()
    except decimal.DecimalException:
        raise Fault(f"{name}(): the result is no number of at most 34 digits") from None


@builtin("odd", "number: number")
def _odd(run: Run, value: Any) -> bool:
    return whole(value) % 2 == 1


@builtin("even", "number: number")
def _even(run: Run, value: Any) -> bool:
    return whole(value) % 2 == 0
