"""What an evaluation costs does not depend on what it does not name, and short ways give what the long ones give."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import compile_expression
from tests.engine.feel.evaluating import feel


class Watched(Mapping[str, Any]):
    """Variables that remember which of them were looked at."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_by_name = values
        self.touched: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.touched.add(name)
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("an evaluation went through all variables")

    def __len__(self) -> int:
        raise AssertionError("an evaluation counted all variables")


def test_an_evaluation_touches_only_the_variables_that_it_names() -> None:
    data = Watched({"pegawai": {"masa_kerja": 7, "hukuman": "ringan"}, "lampiran": [{"isi": "x" * 1000}] * 1000})
    expression = compile_expression('pegawai.masa_kerja >= 2 and not(list contains(["berat"], pegawai.hukuman))')

    assert expression.evaluate(data).value is True
    assert data.touched - {"not", "list contains"} == {"pegawai"}


@pytest.mark.parametrize(
    "number, equal, at_most",
    [
        (Decimal(2), True, True),
        (2, True, True),
        (Decimal("2.0"), True, True),
        (3, False, False),
        (Decimal("Infinity"), False, False),
        (Decimal("NaN"), False, None),
        (True, None, None),
        ("2", None, None),
        (None, False, None),
    ],
)
def test_numbers_of_every_type_compare_with_numbers_only(number: Any, equal: bool | None, at_most: bool | None) -> None:
    assert feel("x = 2", x=number) is equal
    assert feel("x != 2", x=number) is (None if equal is None else not equal)
    assert feel("x <= 2", x=number) is at_most
    assert feel("2 >= x", x=number) is at_most


def test_a_comparison_with_what_is_no_number_is_null_with_a_warning() -> None:
    result = compile_expression("x < 2").evaluate({"x": Decimal("NaN")})

    assert result.value is None
    assert len(result.warnings) == 1


def test_a_function_of_the_caller_takes_the_place_of_a_built_in_one() -> None:
    text = "count([1, 2])"

    assert feel(text) == 2
    assert compile_expression(text).evaluate({}, functions={"count": lambda items: "host"}).value == "host"
    assert feel("{count: function(items) 7, r: count([1, 2])}.r") == 7
    assert feel("{count: 5, r: count([1, 2])}.r") == 2


def test_a_list_of_literals_is_a_new_one_each_time() -> None:
    expression = compile_expression("[1, 2]")

    expression.evaluate({}).value.append(3)

    assert expression.evaluate({}).value == [1, 2]


def test_a_call_that_fits_no_signature_tells_what_was_expected() -> None:
    result = compile_expression('[substring("a"), substring(1, 2), substring("abc", 2)]').evaluate({})

    assert result.value == [None, None, "bc"]
    assert [warning.message for warning in result.warnings] == [
        "substring() does not take these arguments",
        "substring(): expected string for 'string', but got number",
    ]
