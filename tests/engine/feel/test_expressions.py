"""The grammar: what each form of expression gives."""

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelSyntaxError, Range, compile_expression
from tests.engine.feel.evaluating import evaluated, feel


@pytest.mark.parametrize(
    "text, value",
    [
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("false or null", None),
        ("null = null", True),
        ("null != 1", True),
        ('1 = "1"', None),
        ('if 1 > 2 then "a" else if 2 > 1 then "b" else "c"', "b"),
        ("if null then 1 else 2", 2),
        ("5 between 1 and 5", True),
        ("1 between 1 and 5", True),
        ("6 between 1 and 5", False),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("for i in 1..2 return partial", [[], [[]]]),
        ("[{a: 1}, {a: 2}, {b: 3}].a", [1, 2, None]),
        ('(function(n: number) n + 1)("1")', None),
        ("(function(n: number) n + 1)([1])", 2),
        ("3 in (1..3)", False),
        ("3 in ]1..3]", True),
        ("1 in [1..3[", True),
        ("3 in (1, > 2)", True),
        ("3 in [1, 3]", True),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][10]", None),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", [4]),
        ("{a: {b: 7}}.a.b", 7),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..3 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6]),
        ("for i in [1, 2], j in [10, 20] return i * j", [10, 20, 20, 40]),
        ("some i in [1, 2] satisfies i > 1", True),
        ("every i in [1, 2] satisfies i > 1", False),
        ("(function(a, b) a - b)(b: 1, a: 5)", 4),
        ('substring(string: "abc", start position: 2)', "bc"),
        ("1 instance of number", True),
        ("[1, 2] instance of list<number>", True),
        ('{a: "x"} instance of context<a: number>', False),
        ('"a" /* note */ + "b" // end', "ab"),
        (r'"\u0041\n\"é"', 'A\n"é'),
        ('string length("🐎")', 1),
    ],
)
def test_value_of_expression(text: str, value: Any) -> None:
    assert feel(text) == value


def test_range_keeps_its_ends_and_their_inclusion() -> None:
    assert feel("[1..5)") == Range(Decimal(1), Decimal(5), True, False)


@pytest.mark.parametrize(
    "text", ["", "1 +", "(1", "if x then 1", "[1, 2", "{a 1}", "for i return i", '"open', "x..y", "a b", "1 2", "@5"]
)
def test_text_that_is_not_feel_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)

    assert refused.value.line >= 1
    assert refused.value.column >= 1
    assert refused.value.hint.startswith("Expected")


def test_missing_variable_is_null_and_named_in_the_warning() -> None:
    result = evaluated("usia > 58")

    assert result.value is None
    assert result.warnings[0].message == "there is no variable 'usia'"


def test_position_beyond_a_list_is_null_also_for_an_empty_one() -> None:
    assert feel("daftar[n]", daftar=[], n=1) is None
    assert feel("daftar[n]", daftar=[7, 8], n=2) == 8


def test_operand_that_is_no_condition_is_named_in_the_warning() -> None:
    result = evaluated('"ya" and true')

    assert result.value is None
    assert result.warnings[0].message == "expected true or false, but got string"


def test_large_value_of_the_context_passes_unchanged() -> None:
    rows = [{"nip": str(number), "unit": 1} for number in range(400_000)]

    assert feel("pegawai", pegawai=rows) is rows


def test_missing_entry_of_a_context_is_null() -> None:
    assert feel("p.nip", p={"nama": "Siti"}) is None


def test_functions_of_the_host_are_called_by_name() -> None:
    expression = compile_expression('kerja("otorita-ikn") + 1')

    assert expression.evaluate({}, functions={"kerja": lambda agency: len(agency)}).value == 12


def test_wrong_call_of_a_host_function_is_null_with_a_warning() -> None:
    result = compile_expression("hari(1, 2)").evaluate({}, functions={"hari": lambda day: day})

    assert result.value is None
    assert result.warnings[0].message.startswith("hari()")


def test_external_functions_are_refused() -> None:
    with pytest.raises(FeelSyntaxError, match="External functions"):
        compile_expression('function(x) external {java: {class: "java.lang.Math"}}')


def test_long_chains_of_one_operator_do_not_count_as_nesting() -> None:
    assert feel(" + ".join(["1"] * 3000)) == 3000
    assert feel(" or ".join(["false"] * 2000)) is False
    assert feel("".join(f"if x = {n} then {n} else " for n in range(300)) + "null", x=299) == 299


def test_compiling_the_same_text_twice_gives_the_same_expression() -> None:
    assert compile_expression("a + b") is compile_expression("a + b")


@pytest.mark.parametrize("text, result", [("-1.5 instance of number", True), ("-1 instance of string", False)])
def test_the_sign_of_a_number_is_part_of_it(text: str, result: bool) -> None:
    assert feel(text) is result
