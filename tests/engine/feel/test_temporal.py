"""Dates, times and durations."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import YearsMonths, compile_expression
from engine.feel.temporal import (
    date_time_text,
    duration_text,
    parse_date_time,
    parse_days_time,
    parse_duration,
    parse_time,
    time_text,
)
from tests.engine.feel.evaluating import feel

days = st.timedeltas(min_value=dt.timedelta(days=-(10**6)), max_value=dt.timedelta(days=10**6))
zones = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=7)), ZoneInfo("Asia/Jakarta")])


@pytest.mark.parametrize(
    "text, value",
    [
        ('date("2026-11-24")', dt.date(2026, 11, 24)),
        ('@"2026-11-24" + @"P1M"', dt.date(2026, 12, 24)),
        ('@"2024-01-31" + @"P1M"', dt.date(2024, 2, 29)),
        ('@"2026-11-24" - @"2026-11-20"', dt.timedelta(days=4)),
        ('@"2026-11-24" + @"P3D"', dt.date(2026, 11, 27)),
        ('@"23:30:00" + @"PT1H"', dt.time(0, 30)),
        ('date and time("2026-11-24T10:00:00Z") - @"PT1H"', dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)),
        ('date and time(@"2026-11-24", @"08:00:00")', dt.datetime(2026, 11, 24, 8)),  # noqa: DTZ001
        ('@"P1D" * 2.5', dt.timedelta(days=2, hours=12)),
        ('@"P1Y" / @"P3M"', 4),
        ('years and months duration(@"2020-02-29", @"2026-11-24")', YearsMonths(80)),
        ('@"2026-11-24".weekday', 2),
        ('@"P1DT2H".hours', 2),
        ('@"-P14M".months', -2),
        ('@"10:00:00@Asia/Jakarta".timezone', "Asia/Jakarta"),
        ('@"2026-11-24T10:00:00+07:00".time offset', dt.timedelta(hours=7)),
        ('week of year(@"2026-01-01")', 1),
        ('day of week(@"2026-11-24")', "Tuesday"),
        ('string(@"P1DT2H3M4.5S")', "P1DT2H3M4.5S"),
        ('string(@"10:00:00.120@Asia/Jakarta")', "10:00:00.12@Asia/Jakarta"),
        ('date("2026-02-30")', None),
        ('duration("P1Y1D")', None),
        ('@"2026-11-24" < "2026-11-25"', None),
    ],
)
def test_temporal_value(text: str, value: Any) -> None:
    assert feel(text) == value


def test_moments_with_and_without_zone_cannot_be_compared() -> None:
    assert feel('@"2026-11-24T10:00:00" < @"2026-11-24T10:00:00Z"') is None


def test_the_same_moment_in_two_zones_is_equal() -> None:
    assert feel('@"2026-11-24T10:00:00+07:00" = @"2026-11-24T03:00:00Z"') is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@"10:00:00.1+07:00" = @"03:00:00.1Z"', True),
        ('@"10:00:00.3+07:00" >= @"03:00:00.3Z"', True),
        ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H" = @"2026-03-29T03:30:00@Europe/Paris"', True),
        ('@"2026-03-29T03:30:00@Europe/Paris" - @"PT1H" = @"2026-03-29T01:30:00@Europe/Paris"', True),
        ('@"2026-10-25T03:30:00@Europe/Paris" - @"2026-10-25T01:30:00@Europe/Paris"', dt.timedelta(hours=3)),
        ('@"2026-10-25T01:30:00@Europe/Paris" + @"PT2H" > @"2026-10-25T01:30:00@Europe/Paris" + @"PT1H"', True),
        ('@"2026-10-25T01:30:00@Europe/Paris" + @"PT2H" = @"2026-10-25T01:30:00Z"', True),
        ('@"2026-03-28T08:00:00@Europe/Paris" + @"P1M" = @"2026-04-28T06:00:00Z"', True),
    ],
)
def test_moments_are_compared_and_moved_along_the_line_of_time(text: str, value: Any) -> None:
    assert feel(text) == value


def test_sum_beyond_the_last_year_is_null() -> None:
    assert feel('@"9999-12-31" + @"P1D"') is None


def test_now_and_today_tell_what_the_caller_says() -> None:
    now = dt.datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Jakarta"))

    assert compile_expression("now()").evaluate({}, now=now).value == now
    assert compile_expression("today()").evaluate({}, now=now).value == dt.date(2026, 11, 24)


def test_now_is_null_with_a_warning_where_the_caller_gives_no_time() -> None:
    result = compile_expression("now()").evaluate({})

    assert result.value is None
    assert "not told the time" in result.warnings[0].message


@given(value=days)
def test_days_and_time_durations_survive_writing_and_reading(value: dt.timedelta) -> None:
    assert parse_days_time(duration_text(value)) == value


@given(months=st.integers(-(10**6), 10**6))
def test_years_and_months_durations_survive_writing_and_reading(months: int) -> None:
    assert parse_duration(str(YearsMonths(months))) == YearsMonths(months)


@given(value=st.datetimes(timezones=zones))
def test_dates_and_times_survive_writing_and_reading(value: dt.datetime) -> None:
    again = parse_date_time(date_time_text(value))

    assert again is not None
    assert again.replace(tzinfo=None) == value.replace(tzinfo=None)
    assert (again.tzinfo is None) == (value.tzinfo is None)


@given(value=st.times())
def test_times_survive_writing_and_reading(value: dt.time) -> None:
    assert parse_time(time_text(value)) == value
