"""Python of models: values come back as they went in or are refused, errors tell the line, nothing is left behind."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import YearsMonths
from engine.scripts.running import ModelledError, ScriptFailed
from engine.scripts.values import changed, identical
from tests.engine.scripts.running import NOW, ran, value, written

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
NUMBERS = st.integers(-(10**33), 10**33) | st.decimals(-(10**15), 10**15, places=6)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | NUMBERS
    | st.dates()
    | st.datetimes(timezones=OFFSETS)
    | st.times()
    | st.timedeltas(dt.timedelta(days=-(10**6)), dt.timedelta(days=10**6))
    | st.builds(YearsMonths, st.integers(-(10**6), 10**6)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_", max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(given_value=VALUES)
@settings(max_examples=60)
def test_every_value_comes_back_as_it_went_in(given_value: Any) -> None:
    assert identical(written("y = [x]", x=given_value)["y"], [given_value])


def test_a_script_writes_what_it_changed_and_nothing_else() -> None:
    script = "berkas['status'] = 'ok'\ntetap = tetap\ndaftar.append(1)\nbaru = 1 + x\n_sementara = 3"
    before = {"berkas": {"a": 1}, "tetap": 2, "daftar": [], "lain": [1], "x": 1}

    assert written(script + "\nlen(lain)", **before) == {
        "berkas": {"a": 1, "status": "ok"},
        "daftar": [1],
        "baru": 2,
    }


def test_a_variable_that_does_not_exist_is_none_and_one_that_was_deleted_is_none() -> None:
    assert value("tidak_ada is None") is True
    assert written("del x", x=1) == {"x": None}


def test_a_variable_hides_a_built_in_function_only_where_it_exists() -> None:
    assert value("type == 'A'", type="A") is True
    assert value("sum([1, 2])") == 3
    assert written("locals_ = id", id="7") == {"locals_": "7"}


def test_an_equal_value_of_another_type_is_a_change() -> None:
    assert changed({"a": 1, "b": Decimal("1.0"), "c": [True]}, {"a": True, "b": Decimal("1.00"), "c": [1]}) == {
        "a": True,
        "b": Decimal("1.00"),
        "c": [1],
    }


@pytest.mark.parametrize(
    "script, advice",
    [
        ("y = 1 / 3", "Decimal"),
        ("y = {'a': [0.5]}", "Decimal"),
        ("y = {1, 2}", "sorted"),
        ("y = {1: 2}", "text as key"),
        ("y = [{}.keys()]", "dict_keys"),
        ("y = range(3)", "range"),
        ("y = lambda: 1", "function"),
        ("class A: pass\ny = A()", "A cannot be"),
        ("y = b'x'", "bytes"),
        ("from decimal import Decimal\ny = Decimal('NaN')", "infinity"),
        ("y = 10 ** 40", "34 digits"),
        ("y = 3 ** 100000", "34 digits"),
        ("from collections import namedtuple\ny = namedtuple('P', 'a b')(1, 2)", "P|tuple"),
        ("y = []\nfor _i in range(150): y = [y]", "100 lists"),
        ("y = [0] * 200000", "100000 values"),
        ("y = ['a' * 10000] * 200", "1000000 characters"),
        ("y = []\ny.append(y)", "time limit"),
    ],
)
def test_what_is_no_process_data_is_refused_and_never_changed_into_something_near(script: str, advice: str) -> None:
    with pytest.raises(ScriptFailed, match=advice) as failed:
        ran(script)

    assert failed.value.code in ("script_value", "script_limit")


def test_a_time_of_day_in_a_named_zone_is_refused() -> None:
    with pytest.raises(ScriptFailed, match="named zone"):
        value("x", x=dt.time(12, tzinfo=ZoneInfo("Asia/Jakarta")))


@pytest.mark.parametrize(
    "script, told",
    [
        ("x = 1\ny = x / 0", "line 2: ZeroDivisionError: division by zero"),
        ("def f():\n    return tidak.ada\n\ny = f()", "line 2: AttributeError: 'NoneType'"),
        ("y = None + 1", "line 1: TypeError"),
    ],
)
def test_an_error_tells_line_and_cause(script: str, told: str) -> None:
    with pytest.raises(ScriptFailed) as failed:
        ran(script)

    assert failed.value.code == "script_failed"
    assert str(failed.value).startswith(told)


@pytest.mark.parametrize(
    "script", ["raise ValueError(nama)", "raise TypeError(nama)", "{}[nama]", "int(nama)", "assert False, nama"]
)
def test_an_error_shows_no_value_of_a_variable(script: str) -> None:
    with pytest.raises(ScriptFailed) as failed:
        ran(script, nama="rahasia")

    assert "line 1" in str(failed.value)
    assert "rahasia" not in str(failed.value)


def test_a_script_raises_a_bpmn_error_which_ends_it() -> None:
    script = "try:\n    bpmn_error('KUOTA_HABIS', 'tidak ada tempat')\nexcept Exception:\n    pass\ny = 1"

    assert ran(script).error == ModelledError("KUOTA_HABIS", "tidak ada tempat")
    assert ran(script).written == {}


@pytest.mark.parametrize(
    "call",
    [
        "bpmn_error()",
        "bpmn_error('K', '', 3)",
        "bpmn_error('K', code='L')",
        "bpmn_error('K', x=1)",
        "bpmn_error('')",
        "bpmn_error(1)",
        "bpmn_error('K', 2)",
    ],
)
def test_a_bpmn_error_has_a_code_that_is_a_text(call: str) -> None:
    with pytest.raises(ScriptFailed, match="two texts"):
        ran(call)


def test_the_time_of_a_script_is_that_of_its_turn() -> None:
    script = "from datetime import datetime\ny = now()\nz = today()\nw = datetime.now()"

    assert written(script) == {"y": NOW, "z": NOW.date(), "w": NOW.replace(tzinfo=None)}


def test_nothing_is_left_for_the_next_script() -> None:
    ran("import json\nbocor = 1\ndef len(a): return 7\n_rahasia = 5")

    assert written("y = (bocor, _rahasia, len([]))")["y"] == [None, None, 0]


def test_what_is_printed_is_thrown_away() -> None:
    assert written("print('a' * 1000)\ny = 1") == {"y": 1}
