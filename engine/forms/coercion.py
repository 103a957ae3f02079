"""From what was sent to typed values: HTML texts by the reader's language, JSON values by their type.

Never raises: what cannot be understood is an Entry with an error.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.forms.components import (
    Checkbox,
    Checklist,
    DateTime,
    Input,
    Number,
    RowsFile,
    Selection,
    TagList,
    TextArea,
    TextField,
)
from engine.forms.entry import Entry, Raw, wrong
from engine.forms.nip import plain_nip
from engine.forms.options import Option
from engine.model.data import Value
from engine.model.text import N_
from engine.model.writing import MAX_DIGITS, NUMBER_EXAMPLE, WIB, parse_number, supported

MAX_TEXT = 20_000
DATE_PARTS = ("day", "month", "year")

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")

_NOT_THE_TYPE = N_("%(label)s has a value of the wrong type.")
_NOT_AN_OPTION = N_("Choose %(label)s from the list.")
_SENT_TWICE = N_("%(label)s was sent more than once.")

Fields = Mapping[str, list[str]]


def takes_many(component: Input) -> bool:
    """Whether the answer is a list of choices."""
    return isinstance(component, Checklist | TagList)


def entry_from_fields(
    component: Input, name: str, fields: Fields, options: Sequence[Option], *, language: str, timezone: tzinfo = WIB
) -> Entry:
    """What HTML fields say for the component that stands under `name`."""
    if isinstance(component, DateTime):
        return _datetime_from_fields(component, name, fields, timezone)
    texts = tuple(fields.get(name, ()))
    raw = Raw(texts)
    if isinstance(component, Selection) and takes_many(component):
        return _choices([text for text in texts if text != ""], options, raw)
    if len(texts) > 1:
        return wrong(_SENT_TWICE, raw)
    text = texts[0] if texts else ""
    if isinstance(component, Selection):
        return Entry(None, raw=raw) if text == "" else _choice(text, options, raw)
    if isinstance(component, Checkbox):
        return Entry(text == "true", raw=raw) if text in ("", "true") else wrong(_NOT_THE_TYPE, raw)
    if isinstance(component, Number):
        return _number_from_text(component, text, language, raw)
    return _text(component, text, raw)


def entry_from_data(component: Input, value: Value, options: Sequence[Option], *, timezone: tzinfo = WIB) -> Entry:
    """What a JSON value says for the component; None is nothing entered."""
    for types, read in _FROM_DATA:
        if isinstance(component, types):
            return read(component, value, options, timezone)
    return wrong(_NOT_THE_TYPE)


def empty_of(component: Input) -> Value:
    """The value of a field nobody filled in (form-js)."""
    if isinstance(component, TextField | TextArea):
        return ""
    if isinstance(component, Checkbox):
        return False
    return [] if takes_many(component) else None


def _text(component: Input, text: str, raw: Raw | None) -> Entry:
    if component.properties.get("validate") == "nip":
        text = plain_nip(text)
    else:
        text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT:
        return wrong(N_("%(label)s must have at most %(limit)d characters."), raw, limit=MAX_TEXT)
    if _UNSTORABLE.search(text):
        return wrong(N_("%(label)s contains characters that cannot be kept. Type it anew instead of pasting it."), raw)
    return Entry(text, raw=raw)


def _number_from_text(component: Number, text: str, language: str, raw: Raw) -> Entry:
    if not text.strip():
        return Entry(None, raw=raw)
    number = parse_number(text, language)
    if number is None:
        example = NUMBER_EXAMPLE[supported(language)]
        return wrong(N_("Write %(label)s as a number, for example %(example)s."), raw, example=example)
    return Entry(str(number) if component.as_text else number, raw=raw)


def _datetime_from_fields(component: DateTime, name: str, fields: Fields, timezone: tzinfo) -> Entry:
    names = {part: f"{name}-{part}" for part in DATE_PARTS} if component.subtype != "time" else {}
    if component.subtype != "date":
        names["time"] = name if component.subtype == "time" else f"{name}-time"
    if any(len(fields.get(sent, ())) > 1 for sent in names.values()):
        return wrong(_SENT_TWICE)
    texts = {part: (fields.get(sent) or [""])[0] for part, sent in names.items()}
    raw = Raw(parts=tuple(texts.items()))
    if not any(text.strip() for text in texts.values()):
        return Entry(None, raw=raw)
    clock = _time_of(texts["time"]) if "time" in texts else None
    if "time" in texts and clock is None:
        return wrong(N_("Write %(label)s as hours and minutes, for example 09.30."), raw)
    if component.subtype == "time":
        return Entry(clock, raw=raw)
    if not all(texts[part].strip() for part in DATE_PARTS):
        return wrong(N_("%(label)s must have a day, a month and a year."), raw)
    day = _date_of(texts)
    if day is None:
        return wrong(N_("%(label)s must be a real date, for example 24 11 2026."), raw)
    return Entry(day if clock is None else datetime.combine(day, clock, timezone), raw=raw)


def _date_of(texts: Mapping[str, str]) -> date | None:
    day, month, year = (texts[part].strip() for part in DATE_PARTS)
    if not (
        re.fullmatch(r"[0-9]{1,2}", day) and re.fullmatch(r"[0-9]{1,2}", month) and re.fullmatch(r"[0-9]{4}", year)
    ):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _choice(text: str, options: Sequence[Option], raw: Raw) -> Entry:
    for option in options:
        if option.token == text:
            return Entry(option.value, raw=raw)
    return wrong(_NOT_AN_OPTION, raw)


def _choices(texts: Sequence[str], options: Sequence[Option], raw: Raw) -> Entry:
    """Chosen values in the order of the options, each once."""
    if not set(texts) <= {option.token for option in options}:
        return wrong(_NOT_AN_OPTION, raw)
    return Entry([option.value for option in options if option.token in texts], raw=raw)


def _text_from_data(component: Input, value: Value, _: Sequence[Option], __: tzinfo) -> Entry:
    if value is None:
        return Entry("")
    return _text(component, value, None) if isinstance(value, str) else wrong(_NOT_THE_TYPE)


def _number_from_data(component: Input, value: Value, _: Sequence[Option], __: tzinfo) -> Entry:
    as_text = isinstance(component, Number) and component.as_text
    if value is None or value == "":
        return Entry(None)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return wrong(_NOT_THE_TYPE)
    if isinstance(value, str) and not (as_text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)):
        return wrong(_NOT_THE_TYPE)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return wrong(_NOT_THE_TYPE)
    if not _fits(number):
        return wrong(N_("%(label)s has more than %(limit)d digits."), limit=MAX_DIGITS)
    if as_text:
        return Entry(f"{number:f}")
    return Entry(value if isinstance(value, int) else number)


def _fits(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MAX_DIGITS and number.adjusted() < MAX_DIGITS


def _flag_from_data(_: Input, value: Value, __: Sequence[Option], ___: tzinfo) -> Entry:
    if value is None:
        return Entry(False)
    return Entry(value) if isinstance(value, bool) else wrong(_NOT_THE_TYPE)


def _datetime_from_data(component: Input, value: Value, _: Sequence[Option], timezone: tzinfo) -> Entry:
    if value is None or value == "" or not isinstance(component, DateTime):
        return Entry(None)
    try:
        typed = _read_moment(component.subtype, value) if isinstance(value, str) else value
    except ValueError:
        return wrong(N_("%(label)s must be a date or time as ISO 8601 writes it."))
    match component.subtype:
        case "date" if isinstance(typed, date) and not isinstance(typed, datetime):
            return Entry(typed)
        case "time" if isinstance(typed, time):
            return Entry(typed)
        case "datetime" if isinstance(typed, datetime):
            return Entry(typed if typed.tzinfo else typed.replace(tzinfo=timezone))
    return wrong(_NOT_THE_TYPE)


def _read_moment(subtype: str, text: str) -> date | time | datetime:
    if subtype == "date":
        return date.fromisoformat(text)
    return time.fromisoformat(text) if subtype == "time" else datetime.fromisoformat(text)


def _choice_from_data(component: Input, value: Value, options: Sequence[Option], _: tzinfo) -> Entry:
    if takes_many(component):
        if value is None:
            return Entry([])
        if not isinstance(value, list):
            return wrong(_NOT_THE_TYPE)
        if len(value) > len(options) or not all(any(_same(option.value, item) for option in options) for item in value):
            return wrong(_NOT_AN_OPTION)
        return Entry([option.value for option in options if any(_same(option.value, item) for item in value)])
    if value is None or value == "":
        return Entry(None)
    found = next((option for option in options if _same(option.value, value)), None)
    return wrong(_NOT_AN_OPTION) if found is None else Entry(found.value)


def _same(option: Value, value: Value) -> bool:
    return isinstance(option, bool) == isinstance(value, bool) and bool(option == value)


def _list_from_data(component: Input, value: Value, _: Sequence[Option], __: tzinfo) -> Entry:
    """Rows as they stand; engine.forms.row_files checks those that come from outside."""
    if value is None:
        return Entry(None)
    right = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return Entry(value) if right else wrong(_NOT_THE_TYPE)


_FROM_DATA: Sequence[tuple[Any, Callable[[Input, Value, Sequence[Option], tzinfo], Entry]]] = (
    ((TextField, TextArea), _text_from_data),
    (Number, _number_from_data),
    (Checkbox, _flag_from_data),
    (DateTime, _datetime_from_data),
    (Selection, _choice_from_data),
    (RowsFile, _list_from_data),
)
