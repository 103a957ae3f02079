from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.actor import HolderStatus
from engine.organisation.holders import (
    Tenure,
    TenureEndsBeforeItBegins,
    TenureTooLong,
    TenureWithoutDecree,
    add_months,
    month_in_office,
    titled,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def a_plt(**changes: object) -> Tenure:
    values = {"status": HolderStatus.PLT, "since": date(2026, 1, 15), "decree_number": "SPRIN-1"}
    return Tenure(**values | changes)  # type: ignore[arg-type]


def test_first_and_last_day_count() -> None:
    tenure = a_plt(until=date(2026, 3, 31))

    assert tenure.covers(date(2026, 1, 15))
    assert tenure.covers(date(2026, 3, 31))
    assert not tenure.covers(date(2026, 1, 14))
    assert not tenure.covers(date(2026, 4, 1))


def test_a_plt_may_act_three_months_and_three_more_with_an_extension() -> None:
    assert a_plt().latest == date(2026, 4, 14)
    assert a_plt(extension_decree="SPRIN-9").latest == date(2026, 7, 14)


@pytest.mark.parametrize("status", [HolderStatus.DEFINITIVE, HolderStatus.PLH, HolderStatus.PJ])
def test_others_have_no_limit_in_months(status: HolderStatus) -> None:
    assert a_plt(status=status).latest is None


def test_a_plt_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TenureTooLong):
        a_plt(until=date(2026, 4, 15)).check()


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(TenureEndsBeforeItBegins):
        a_plt(until=date(2026, 1, 14)).check()


def test_an_acting_official_without_decree_is_refused() -> None:
    with pytest.raises(TenureWithoutDecree):
        a_plt(decree_number=None).check()


def test_a_definitive_holder_needs_no_decree_on_record() -> None:
    Tenure(status=HolderStatus.DEFINITIVE, since=date(2026, 1, 1)).check()


@pytest.mark.parametrize(
    "today, month",
    [
        (date(2026, 1, 14), 0),
        (date(2026, 1, 15), 1),
        (date(2026, 2, 14), 1),
        (date(2026, 2, 15), 2),
        (date(2026, 4, 14), 3),
        (date(2026, 4, 15), 4),
    ],
)
def test_the_fourth_month_begins_when_three_have_passed(today: date, month: int) -> None:
    assert month_in_office(date(2026, 1, 15), today) == month


@given(DAYS, st.integers(1, 6))
def test_the_months_agree_with_the_last_day_allowed(since: date, months: int) -> None:
    over = add_months(since, months)

    assert month_in_office(since, over - timedelta(days=1)) == months
    assert month_in_office(since, over) == months + 1


@given(DAYS, DAYS, DAYS)
def test_months_in_office_never_go_back(since: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    assert month_in_office(since, earlier) <= month_in_office(since, later)


def test_the_title_stands_before_the_position() -> None:
    assert titled(HolderStatus.PLT, "Kepala Biro SDM") == "Plt. Kepala Biro SDM"
    assert titled(HolderStatus.DEFINITIVE, "Kepala Biro SDM") == "Kepala Biro SDM"
