"""What failed is tried again, later each time, and never forgotten."""

from datetime import UTC, datetime, timedelta

from engine.aside import FIRST_PAUSE, LONGEST_PAUSE, MOST, Aside

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_it_is_left_for_a_minute_and_after_each_failure_twice_as_long_up_to_an_hour() -> None:
    aside, now, pauses = Aside(), NOW, []

    for _ in range(9):
        aside.leave("x", now)
        pause = next(
            wait for minutes in range(1, 100) if not aside.is_left("x", now + (wait := timedelta(minutes=minutes)))
        )
        pauses.append(pause)
        now += pause

    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-2:] == [LONGEST_PAUSE, LONGEST_PAUSE]


def test_what_is_done_begins_anew() -> None:
    aside = Aside()
    aside.leave("x", NOW)
    aside.take_back("x")

    assert not aside.is_left("x", NOW)
    assert len(aside) == 0


def test_it_keeps_so_many_and_no_more() -> None:
    aside = Aside()
    for number in range(MOST + 1):
        aside.leave(number, NOW)

    assert len(aside) == MOST
    assert not aside.is_left(0, NOW)
    assert aside.is_left(MOST, NOW)
