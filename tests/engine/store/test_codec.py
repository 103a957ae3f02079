"""Values and states survive being stored, whatever they are."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import LintasError
from engine.feel import YearsMonths
from engine.store.codec import (
    TAG,
    StateUnreadable,
    UnstorableValue,
    dump,
    kind_of,
    load,
    pack_state,
    unpack_state,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ZONES = st.integers(-720, 720).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(2**62, 2**70)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.dates()
    | st.datetimes(timezones=ZONES)
    | st.times()
    | st.timedeltas()
    | st.builds(YearsMonths, st.integers(-(10**6), 10**6))
)
KEYS = TEXT | st.sampled_from([TAG, "v", ""])
VALUES = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types all the way down."""
    if isinstance(one, dict):
        return type(other) is dict and one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return type(other) is list and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other and str(one) == str(other)


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert same(load(dump(value)), value)


@given(VALUES)
def test_the_same_value_is_the_same_text(value: Any) -> None:
    assert dump(value) == dump(load(dump(value)))


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object(), [0.1], {"a": {"b": 1.0}}])
def test_what_is_no_process_data_is_refused(value: Any) -> None:
    with pytest.raises(UnstorableValue):
        dump(value)


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}], ids=["text", "key"])
def test_text_that_is_no_unicode_is_refused(value: Any) -> None:
    with pytest.raises(LintasError):
        dump(value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "number"),
        (Decimal("1.50"), "number"),
        ("a", "string"),
        ({}, "context"),
        ([], "list"),
        (dt.date(2026, 1, 1), "date"),
        (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "datetime"),
        (dt.time(1), "time"),
        (dt.timedelta(1), "duration"),
        (YearsMonths(3), "duration"),
    ],
)
def test_kinds_have_names(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"$t":"dec","v":"1.50"}', Decimal("1.50")),
        ('{"$t":"int","v":"9223372036854775808"}', 2**63),
        ('{"$t":"d","v":"2026-11-24"}', dt.date(2026, 11, 24)),
        ('{"$t":"dt","v":"2026-11-24T10:00:00+07:00"}',
         dt.datetime(2026, 11, 24, 10, tzinfo=dt.timezone(dt.timedelta(hours=7)))),
        ('{"$t":"t","v":"10:00:00"}', dt.time(10)),
        ('{"$t":"td","v":[1,2,3]}', dt.timedelta(1, 2, 3)),
        ('{"$t":"ym","v":14}', YearsMonths(14)),
        ('{"$t":"map","v":{"$t":1}}', {"$t": 1}),
    ],
)  # fmt: skip
def test_the_stored_form_stays_readable(text: str, value: Any) -> None:
    assert same(load(text), value)
    assert dump(value) == text


@given(st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT | st.lists(TEXT)))
def test_a_state_comes_back_as_it_was(state: dict[str, Any]) -> None:
    assert unpack_state(pack_state(state)) == state


@pytest.mark.parametrize("data", [b"", b"\x02abc", b"{}"])
def test_a_state_of_an_unknown_format_is_refused(data: bytes) -> None:
    with pytest.raises(StateUnreadable):
        unpack_state(data)


@pytest.mark.parametrize("data", [b"\x01", b"\x01abc", pack_state({"a": 1})[:-3]])
def test_a_damaged_state_is_refused(data: bytes) -> None:
    with pytest.raises(StateUnreadable):
        unpack_state(data)
