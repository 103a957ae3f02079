"""Hostile texts end as FeelError or null: they never hang or exhaust the stack. More in tests/attacks."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Budget, FeelBudgetExceeded, FeelError, FeelSyntaxError, compile_expression, compile_unary_tests
from engine.feel.budget import MAX_NESTING
from engine.feel.builtins import BUILTINS
from engine.feel.nodes import Node
from tests.engine.feel.evaluating import feel


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "(a|aa)+$", "(.*)*x", "(a*)*b", "((a{1,9}){1,9}){1,9}$", "(.*.*.*.*)*="]
)
def test_catastrophic_pattern_is_stopped(pattern: str) -> None:
    expression = compile_expression(f'matches("{"a" * 50}!", "{pattern}")')

    try:
        value = expression.evaluate({}).value
    except FeelBudgetExceeded:
        value = None

    assert value in (False, None)


def test_nesting_is_refused_at_the_same_depth_wherever_it_is_asked_for() -> None:
    assert feel("(" * (MAX_NESTING - 1) + "1" + ")" * (MAX_NESTING - 1)) == 1
    with pytest.raises(FeelSyntaxError, match=f"at most {MAX_NESTING} nested"):
        compile_expression("(" * MAX_NESTING + "1" + ")" * MAX_NESTING)
    with pytest.raises(FeelSyntaxError, match="comparisons"):
        compile_expression("[" + ",".join(["1=1"] * 1_001) + "]")


def test_power_too_large_is_null() -> None:
    assert feel("10 ** (10 ** 8)") is None


def test_recursion_of_a_caller_deep_in_the_stack_ends_as_feel_error() -> None:
    def deep(levels: int) -> Any:
        return deep(levels - 1) if levels else feel("{f: function(x) if x = 0 then 0 else 1 + f(x - 1), r: f(55)}.r")

    try:
        value = deep(600)
    except FeelBudgetExceeded:
        value = 55

    assert value == 55


def test_result_nested_too_deep_for_a_caller_is_refused() -> None:
    with pytest.raises(FeelBudgetExceeded, match="levels"):
        compile_expression("(for i in 1..300 return if i = 1 then 1 else [partial[-1]])[-1]").evaluate({})


def test_budget_is_the_callers_choice() -> None:
    expression = compile_expression("count(for i in 1..1000 return i)")

    assert expression.evaluate({}).value == 1000
    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({}, budget=Budget(steps=100))


def test_warnings_are_bounded() -> None:
    result = compile_expression("for i in 1..1000 return 1 / (i - i)").evaluate({})

    assert len(result.warnings) == 1


ATOMS = [
    "null",
    "true",
    "-1",
    "2.5",
    "1e30",
    "10**6000",
    '"a"',
    '""',
    '"(a"',
    '"$1"',
    '"[1..2]"',
    "[]",
    "[1,2]",
    "[null]",
    "[[1]]",
    "{}",
    "{a:1}",
    '[{key:"a",value:1}]',
    '@"9999-12-31"',
    '@"0001-01-01T00:00:00+14:00"',
    '@"12:00:00@Asia/Jakarta"',
    '@"P999999999D"',
    '@"-P9999Y"',
    "[1..3]",
    "(<5)",
    "(!=5)",
    "function(x) x",
    "function() 1",
    "x",
    "y",
    "item",
    "?",
    "count",
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "<", ">=", "and", "or", "in", "between 1 and"]
FORMS = ["({0} {op} {1})", "{name}({0})", "{name}({0}, {1})", "{name}({0}, {1}, 2)", "{0}[{1}]", "{0}.a", "-{0}"]
FORMS += [
    "for i in {0} return {1}",
    "some i in {0} satisfies {1}",
    "if {0} then {1} else 1",
    "[{0}, {1}]",
    "{{k: {0}}}",
]


def a_random_text(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ATOMS)
    parts = a_random_text(chance, depth - 1), a_random_text(chance, depth - 1)
    return chance.choice(FORMS).format(*parts, op=chance.choice(OPERATORS), name=chance.choice(sorted(BUILTINS)))


@given(seed=st.integers(0, 2**32))
def test_random_expression_has_a_value_or_ends_as_feel_error(seed: int) -> None:
    text = a_random_text(random.Random(seed), 4)

    try:
        expression = compile_expression(text)
        assert isinstance(expression.node, Node)
        expression.evaluate({"x": 1, "y": {"a": [1, {"b": None}]}})
    except FeelError:
        pass


@given(text=st.text(max_size=40) | st.text(alphabet='abin(){}[]."@-+*/<>=?,: 0123', max_size=40))
def test_random_text_is_compiled_or_refused(text: str) -> None:
    try:
        compile_unary_tests(text).matches(1, {})
        compile_expression(text).evaluate({})
    except FeelError:
        pass
