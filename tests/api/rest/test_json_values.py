"""JSON in and out: exact, and nothing that could not be given back."""

import json
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.schemas.json_values import ProcessValue, read_json, write_json
from api.schemas.refusals import MalformedJson
from engine.feel import YearsMonths
from engine.model.json_reading import DEEPEST
from engine.store.codec import dump, load

ADAPTER: TypeAdapter[Any] = TypeAdapter(ProcessValue)

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)
NUMBERS = st.integers(-(10**90), 10**90) | st.decimals(allow_nan=False, allow_infinity=False, places=6)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def written(value: Any) -> bytes:
    return write_json(ADAPTER.dump_python(value))


@given(VALUES)
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    assert read_json(written(value)) == value


@given(VALUES)
def test_what_is_read_can_be_stored_and_comes_back(value: Any) -> None:
    assert load(dump(read_json(written(value)))) == value


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:0123456789eE.-+ \\utrfalsn"', max_size=60).map(str.encode))
def test_any_body_is_a_value_or_refused(body: bytes) -> None:
    try:
        value = read_json(body)
    except MalformedJson:
        return
    assert read_json(written(value)) == value


@pytest.mark.parametrize("text", ["1e100", "-1.5e6144", "1E-6143", "123456789e200"])
def test_numbers_too_long_for_plain_digits_are_read_again(text: str) -> None:
    value = read_json(text.encode())

    assert read_json(written(value)) == value == Decimal(text)


@pytest.mark.parametrize("text", ["0.1", "0.30000000000000000001", "12345678901234567890.5", "-0.10", "1e30"])
def test_fractions_stay_exact(text: str) -> None:
    (value,) = read_json(f"[{text}]".encode())

    assert value == Decimal(text)
    assert Decimal(written(value).decode()) == Decimal(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 10, tzinfo=timezone(timedelta(hours=7))), "2026-11-24T10:00:00+07:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(days=3, hours=2), "P3DT2H"),
        (YearsMonths(14), "P1Y2M"),
    ],
)
def test_times_and_durations_are_written_as_iso_8601_does(value: Any, text: str) -> None:
    assert json.loads(written({"value": [value]})) == {"value": [text]}


def test_nesting_is_allowed_up_to_the_limit() -> None:
    def nested(levels: int) -> bytes:
        return b"[" * levels + b"]" * levels

    assert read_json(nested(DEEPEST)) is not None
    with pytest.raises(MalformedJson):
        read_json(nested(DEEPEST + 1))
