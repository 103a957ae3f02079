"""Reading and writing dates, times and durations in the ISO 8601 forms that FEEL takes."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.far_dates import FarDate, FarDateTime, combined, date_of
from engine.feel.types import Value, YearsMonths

DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)")
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+/-]*)?")
DAYS_TIME = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?")
YEARS_MONTHS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?")
MAX_DIGITS = 18


def parse_date(text: str) -> dt.date | FarDate | None:
    """A date such as 2026-11-24 or -2016-01-30; None if it is none."""
    found = DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date_of(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    """A time such as 13:20:00, 13:20:00.5+07:00 or 13:20:00@Asia/Jakarta."""
    found = TIME.fullmatch(text)
    if found is None:
        return None
    micros = int((found[4] or "0")[:6].ljust(6, "0"))
    try:
        zone = parse_zone(found[5]) if found[5] else None
        return dt.time(int(found[1]), int(found[2]), int(found[3]), micros, zone)
    except ValueError:
        return None


def parse_date_time(text: str) -> dt.datetime | FarDateTime | None:
    """A date and time; a bare date is its midnight. 24:00:00 is the next day's midnight."""
    day_text, separator, time_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    if not separator:
        return combined(day, dt.time())
    later = time_text.startswith("24:00:00")
    time = parse_time(time_text.replace("24:", "00:", 1) if later else time_text)
    if time is None:
        return None
    if isinstance(day, FarDate):
        return None if later else FarDateTime(day, time)
    try:
        return dt.datetime.combine(day, time) + dt.timedelta(days=1 if later else 0)
    except OverflowError:
        return None


def parse_zone(text: str) -> dt.tzinfo:
    """The zone behind a time: Z (z in examples of DMN), an offset up to 18 hours, or @ and a name of the tz database.

    ValueError for everything else.
    """
    if text in ("Z", "z"):
        return dt.UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(text) from None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 18 or minutes > 59 or (seconds and seconds[0] > 59):
        raise ValueError(text)
    offset = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return dt.timezone(-offset if text[0] == "-" else offset)


def parse_duration(text: str) -> dt.timedelta | YearsMonths | None:
    """Either kind of duration; None if the text is none or mixes months with days."""
    return parse_years_months(text) or parse_days_time(text) or parse_zero(text)


def parse_zero(text: str) -> dt.timedelta | YearsMonths | None:
    """A duration of length nothing, whose kind the letters decide."""
    years_months = parse_years_months(text)
    return years_months if years_months is not None else parse_days_time(text)


def parse_years_months(text: str) -> YearsMonths | None:
    """A duration such as P1Y2M."""
    found = YEARS_MONTHS.fullmatch(text)
    if found is None or not (found[2] or found[3]) or len(text) > 2 * MAX_DIGITS:
        return None
    months = int(found[2] or 0) * 12 + int(found[3] or 0)
    return YearsMonths(-months if found[1] else months)


def parse_days_time(text: str) -> dt.timedelta | None:
    """A duration such as P1DT2H3M4.5S."""
    found = DAYS_TIME.fullmatch(text)
    if found is None or text.endswith(("P", "T")) or len(text) > 4 * MAX_DIGITS:
        return None
    micros = int((found[6] or "0")[:6].ljust(6, "0"))
    try:
        length = dt.timedelta(
            days=int(found[2] or 0),
            hours=int(found[3] or 0),
            minutes=int(found[4] or 0),
            seconds=int(found[5] or 0),
            microseconds=micros,
        )
        return -length if found[1] else length
    except OverflowError:
        return None


def parse_at_literal(text: str) -> Value:
    """What `@"…"` stands for; None if it is neither a date, a time, a date and time nor a duration."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text:
        return parse_date_time(text)
    return parse_date(text) or parse_time(text)


def seconds_text(seconds: int, micros: int) -> str:
    """Seconds with their fraction, if there is any."""
    return f"{seconds}.{micros:06d}".rstrip("0") if micros else str(seconds)


def duration_text(value: dt.timedelta) -> str:
    """The shortest ISO 8601 text of a days and time duration."""
    if not value:
        return "PT0S"
    sign, value = ("-", -value) if value < dt.timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or value.microseconds:
        time += seconds_text(seconds, value.microseconds) + "S"
    return f"{sign}P{f'{value.days}D' if value.days else ''}{'T' + time if time else ''}"


def time_text(value: Any) -> str:
    """The time of day with its fraction and zone."""
    text = f"{value.hour:02d}:{value.minute:02d}:"
    text += (
        seconds_text(value.second, value.microsecond).zfill(2)
        if not value.microsecond
        else (f"{value.second:02d}." + f"{value.microsecond:06d}".rstrip("0"))
    )
    return text + zone_text(value.tzinfo)


def zone_text(zone: dt.tzinfo | None) -> str:
    """The zone as it is written behind a time."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or dt.timedelta(0)
    if not offset:
        return "Z"
    sign, offset = ("-", -offset) if offset < dt.timedelta(0) else ("+", offset)
    hours, seconds = divmod(int(offset.total_seconds()), 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{sign}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def date_time_text(value: dt.datetime | FarDateTime) -> str:
    """Date, T and time."""
    return f"{value.date().isoformat()}T{time_text(value)}"


def duration_seconds(value: dt.timedelta) -> Decimal:
    """The length in seconds, exactly."""
    return Decimal(value.days * 86400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
