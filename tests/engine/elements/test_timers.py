"""When timers are due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.elements.event_definitions import TimerKind
from engine.elements.failures import TechnicalFailure
from engine.elements.timers import Cycle, first_cycle, first_due, later
from engine.feel import YearsMonths

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    "value, at",
    [
        ("2026-02-01T08:00:00+07:00", datetime(2026, 2, 1, 1, 0, tzinfo=UTC)),
        ("2026-02-01T08:00:00", datetime(2026, 2, 1, 1, 0, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 1, 31, 17, 0, tzinfo=UTC)),
        (date(2026, 2, 1), datetime(2026, 1, 31, 17, 0, tzinfo=UTC)),
        (datetime(2026, 2, 1, 8, 0), datetime(2026, 2, 1, 1, 0, tzinfo=UTC)),  # noqa: DTZ001
        ("PT90M", datetime(2026, 1, 31, 13, 30, tzinfo=UTC)),
        (timedelta(days=1), datetime(2026, 2, 1, 12, 0, tzinfo=UTC)),
        ("P1W", datetime(2026, 2, 7, 12, 0, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 28, 12, 0, tzinfo=UTC)),
        (YearsMonths(13), datetime(2027, 2, 28, 12, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("kind", [TimerKind.DATE, TimerKind.DURATION])
def test_dates_and_durations_become_instants(kind: TimerKind, value: object, at: datetime) -> None:
    assert first_due(kind, value, NOW, ZONE) == at


@pytest.mark.parametrize("value", [None, "", "besok", "P", "2026-13-01", 5, True, [], "P99999999999Y", "R3/PT1H"])
def test_everything_else_is_a_failure(value: object) -> None:
    with pytest.raises(TechnicalFailure) as failure:
        first_due(TimerKind.DURATION, value, NOW, ZONE)

    assert failure.value.code == "bad_timer"


@pytest.mark.parametrize(
    "text, at, left",
    [
        ("R3/PT1H", datetime(2026, 1, 31, 13, 0, tzinfo=UTC), 3),
        ("R/PT1H", datetime(2026, 1, 31, 13, 0, tzinfo=UTC), 0),
        ("R2/2026-02-01T08:00:00Z/P1D", datetime(2026, 2, 1, 8, 0, tzinfo=UTC), 2),
        ("P1D", datetime(2026, 2, 1, 12, 0, tzinfo=UTC), 0),
    ],
)
def test_cycles_begin_at_their_start_or_after_one_period(text: str, at: datetime, left: int) -> None:
    cycle = first_cycle(text, NOW, ZONE)

    assert (cycle.due_at, cycle.left) == (at, left)


@pytest.mark.parametrize(
    "text", ["R3", "R/PT0S", "R/-PT1H", "Rx/PT1H", "R3/besok/PT1H", "R3/PT1H/2026-01-01/PT1H", None, 4]
)
def test_what_does_not_repeat_is_a_failure(text: object) -> None:
    with pytest.raises(TechnicalFailure):
        first_cycle(text, NOW, ZONE)


PERIODS = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)) | st.integers(1, 24).map(
    YearsMonths
)


@given(PERIODS, st.integers(0, 5), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_next_firing_lies_in_the_future_on_the_beat_and_counts_down(
    period: timedelta | YearsMonths, left: int, waited: timedelta
) -> None:
    cycle = Cycle(NOW, period, left)

    following = Cycle.from_row(cycle.row()).after(NOW + waited)

    if left == 1:
        assert following is None
    elif following is not None:
        assert following.due_at > NOW + waited
        assert following.left == 0 if left == 0 else 0 < following.left < left
        if isinstance(period, timedelta):
            assert (following.due_at - NOW) % period == timedelta(0)
            assert left == 0 or following.left == left - (following.due_at - NOW) // period


def test_days_after_the_year_9999_are_a_failure() -> None:
    with pytest.raises(TechnicalFailure):
        later(NOW, timedelta(days=3_000_000))


DAILY = "0 8 * * *"
"""Eight o'clock, wherever the office is."""


def test_cron_is_meant_in_the_zone_of_the_office() -> None:
    nusantara = ZoneInfo("Asia/Makassar")

    cycle = first_cycle(DAILY, NOW, nusantara)

    assert (cycle.due_at, cycle.left) == (datetime(2026, 2, 1, 0, 0, tzinfo=UTC), 0)
    assert Cycle.from_row(cycle.row()) == cycle


@pytest.mark.parametrize("text", ["61 8 * * *", "0 0 31 2 *"])
def test_cron_that_never_comes_is_a_failure(text: str) -> None:
    with pytest.raises(TechnicalFailure):
        first_cycle(text, NOW, ZONE)


@pytest.mark.parametrize("text", [DAILY, "R/PT24H"])
def test_of_missed_times_one_happens_unless_all_are_made_up_for(text: str) -> None:
    one, every = first_cycle(text, NOW, ZONE), first_cycle(text, NOW, ZONE, every=True)
    assert one.due_at == every.due_at
    three_days_later = one.due_at + timedelta(days=3, hours=1)

    following = one.after(three_days_later)
    made_up: list[datetime] = []
    while every is not None and every.due_at <= three_days_later:
        made_up.append(every.due_at)
        every = Cycle.from_row(every.row()).after(three_days_later)  # type: ignore[assignment]

    assert following is not None
    assert following.due_at == one.due_at + timedelta(days=4)
    assert made_up == [one.due_at + timedelta(days=days) for days in range(4)]


def test_what_passed_before_the_timer_began_was_not_missed() -> None:
    cycle = first_cycle("R/2020-01-01T00:00:00Z/PT1H", NOW, ZONE, every=True)

    assert cycle.due_at >= NOW


def test_a_repetition_that_makes_up_ends_after_as_many_times_as_it_says() -> None:
    cycle = first_cycle("R2/PT1H", NOW, ZONE, every=True)

    assert cycle.after(NOW + timedelta(days=1)) == Cycle(NOW + timedelta(hours=2), timedelta(hours=1), 1, True)
    assert Cycle(NOW, timedelta(hours=1), 1, True).after(NOW) is None
