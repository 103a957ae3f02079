"""Hostile texts end as FeelError or null: they never hang, never exhaust the stack, never reach Python."""

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

EXPLOSION = 'replace("aaaaaaaaaa", "a", "' + "b" * 100 + '")'


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..100000, j in 1..100000 return i*j)",
        "count(for i in 1..1000000000 return i)",
        "count(for i in 1..100000000 return partial)",
        "(for i in 1..100 return if i = 1 then 1 else [partial, partial])",
        "{f: function(x) f(x+1), r: f(1)}.r",
        "{f: function(x) 1 + sort([2, 1], function(a, b) f(x + 1) > a)[1], r: f(1)}.r",
        "some i in 1..100000000 satisfies i < 0",
        "(1..100000000)[item > 5] = 1 or count([1..2][item in (for i in 1..10000000 return i)]) > 0",
        '{t: for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1], n: string length(t[40])}.n',
        f'replace(replace({EXPLOSION}, "b", "{"c" * 100}"), "c", "{"d" * 100}")',
        'count(for i in 1..1000000 return matches("' + "a" * 40 + '", "(a|aa|aaa)*$"))',
        "count(for i in 1..10000000 return 1.0000001 ** 12345.678)",
    ],
)
def test_work_without_end_exceeds_the_budget(text: str) -> None:
    with pytest.raises(FeelBudgetExceeded):
        compile_expression(text).evaluate({})


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


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000 + "]" * 5000,
        "{a: " * 3000 + "1" + "}" * 3000,
        "-" * 10000 + "1",
        "not(" * 3000 + "true" + ")" * 3000,
        "x" + "[1]" * 5000,
        "x" + ".y" * 5000,
        "f" + "()" * 5000,
        "if true then " * 1000 + "1",
        "1 in (" * 2000 + "1",
        "1 in (" * 55 + "1..2",
        "function(x) " * 1000 + "x",
        "for x in " * 1000 + "x",
        " = ".join(["1"] * 3000),
        "x instance of " + "list<" * 2000 + "number" + ">" * 2000,
        "a" * 30_000,
        '"' + "a" * 19_000,
    ],
)
def test_deep_or_long_text_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text)


@pytest.mark.parametrize(
    "text",
    [
        '"a".constructor.constructor("return 1")()',
        "{a: 1}.constructor",
        "{a: 1}.__proto__",
        "x.__class__",
        "x.real",
        "f.call",
        "f.__globals__",
        "(function(a) a).call",
        'get value(x, "__class__")',
        "[1].append",
        "__import__",
        'open("secrets")',
        "o.secret",
        "o",
    ],
)
def test_nothing_of_python_can_be_reached(text: str) -> None:
    class Host:
        secret = "hidden"

    value = feel(text, x=1, f=len, o=Host())

    assert value is None or isinstance(value, (Host, list))
    assert value != "hidden"


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
