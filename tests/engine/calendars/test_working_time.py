from datetime import date, datetime, time, timedelta

import pytest

from engine.calendars.working_time import (
    FRIDAY,
    MONDAY,
    RAMADAN_WEEK,
    SATURDAY,
    STANDARD_WEEK,
    Period,
    Season,
    WorkingTimeInvalid,
    WorkingWeek,
)
from tests.factories.calendars import a_calendar

TUESDAY_24 = date(2026, 11, 24)


def hours(week: WorkingWeek) -> timedelta:
    lengths = (
        datetime.combine(TUESDAY_24, period.ends) - datetime.combine(TUESDAY_24, period.begins)
        for day in range(7)
        for period in week.on(day)
    )
    return sum(lengths, timedelta())


def test_the_standard_week_has_37_and_a_half_hours() -> None:
    assert hours(STANDARD_WEEK) == timedelta(hours=37, minutes=30)


def test_the_week_in_ramadan_has_32_and_a_half_hours() -> None:
    assert hours(RAMADAN_WEEK) == timedelta(hours=32, minutes=30)


def test_the_break_on_friday_is_longer() -> None:
    (_, monday), (_, friday) = STANDARD_WEEK.on(MONDAY), STANDARD_WEEK.on(FRIDAY)

    assert monday.begins == friday.begins == time(13)
    assert STANDARD_WEEK.on(MONDAY)[0].ends == time(12)
    assert STANDARD_WEEK.on(FRIDAY)[0].ends == time(11, 30)


def test_weekends_and_holidays_are_free() -> None:
    calendar = a_calendar(TUESDAY_24)

    assert not calendar.is_working_day(date(2026, 11, 28))
    assert not calendar.is_working_day(TUESDAY_24)
    assert calendar.is_working_day(date(2026, 11, 25))


def test_a_season_has_its_own_hours_including_its_last_day() -> None:
    season = Season(date(2026, 2, 18), date(2026, 3, 17), RAMADAN_WEEK)
    calendar = a_calendar(seasons=(season,))

    assert calendar.periods_on(date(2026, 3, 17))[0].begins == time(8)
    assert calendar.periods_on(date(2026, 3, 19))[0].begins == time(7, 30)


@pytest.mark.parametrize(
    "days",
    [
        {},
        {SATURDAY: ()},
        {MONDAY: (Period(time(12), time(8)),)},
        {MONDAY: (Period(time(8), time(8)),)},
        {MONDAY: (Period(time(13), time(16)), Period(time(8), time(12)))},
        {MONDAY: (Period(time(8), time(13)), Period(time(12), time(16)))},
    ],
)
def test_a_week_that_makes_no_sense_is_refused(days: dict[int, tuple[Period, ...]]) -> None:
    with pytest.raises(WorkingTimeInvalid):
        WorkingWeek(days)
