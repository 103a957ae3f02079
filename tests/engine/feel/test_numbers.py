"""Numbers are decimals of 34 digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.feel.evaluating import evaluated, feel

numbers = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4)


def test_sum_of_fractions_is_exact() -> None:
    assert feel("0.1 + 0.2") == Decimal("0.3")


def test_quotient_has_34_digits() -> None:
    assert str(feel("1 / 3")) == "0." + "3" * 34


@pytest.mark.parametrize(
    "text, value",
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 3 - 2", 5),
        ("2 ** 3 ** 2", 64),
        ("-3 ** 2", 9),
        ("- - 2", 2),
        (".5 * 4", 2),
        ("1.5e3", 1500),
        ("modulo(-12, 5)", 3),
        ("floor(-1.5)", -2),
        ("ceiling(1.56, 1)", Decimal("1.6")),
        ("decimal(2.5, 0)", 2),
        ("round half up(-5.5, 0)", -6),
        ("round half down(5.5, 0)", 5),
        ("round up(1.121, 2)", Decimal("1.13")),
        ("sqrt(16)", 4),
        ("abs(-10)", 10),
    ],
)
def test_arithmetic(text: str, value: Decimal) -> None:
    assert feel(text) == value


def test_division_by_zero_is_null_with_a_warning_at_its_place() -> None:
    result = evaluated("1 +\n 2 / 0")

    assert result.value is None
    assert (result.warnings[0].message, result.warnings[0].line, result.warnings[0].column) == (
        "division by zero",
        2,
        4,
    )


def test_integers_and_decimals_of_the_context_mix() -> None:
    assert feel("a * b", a=3, b=Decimal("0.5")) == Decimal("1.5")


def test_booleans_are_no_numbers() -> None:
    assert feel("true + 1") is None


@given(left=numbers, right=numbers)
def test_addition_commutes_and_subtraction_undoes_it(left: Decimal, right: Decimal) -> None:
    assert feel("a + b = b + a and a + b - b = a", a=left, b=right) is True


@given(value=numbers)
def test_number_reads_what_string_writes(value: Decimal) -> None:
    assert feel("number(string(n)) = n", n=value) is True
