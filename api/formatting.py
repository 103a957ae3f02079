"""Times, numbers and values as people in one language and one time zone read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from api.languages import catalog, translate
from engine.model.data import Value
from engine.model.text import N_, Named, Text

ZONE_LABELS: Mapping[str, str] = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
"""The names of Indonesia's zones (Keppres 41/1987); any other zone is shown as its distance from UTC."""

CLOCK_PATTERN: Mapping[str, str] = {"id": "HH.mm", "en": "HH:mm"}

YES = N_("Yes")
NO = N_("No")


@dataclass(frozen=True)
class Formatter:
    """Writes values for a reader of `language` in the IANA zone `zone`."""

    language: str
    zone: str

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse({"id": "id_ID", "en": "en_GB"}[self.language])

    @cached_property
    def _tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day(self, value: date) -> str:
        """As in 24 November 2026; a datetime by the calendar of the zone."""
        day = value.astimezone(self._tzinfo) if isinstance(value, datetime) else value
        return format_date(day, "d MMMM y", locale=self._locale)

    def clock(self, value: datetime) -> str:
        """As in 09.14 WIB."""
        local = value.astimezone(self._tzinfo)
        return f"{format_datetime(local, CLOCK_PATTERN[self.language], locale=self._locale)} {self.zone_label(local)}"

    def moment(self, value: datetime) -> str:
        """As in 24 November 2026, 09.14 WIB."""
        return f"{self.day(value)}, {self.clock(value)}"

    def brief(self, value: datetime) -> str:
        """As in 24 Nov 2026, 09.14 WIB."""
        day = format_date(value.astimezone(self._tzinfo), "d MMM y", locale=self._locale)
        return f"{day}, {self.clock(value)}"

    def iso(self, value: date) -> str:
        """For the attribute of a `time` element."""
        return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()

    def distance(self, value: datetime, now: datetime) -> str:
        """As in 3 days ago. Only beside the absolute time."""
        return format_timedelta(value - now, add_direction=True, locale=self._locale)

    def number(self, value: Decimal | int) -> str:
        """As in 1.234.567,89 or 1,234,567.89."""
        return format_decimal(value, locale=self._locale, decimal_quantization=False)

    def zone_label(self, at: datetime) -> str:
        """WIB, WITA, WIT, or the distance from UTC at that time."""
        if label := ZONE_LABELS.get(self.zone):
            return label
        minutes = int((at.astimezone(self._tzinfo).utcoffset() or timedelta()).total_seconds() // 60)
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hours}{f'.{rest:02d}' if rest else ''}"

    def text(self, text: Text) -> str:
        """A sentence of the engine, with what goes into it written for the reader."""
        parameters = {
            name: self.value(value) if isinstance(value, date | datetime | Text | Named) else value
            for name, value in text.parameters.items()
        }
        return translate(Text(text.template, parameters), self.language)

    def value(self, value: Value) -> str:
        """Any process data, in one line."""
        match value:
            case None | "":
                return "–"
            case bool():
                return catalog(self.language).gettext(YES if value else NO)
            case int() | Decimal():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case time():
                return value.strftime("%H.%M" if self.language == "id" else "%H:%M")
            case Text():
                return self.text(value)
            case Named():
                return value.in_language(self.language)
            case Named():
                return value.in_language(self.language)
            case list() | tuple():
                return ", ".join(self.value(item) for item in value) or "–"
            case dict():
                return ", ".join(f"{name}: {self.value(item)}" for name, item in value.items()) or "–"
            case _:
                return str(value)
