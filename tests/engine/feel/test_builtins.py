"""Built-in functions."""

from typing import Any

import pytest

from tests.engine.feel.evaluating import evaluated, feel


@pytest.mark.parametrize(
    "text, value",
    [
        ('substring("foobar", -3, 2)', "ba"),
        ('substring before("a=b", "=")', "a"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("a.b", ".", "-", "q")', "a-b"),
        ('matches("NIP 1990", "^NIP \\\\d{4}$")', True),
        ('matches("a-b", "[a-z-[b]]-b")', True),
        ('matches("HELLO", "hello", "i")', True),
        ('matches("x", "(?=x)")', None),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ("min([3, 1, 2])", 1),
        ("max(3, 1, 2)", 3),
        ("min([])", None),
        ("sum([1, 2, 3])", 6),
        ('sum([1, "2"])', None),
        ("mean(1, 2, 3)", 2),
        ("median([8, 2, 5, 3, 4])", 4),
        ("mode([6, 3, 9, 6, 6, 3, 3])", [3, 6]),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("sublist([4, 5, 6], 2, 2)", [5, 6]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("list replace([2, 4, 7], function(item, new) item < new, 5)", [5, 5, 7]),
        ("concatenate([1], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2, 1])", [1, 2]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ('sort(list: ["b", "a"], precedes: function(x, y) x < y)', ["a", "b"]),
        ("count(5)", 1),
        ("count(null)", None),
        ('get value({a: 1}, "a")', 1),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
        ("context merge([{a: 1}, {b: 2}])", {"a": 1, "b": 2}),
        ('number("1.000,5", ".", ",")', 1000.5),
        ('number("x")', None),
        ("string(1.50)", "1.5"),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("string(null)", None),
        ("before([1..5), [5..10])", True),
        ("meets([1..5], [5..10])", True),
        ("during(5, [5..10])", True),
        ("overlaps([1..5], [5..10])", True),
        ("finished by([1..10], 10)", True),
        ('range("(1..5]") = (1..5]', True),
        ('range("[1..x]")', None),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
    ],
)
def test_builtin_gives(text: str, value: Any) -> None:
    assert feel(text) == value


def test_arguments_that_fit_no_signature_are_named_in_the_warning() -> None:
    result = evaluated("string length(5)")

    assert result.value is None
    assert result.warnings[0].message == "string length(): expected string for 'string', but got number"


def test_singleton_list_stands_for_its_item_where_no_list_is_expected() -> None:
    assert feel('upper case(["a"])') == "A"
