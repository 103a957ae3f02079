"""Moments at which people are reminded of a deadline."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from engine.calendars.deadlines import PERCENTS, Counted, Mark, mark_at, moment
from tests.factories.calendars import a_calendar

NUSANTARA = ZoneInfo("Asia/Makassar")
BEGUN = datetime(2026, 11, 24, 7, 30, tzinfo=NUSANTARA)
CALENDAR = a_calendar()
TWO_DAYS = Counted("otorita-ikn", BEGUN, 1).due_at(CALENDAR, UTC)
"""Two days of 7.5 hours: until Wednesday, 16.00."""
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NUSANTARA)


def test_the_time_is_that_of_the_working_hours() -> None:
    assert [moment(percent, BEGUN, TWO_DAYS, CALENDAR) for percent in PERCENTS] == [
        at(24, 16),
        at(25, 12),
        at(25, 16),
        at(26, 16),
    ]


def test_without_a_calendar_all_hours_count() -> None:
    due = BEGUN + timedelta(hours=10)

    assert [moment(percent, BEGUN, due) - BEGUN for percent in PERCENTS] == [
        timedelta(hours=hours) for hours in (5, 8, 10, 15)
    ]


def test_a_date_is_due_when_it_ends_where_the_installation_is() -> None:
    counted = Counted("bkn", date(2026, 11, 24), 3)

    assert counted.due_at(CALENDAR, ZoneInfo("Asia/Jakarta")) == datetime(2026, 11, 27, 16, 59, 59, tzinfo=UTC)


def test_a_mark_says_what_was_reached_and_when_the_next_is() -> None:
    assert mark_at(BEGUN, BEGUN, TWO_DAYS, CALENDAR) == Mark(0, at(24, 16))
    assert mark_at(at(25, 13), BEGUN, TWO_DAYS, CALENDAR) == Mark(80, at(25, 16))
    assert mark_at(at(30, 8), BEGUN, TWO_DAYS, CALENDAR) == Mark(150, None)
    assert mark_at(BEGUN, BEGUN, None) == Mark(0, None)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=60)), st.timedeltas(timedelta(0), timedelta(days=99)))
def test_marks_follow_each_other_and_end(start: datetime, time: timedelta, later: timedelta) -> None:
    moments = [moment(percent, start, start + time, CALENDAR) for percent in PERCENTS]
    mark = mark_at(start + later, start, start + time, CALENDAR)

    assert moments == sorted(moments)
    assert mark.next_at is None or mark.next_at > start + later
    assert moments[2] == start + time
