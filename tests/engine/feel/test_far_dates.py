"""Dates outside of the years that Python has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.far_dates import CYCLE_DAYS, CYCLE_YEARS, FarDate, date_of
from engine.feel.temporal import parse_date
from tests.engine.feel.evaluating import evaluated, feel

years = st.one_of(st.integers(-999_999_999, 0), st.integers(10_000, 999_999_999))


@pytest.mark.parametrize(
    "text, value",
    [
        ('string(date("-2017-12-31"))', "-2017-12-31"),
        ('string(@"12026-01-01T10:00:00+07:00")', "12026-01-01T10:00:00+07:00"),
        ('@"2026-01-01" < @"12026-01-01"', True),
        ('@"12026-01-01" > @"2026-01-01"', True),
        ('@"-0001-01-01" = @"2001-01-01"', False),
        ('@"12026-01-01T10:00:00+07:00" = @"12026-01-01T03:00:00Z"', True),
        ('@"12026-01-01" in [@"2026-01-01"..@"22026-01-01"]', True),
        ('sort([@"12026-01-01", @"2026-01-01"])[1].year', 2026),
        ('day of week(@"12026-11-24")', "Tuesday"),
        ('last day of month(@"12024-02-01")', 29),
        ('date("-0001-02-29")', None),
        ('date("1000000000-01-01")', None),
    ],
)
def test_far_dates_are_read_written_compared_and_taken_apart(text: str, value: Any) -> None:
    assert feel(text) == value


def test_far_dates_are_not_moved_and_the_warning_says_so() -> None:
    result = evaluated('@"12026-01-01" + @"P1D"')

    assert result.value is None
    assert "1 to 9999" in result.warnings[0].message


@given(year=years, month=st.integers(1, 12), day=st.integers(1, 28))
def test_a_far_date_survives_writing_and_reading(year: int, month: int, day: int) -> None:
    far = date_of(year, month, day)

    assert isinstance(far, FarDate)
    assert parse_date(far.isoformat()) == far


@given(year=years, month=st.integers(1, 12), day=st.integers(1, 28))
def test_the_calendar_repeats_itself_after_a_cycle(year: int, month: int, day: int) -> None:
    here, later = FarDate(year, month, day), FarDate(year + CYCLE_YEARS, month, day)

    assert later.toordinal() - here.toordinal() == CYCLE_DAYS
    assert later.weekday() == here.weekday()
