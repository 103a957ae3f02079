"""What single properties of components may hold: keys, ids, patterns, pictures, lists."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import regex
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from engine.forms.expressions import brief, is_feel, read_expression
from engine.forms.findings import FormProblem
from engine.model.text import N_

MAX_PATTERN = 1_000
PATTERN_SECONDS = 0.1
"""How long a designer's pattern may search in one answer."""

_KEY = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}")


def _read_key(value: str) -> str:
    segments = value.split(".")
    if not _KEY.fullmatch(value) or len(value) > 200 or len(segments) > 8:
        raise FormProblem(N_("The key “%(key)s” is not made of letters, digits, _ and dots."), key=brief(value))
    if value.startswith("_") or any(segment.isdigit() for segment in segments):
        raise FormProblem(N_("The key “%(key)s” begins with _ or has a part that is a number."), key=brief(value))
    return value


def _read_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise FormProblem(N_("The id “%(id)s” is not made of letters, digits, _, - and dots."), id=brief(value))
    return value


def _read_pattern(value: object) -> regex.Pattern[str] | None:
    """JavaScript's classes \\d, \\w and \\s mean ASCII, so they do here."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_PATTERN:
        raise FormProblem(N_("The pattern is longer than %(limit)d characters."), limit=MAX_PATTERN)
    try:
        return regex.compile(value, regex.ASCII)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise FormProblem(
            N_("The pattern “%(pattern)s” cannot be used: %(reason)s"), pattern=brief(value), reason=brief(str(error))
        ) from error


def empty_is_none(value: object) -> object:
    """Editors write an empty text where nothing was chosen."""
    return None if value == "" else value


def _read_properties(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise FormProblem(N_("Expected an object, but found %(found)s."), found=brief(value))
    return {name: item if isinstance(item, str) else str(item).lower() for name, item in value.items()}


def _read_picture(value: str) -> str:
    path = r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.(png|jpg|jpeg|svg|webp|gif)"
    if not re.fullmatch(path, value):
        raise FormProblem(
            N_("Expected the name of a picture in the same deployment, but found “%(found)s”."), found=brief(value)
        )
    return value


def _read_rows(value: object) -> Any:
    if isinstance(value, str) and not is_feel(value):
        return read_expression("=" + _read_key(value))
    return read_expression(value)


Key = Annotated[str, AfterValidator(_read_key)]
Pattern = Annotated[regex.Pattern[str] | None, PlainValidator(_read_pattern)]
Properties = Annotated[Mapping[str, str], PlainValidator(_read_properties)]
WholeNumber = Annotated[int | None, BeforeValidator(empty_is_none), Field(ge=0, le=20)]
Id = Annotated[str, AfterValidator(_read_id)]
Picture = Annotated[str, AfterValidator(_read_picture)]
Rows = Annotated[Any, PlainValidator(_read_rows)]
