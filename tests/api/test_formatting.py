from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from api.formatting import Formatter
from engine.model.text import N_, Named, Text

INDONESIAN = Formatter("id", "Asia/Makassar")
ENGLISH = Formatter("en", "Asia/Jakarta")
MORNING = datetime(2026, 11, 24, 1, 14, tzinfo=UTC)


def test_a_moment_is_shown_in_the_zone_of_the_reader_with_its_label():
    assert INDONESIAN.moment(MORNING) == "24 November 2026, 09.14 WITA"
    assert ENGLISH.moment(MORNING) == "24 November 2026, 08:14 WIB"


@pytest.mark.parametrize(
    ("zone", "label"),
    [("Asia/Jayapura", "WIT"), ("Asia/Pontianak", "WIB"), ("Asia/Kolkata", "UTC+5.30"), ("America/New_York", "UTC-5")],
)
def test_zones_outside_indonesia_are_shown_by_their_distance(zone: str, label: str):
    assert Formatter("id", zone).clock(MORNING).endswith(label)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (Decimal("1234567.89"), "1.234.567,89", "1,234,567.89"),
        (12000, "12.000", "12,000"),
        (True, "Ya", "Yes"),
        (date(2026, 8, 17), "17 Agustus 2026", "17 August 2026"),
        (time(7, 30), "07.30", "07:30"),
        (None, "–", "–"),
        ([], "–", "–"),
        (["a", 1], "a, 1", "a, 1"),
        (Named("Periksa", "Check"), "Periksa", "Check"),
        (Named("Periksa"), "Periksa", "Periksa"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(value: object, indonesian: str, english: str):
    assert INDONESIAN.value(value) == indonesian
    assert ENGLISH.value(value) == english


def test_a_sentence_is_translated_with_its_parts():
    text = Text(N_("Due %(day)s"), {"day": date(2026, 8, 17)})

    assert INDONESIAN.text(text) == "Tenggat 17 Agustus 2026"


def test_a_decimal_keeps_all_its_digits():
    assert ENGLISH.number(Decimal("0.123456789")) == "0.123456789"
