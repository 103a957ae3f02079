"""Times of repetition as cron writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendars.cron import CronUnreadable, Schedule, looks_like_cron, read_cron

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]


def times(text: str, count: int = 3, zone: str = "Asia/Makassar", after: datetime = TUESDAY) -> list[str]:
    local = (at.astimezone(ZoneInfo(zone)) for at in Schedule(read_cron(text), zone).next_times(after, count))
    return [f"{at:%a %d %b %Y %H:%M}" for at in local]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0 8 * * 1-5", ["Wed 25 Nov 2026 08:00", "Thu 26 Nov 2026 08:00", "Fri 27 Nov 2026 08:00"]),
        ("*/20 12 * * *", ["Tue 24 Nov 2026 12:00", "Tue 24 Nov 2026 12:20", "Tue 24 Nov 2026 12:40"]),
        ("30 7 1 jan,jul ?", ["Fri 01 Jan 2027 07:30", "Thu 01 Jul 2027 07:30", "Sat 01 Jan 2028 07:30"]),
        ("0 0 29 2 *", ["Tue 29 Feb 2028 00:00", "Sun 29 Feb 2032 00:00", "Fri 29 Feb 2036 00:00"]),
        ("0 9 1 * MON", ["Mon 30 Nov 2026 09:00", "Tue 01 Dec 2026 09:00", "Mon 07 Dec 2026 09:00"]),
        ("0 9 * * 7", ["Sun 29 Nov 2026 09:00", "Sun 06 Dec 2026 09:00", "Sun 13 Dec 2026 09:00"]),
        ("5 8-16/4 24 * *", ["Tue 24 Nov 2026 12:05", "Tue 24 Nov 2026 16:05", "Thu 24 Dec 2026 08:05"]),
    ],
)
def test_the_next_times_are_those_of_the_fields(text: str, expected: list[str]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *",
     "*/0 * * * *", "*-3 * * * *", "a * * * *", "0 0 31 2 *", "@daily", "R3/PT1H"],
)  # fmt: skip
def test_what_is_no_repetition_or_never_comes_is_refused(text: str) -> None:
    with pytest.raises(CronUnreadable):
        read_cron(text)


def test_a_time_that_the_clock_jumps_over_comes_later_and_one_that_it_shows_twice_comes_once() -> None:
    spring, autumn = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert times("30 2 * * *", 2, "Europe/Berlin", spring) == ["Sun 29 Mar 2026 03:30", "Mon 30 Mar 2026 02:30"]
    assert times("30 2 * * *", 2, "Europe/Berlin", autumn) == ["Sun 25 Oct 2026 02:30", "Mon 26 Oct 2026 02:30"]


MINUTES = st.sampled_from(["0", "15", "*/17", "5,35", "20-40/10"])
HOURS = st.sampled_from(["*", "0", "2", "1-3", "*/5", "8,16"])
WEEKDAYS = st.sampled_from(["*", "1-5", "sun", "0,3"])
NEAR_CHANGES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=25)
@given(MINUTES, HOURS, WEEKDAYS, st.sampled_from(ZONES), NEAR_CHANGES)
def test_every_time_of_the_clock_comes_once_and_no_other(
    minute: str, hour: str, weekday: str, zone: str, start: datetime
) -> None:
    cron = read_cron(f"{minute} {hour} * * {weekday}")
    end = start + timedelta(days=3)
    found = [at for at in Schedule(cron, zone).next_times(start, 200) if at <= end]

    assert found == sorted(set(found))
    office = ZoneInfo(zone)
    for at in found:
        local = at.astimezone(office)
        wall = local.minute in cron.minutes and local.hour in cron.hours and cron.falls_on(local.date())
        jumped = (at - timedelta(hours=1)).astimezone(office).utcoffset() != local.utcoffset()
        assert wall or jumped
    shown = start.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while shown <= end and len(found) < 200:
        local = shown.astimezone(office)
        if local.minute in cron.minutes and local.hour in cron.hours and cron.falls_on(local.date()) and not local.fold:
            assert shown in found
        shown += timedelta(minutes=1)


FIVE_FIELDS = [("0 8 * * 1-5", True), ("99 8 * * x", True), ("PT1H", False), ("=a b c d e", False)]


@pytest.mark.parametrize("text, looks", FIVE_FIELDS)
def test_five_fields_look_like_cron(text: str, looks: bool) -> None:
    assert looks_like_cron(text) is looks
