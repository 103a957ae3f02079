"""Names with spaces, and which variables a text reads."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from engine.feel.builtins import BUILTINS
from engine.feel.scope import BUILTIN_NAMES
from tests.engine.feel.evaluating import feel


def test_known_name_with_spaces_is_one_variable() -> None:
    assert feel("masa kerja + 1", "masa kerja", masa_kerja=4) == 5


def test_longest_known_name_wins() -> None:
    assert feel("gaji pokok - 1", "gaji", "gaji pokok", gaji=1, gaji_pokok=10) == 9


def test_name_with_sign_is_a_subtraction_unless_it_is_known() -> None:
    assert feel("a-b", a=5, b=2) == 3
    assert compile_expression("a-b", {"a-b"}).evaluate({"a-b": 7}).value == 7


def test_unknown_name_with_spaces_is_a_syntax_error_that_says_so() -> None:
    with pytest.raises(FeelSyntaxError, match="must be known") as refused:
        compile_expression("masa kerja + 1")

    assert (refused.value.line, refused.value.column) == (1, 6)


def test_context_entries_iterators_and_parameters_make_names_known() -> None:
    assert feel("{jam kerja: 8, sisa: jam kerja - 1}.sisa") == 7
    assert feel("for hari libur in [1, 2] return hari libur * 2") == [2, 4]
    assert feel("(function(batas usia) batas usia + 1)(57)") == 58
    assert feel('{"nama lengkap": "Siti"}.nama lengkap') == "Siti"
    assert feel('[{nama lengkap: "Siti"}][nama lengkap = "Siti"].nama lengkap') == ["Siti"]


def test_every_builtin_of_several_words_is_known_to_the_parser() -> None:
    assert {name for name in BUILTINS if " " in name} == set(BUILTIN_NAMES)


@pytest.mark.parametrize(
    "text, names",
    [
        ("golongan.ruang > 2 and usia < 58", {"golongan", "usia"}),
        ("for i in pegawai return i.nama", {"pegawai"}),
        ("some p in daftar satisfies p > batas", {"daftar", "batas"}),
        ("function(x) x + y", {"y"}),
        ("{a: x, b: a + 1}", {"x"}),
        ("{f: function(n) f(n - 1)}", set()),
        ("count(unit) + string length(nama)", {"unit", "nama"}),
        ("daftar[item > batas]", {"daftar", "batas"}),
        ("for i in 1..n return partial", {"n"}),
        ("x in (> batas, ? = y)", {"x", "batas", "y"}),
        ("hitung(1)", {"hitung"}),
        ("count > 1", {"count"}),
        ("sort(daftar, starts with)", {"daftar"}),
        ('"teks" instance of string', set()),
    ],
)
def test_names_are_the_variables_that_the_context_must_give(text: str, names: set[str]) -> None:
    assert compile_expression(text).names == names


def test_names_of_unary_tests_leave_out_the_tested_value() -> None:
    assert compile_unary_tests("> batas, ? + x = 3").names == {"batas", "x"}


def test_variable_hides_the_builtin_of_its_name_but_not_its_calls() -> None:
    assert feel("count + count([1, 2])", count=5) == 7


def test_variable_called_instance_is_no_keyword() -> None:
    assert feel('instance.number + "!"', instance={"number": "PINDAH-2026-000001"}) == "PINDAH-2026-000001!"
    assert feel("instance instance of string", instance="x") is True
