"""What follows from what the nation and an agency lay down."""

from datetime import date
from typing import Any

import pytest
from holidays.countries.indonesia import Indonesia

from engine.calendars.national_days import FIRST_YEAR, LAST_YEAR, national_days
from engine.calendars.reading import CalendarRefused, check_worked_days, read_rules, rules_data
from engine.calendars.rules import NOTHING_DECLARED, calendar_from
from engine.calendars.working_time import WorkingCalendar

SKB = {"name": "Cuti bersama", "basis": "SKB 1497/2025"}
SATURDAYS = {"hours": {"monday": "07:30-12:00, 13:00-16:00", "saturday": "08:00-12:00"}}


def calendar(nation: Any = None, own: Any = None, zone: str | None = None) -> WorkingCalendar:
    return calendar_from(read_rules(nation or {}), read_rules(own or {}), zone)


def test_without_any_list_the_holidays_of_the_library_are_free():
    free = calendar().holidays

    collective_leave, independence, ordinary = date(2026, 3, 20), date(2026, 8, 17), date(2026, 11, 24)
    assert [day in free for day in (collective_leave, independence, ordinary)] == [True, True, False]


def test_the_official_list_of_2026_is_the_librarys():
    """SKB 1497/2025, 2/2025 and 5/2025: 17 holidays and 8 days of collective leave."""
    assert len(national_days(2026)) == 25


def test_the_years_are_those_that_the_library_knows():
    assert (Indonesia.start_year, Indonesia.end_year) == (FIRST_YEAR, LAST_YEAR)
    assert national_days(LAST_YEAR + 1) == {}


def test_a_list_makes_days_free_and_takes_holidays_back():
    nation = {"days": [{"on": "2026-11-25", **SKB}, {"on": "2026-12-24", "free": False, **SKB}]}

    assert not calendar(nation).is_working_day(date(2026, 11, 25))
    assert calendar(nation).is_working_day(date(2026, 12, 24))


def test_an_agency_has_the_last_word_on_its_days_and_hours():
    nation = {"days": [{"on": "2026-11-25", **SKB}]}
    own = {"days": [{"on": "2026-11-25", "free": False, **SKB}], **SATURDAYS}

    found = calendar(nation, own)

    assert found.is_working_day(date(2026, 11, 28))
    assert not found.is_working_day(date(2026, 11, 25)), "a Wednesday, on which this agency has no hours"
    assert calendar(nation, {"days": own["days"]}).is_working_day(date(2026, 11, 25))


def test_the_hours_of_ramadan_count_when_the_nation_declares_it():
    nation = {"ramadan": [{"first": "2026-02-18", "last": "2026-03-19"}]}

    (period, _) = calendar(nation).periods_on(date(2026, 2, 19))

    assert period.begins.hour == 8


def test_the_zone_is_that_of_the_rules_then_of_the_agency_then_of_the_capital():
    assert calendar(own={"zone": "Asia/Jayapura"}, zone="Asia/Makassar").zone == "Asia/Jayapura"
    assert calendar(zone="Asia/Makassar").zone == "Asia/Makassar"
    assert calendar().zone == "Asia/Jakarta"


def test_rules_are_written_as_they_are_read():
    data = {
        "zone": "Asia/Makassar",
        "ramadan": [{"first": "2026-02-18", "last": "2026-03-19"}],
        "days": [{"on": "2026-12-31", "free": True, **SKB}],
        **SATURDAYS,
    }
    rules = read_rules(data)

    assert read_rules(rules_data(rules)) == rules
    assert rules_data(rules)["hours"]["monday"] == "07:30-12:00, 13:00-16:00"


@pytest.mark.parametrize(
    "data, wrong",
    [
        ({"zone": "WIB"}, "zone"),
        ({"hours": {"monday": "pagi"}}, "hours"),
        ({"hours": {"monday": "12:00-08:00"}}, "hours"),
        ({"hours": {}}, "hours"),
        ({"hours": {"senin": "08:00-12:00"}}, "hours"),
        ({"hours": 8}, "hours"),
        ({"jam": {}}, "jam"),
        ({"ramadan": [{"first": "2026-03-19", "last": "2026-02-18"}]}, "ramadan.0"),
        ({"ramadan": [{"first": "2026-02-18", "last": "2026-12-18"}]}, "ramadan.0"),
        ({"days": "2026-12-31"}, "days"),
        ({"days": [{"on": "31 Desember", **SKB}]}, "days.0.on"),
        ({"days": [{"on": "1066-01-01", **SKB}]}, "days.0.on"),
        ({"days": [{"on": "2026-12-31", "name": "Libur"}]}, "days.0.basis"),
        ({"days": [{"on": "2026-12-31", **SKB}, {"on": "2026-12-31", **SKB}]}, "days.1.on"),
        ({"days": [{"on": "2026-12-31", "free": "ya", **SKB}]}, "days.0.free"),
        ({"days": [{"on": "2026-12-31", "tanggal": 1, **SKB}]}, "days.0.tanggal"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(data: Any, wrong: str):
    with pytest.raises(CalendarRefused) as refused:
        read_rules(data)

    assert set(refused.value.fields) == {wrong}


def test_a_day_of_work_needs_hours():
    rules = read_rules({"days": [{"on": "2026-11-28", "free": False, **SKB}]})

    with pytest.raises(CalendarRefused):
        check_worked_days(rules, NOTHING_DECLARED)
    check_worked_days(rules, read_rules(SATURDAYS))
