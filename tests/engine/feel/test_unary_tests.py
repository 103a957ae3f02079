"""Unary tests: the language of input entries."""

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelSyntaxError, compile_unary_tests
from tests.engine.feel.evaluating import feel, meets


@pytest.mark.parametrize(
    "value, tests, result",
    [
        (5, "-", True),
        (None, "-", True),
        (5, "5", True),
        (5, "< 5", False),
        (5, "[1..5]", True),
        (5, "[1..5)", False),
        (7, "1, [6..8]", True),
        ("III/a", '"II/d", "III/a"', True),
        ("III/a", 'not("II/d", "III/a")', False),
        ("IV", 'not("II/d")', True),
        (True, "true", True),
        (False, "false", True),
        (False, "not(true)", True),
        (5, "? > 3 and ? < 10", True),
        ("abc", 'starts with(?, "ab")', True),
        ([1, 2], "list contains(?, 2)", True),
        (2, "[1, 2]", True),
        (None, "null", True),
        (None, "> 3", None),
        ("a", "> 3", None),
        (5, "limit", True),
        (5, "> limit - 1", True),
        (5, "other > 3", True),
        (Decimal("0.1"), "0.10", True),
    ],
)
def test_value_meets_tests(value: Any, tests: str, result: bool | None) -> None:
    assert meets(value, tests, limit=5, other=4) is result


@pytest.mark.parametrize("text", ["< ", "1,,2", "not(1", "..", "> > 1"])
def test_text_that_is_no_test_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text)


def test_test_that_cannot_be_told_says_why() -> None:
    result = compile_unary_tests("> 3").matches("a", {})

    assert result.value is None
    assert "cannot be compared" in result.warnings[0].message


@pytest.mark.parametrize("text, result", [("x in (x..x)", False), ("x in [x..x)", False), ("x in [x..x]", True)])
def test_a_range_of_one_point_is_empty_unless_both_ends_belong_to_it(text: str, result: bool) -> None:
    assert feel(text, x=3) is result
