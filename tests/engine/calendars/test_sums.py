from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendars.sums import (
    OutsideCalendar,
    add_working_days,
    add_working_time,
    due_after_working_days,
    working_days_between,
    working_time_between,
)
from engine.calendars.working_time import RAMADAN_WEEK, Season, WorkingCalendar
from tests.factories.calendars import a_calendar

NUSANTARA = ZoneInfo("Asia/Makassar")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
COUNTS = st.integers(-60, 60)
DURATIONS = st.timedeltas(timedelta(0), timedelta(hours=200))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    first = draw(DAYS)
    season = Season(first, first + timedelta(days=29), RAMADAN_WEEK)
    zone = draw(st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]))
    return a_calendar(*draw(st.frozensets(DAYS, max_size=40)), zone=zone, seasons=(season,))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NUSANTARA)


def test_three_working_days_from_friday_end_on_wednesday() -> None:
    assert add_working_days(date(2026, 11, 27), 3, a_calendar()) == date(2026, 12, 2)


def test_holidays_and_collective_leave_are_jumped_over() -> None:
    lebaran = [date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24)]

    assert add_working_days(date(2026, 3, 17), 1, a_calendar(*lebaran)) == date(2026, 3, 25)


@given(calendars(), DAYS, COUNTS)
def test_counting_days_gives_back_what_was_added(calendar: WorkingCalendar, start: date, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days, calendar), calendar) == days


@given(calendars(), DAYS, st.integers(1, 60))
def test_a_sum_ends_on_a_working_day(calendar: WorkingCalendar, start: date, days: int) -> None:
    assert calendar.is_working_day(add_working_days(start, days, calendar))


@given(calendars(), DAYS, COUNTS, COUNTS)
def test_more_days_never_end_earlier(calendar: WorkingCalendar, start: date, one: int, other: int) -> None:
    fewer, more = sorted((one, other))

    assert add_working_days(start, fewer, calendar) <= add_working_days(start, more, calendar)


@given(calendars(), DAYS, DAYS, COUNTS)
def test_a_later_start_never_ends_earlier(calendar: WorkingCalendar, one: date, other: date, days: int) -> None:
    earlier, later = sorted((one, other))

    assert add_working_days(earlier, days, calendar) <= add_working_days(later, days, calendar)


@given(calendars(), DAYS, st.integers(0, 30), st.integers(0, 30))
def test_days_are_added_in_one_go_or_in_two(calendar: WorkingCalendar, start: date, one: int, other: int) -> None:
    at_once = add_working_days(start, one + other, calendar)

    assert add_working_days(add_working_days(start, one, calendar), other, calendar) == at_once


@pytest.mark.parametrize("start, days", [(date(2026, 1, 1), 10**9), (date(9999, 12, 30), 5), (date(1, 1, 2), -5)])
def test_sums_beyond_the_calendar_are_refused(start: date, days: int) -> None:
    with pytest.raises(OutsideCalendar):
        add_working_days(start, days, a_calendar())


def test_a_deadline_is_the_close_of_work_in_the_zone_of_the_site() -> None:
    due = due_after_working_days(at(24, 9), 3, a_calendar())

    assert due == at(27, 16, 30)
    assert due.tzinfo is UTC


def test_an_instant_before_midnight_utc_counts_from_the_local_day() -> None:
    monday_morning_in_nusantara = datetime(2026, 11, 22, 23, tzinfo=UTC)

    assert due_after_working_days(monday_morning_in_nusantara, 1, a_calendar()) == at(24, 16)


def test_a_deadline_of_today_moves_on_when_work_is_over() -> None:
    assert due_after_working_days(at(24, 9), 0, a_calendar()) == at(24, 16)
    assert due_after_working_days(at(24, 16), 0, a_calendar()) == at(25, 16)
    assert due_after_working_days(at(28, 9), 0, a_calendar()) == at(30, 16)


def test_working_hours_stop_at_the_break_and_over_night() -> None:
    assert add_working_time(at(24, 11), timedelta(hours=2), a_calendar()) == at(24, 14)
    assert add_working_time(at(24, 15), timedelta(hours=2), a_calendar()) == at(25, 8, 30)


def test_hours_that_end_with_the_day_end_at_its_close() -> None:
    assert add_working_time(at(24, 15), timedelta(hours=1), a_calendar()) == at(24, 16)


def test_hours_from_the_weekend_begin_on_monday() -> None:
    assert add_working_time(at(28, 9), timedelta(hours=1), a_calendar()) == at(30, 8, 30)


@given(calendars(), INSTANTS, DURATIONS)
def test_counting_hours_gives_back_what_was_added(
    calendar: WorkingCalendar, start: datetime, duration: timedelta
) -> None:
    assert working_time_between(start, add_working_time(start, duration, calendar), calendar) == duration


@given(calendars(), INSTANTS, DURATIONS, DURATIONS)
def test_more_hours_never_end_earlier(
    calendar: WorkingCalendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    shorter, longer = sorted((one, other))

    assert add_working_time(start, shorter, calendar) <= add_working_time(start, longer, calendar)


@pytest.mark.parametrize("duration", [timedelta(seconds=-1), timedelta.max])
def test_impossible_durations_are_refused(duration: timedelta) -> None:
    with pytest.raises(OutsideCalendar):
        add_working_time(at(24, 9), duration, a_calendar())
