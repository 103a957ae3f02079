"""The text by which a value of a searchable variable is found."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.searching import LONGEST, comparable


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Budi \t Santoso ", "budi santoso"),
        ("", None),
        (5, "5"),
        (Decimal("5.00"), "5"),
        (Decimal("5E+2"), "500"),
        (True, "true"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 3, tzinfo=UTC), "2026-11-24t03:00:00+00:00"),
        (None, None),
        ([1], None),
        ({"a": 1}, None),
    ],
)
def test_values_become_texts_that_can_be_typed(value: Any, text: str | None) -> None:
    assert comparable(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_equal_numbers_are_found_by_the_same_text(number: Decimal) -> None:
    assert comparable(number) == comparable(number.normalize())


@given(st.text() | st.integers() | st.decimals())
def test_no_text_is_longer_than_its_column(value: Any) -> None:
    assert len(comparable(value) or "") <= LONGEST


@given(st.text())
def test_what_was_found_is_found_again_by_what_is_shown(text: str) -> None:
    found = comparable(text)

    assert found is None or comparable(found) == found
