from datetime import UTC, date, datetime

import pytest

from engine.calendars.zones import ZoneUnknown, local_date, zone_label, zone_named


@pytest.mark.parametrize("zone, label", [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")])
def test_zones_are_printed_as_indonesia_names_them(zone: str, label: str) -> None:
    assert zone_label(zone) == label


def test_the_day_begins_earlier_in_the_east() -> None:
    night = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    assert local_date(night, "Asia/Jakarta") == date(2026, 11, 23)
    assert local_date(night, "Asia/Makassar") == date(2026, 11, 24)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Asia", "\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ZoneUnknown):
        zone_named(zone)
