"""How values are written for people, in Indonesian (the default) and English."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.model.data import Value

WIB = ZoneInfo("Asia/Jakarta")

MONTHS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_YES_NO = {"id": ("Ya", "Tidak"), "en": ("Yes", "No")}
_AT = {"id": "pukul", "en": "at"}
_NUMBER = {
    "id": re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    "en": re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
NUMBER_EXAMPLE: Mapping[str, str] = {"id": "1.234.567,89", "en": "1,234,567.89"}
MAX_DIGITS = 40


def supported(language: str) -> str:
    """The language whose conventions are used for `language`."""
    return language if language in MONTHS else "id"


def format_number(value: int | Decimal, language: str, *, grouped: bool = True) -> str:
    """`1.234.567,89` in Indonesian, `1,234,567.89` in English."""
    text = f"{value:{',' if grouped else ''}f}" if isinstance(value, Decimal) else f"{value:{',' if grouped else ''}}"
    return text if supported(language) == "en" else text.translate(str.maketrans(",.", ".,"))


def counted(rows: Sequence[object], language: str) -> str:
    """`1.240 baris` in Indonesian, `1,240 rows` in English."""
    number = format_number(len(rows), language)
    if supported(language) == "id":
        return f"{number} baris"
    return f"{number} row" if len(rows) == 1 else f"{number} rows"


def parse_number(text: str, language: str) -> int | Decimal | None:
    """The number a person wrote, or None; thousands marks are optional, but must be in their places."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    language = supported(language)
    if len(text) > MAX_DIGITS or not _NUMBER[language].fullmatch(text):
        return None
    group, mark = (".", ",") if language == "id" else (",", ".")
    plain = text.replace(group, "").replace(mark, ".")
    return Decimal(plain) if "." in plain else int(plain)


def format_date(value: date, language: str) -> str:
    """`24 November 2026`."""
    return f"{value.day} {MONTHS[supported(language)][value.month - 1]} {value.year}"


def format_time(value: time, language: str) -> str:
    """`09.14` in Indonesian, `09:14` in English."""
    return value.strftime("%H:%M" if supported(language) == "en" else "%H.%M")


def format_datetime(value: datetime, language: str, timezone: tzinfo = WIB) -> str:
    """`24 November 2026 pukul 09.14 WIB`; a value without zone is taken to be local to `timezone`."""
    there = local(value, timezone)
    zone = _ZONES.get(str(timezone), there.tzname() or "")
    at = _AT[supported(language)]
    return f"{format_date(there, language)} {at} {format_time(there.timetz(), language)} {zone}".strip()


def local(value: datetime, timezone: tzinfo) -> datetime:
    """The moment by the clocks of `timezone`; at the ends of the calendar, where there is none, as it is."""
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone)
    try:
        return value.astimezone(timezone)
    except OverflowError:
        return value


def zone_name(timezone: tzinfo) -> str:
    """WIB, WITA or WIT; elsewhere the name of the zone."""
    return _ZONES.get(str(timezone), str(timezone))


def shown(value: Value, language: str, timezone: tzinfo = WIB) -> str:
    """Any process value as a person reads it; None is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return _YES_NO[supported(language)][0 if value else 1]
        case int() | Decimal():
            return format_number(value, language)
        case datetime():
            return format_datetime(value, language, timezone)
        case date():
            return format_date(value, language)
        case time():
            return format_time(value, language)
        case list() | tuple():
            return ", ".join(shown(item, language, timezone) for item in value)
        case dict():
            return "; ".join(f"{name}: {shown(item, language, timezone)}" for name, item in value.items())
        case _:
            return str(value)
