"""A form answered by the rows of a table: a column for each field, a row for each answer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from engine.errors import InvalidInput
from engine.forms.components import Checkbox, Checklist, DateTime, Input, RowsFile, Selection, TagList
from engine.forms.form import Form
from engine.forms.options import token_of
from engine.forms.shape import Shape
from engine.forms.sheet_files import Cell
from engine.forms.templates import Template
from engine.model.text import N_, Text
from engine.model.writing import format_number

YES = frozenset({"ya", "y", "yes", "true", "benar", "1", "x", "v", "√"})
NO = frozenset({"", "tidak", "t", "no", "n", "false", "salah", "0", "-"})
SEPARATOR = ";"
"""Between several choices in one cell."""
_BETWEEN = re.compile(r"[-/. ]")
_MOMENT = re.compile(
    r"(?P<written>\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}|\d{4}-\d{1,2}-\d{1,2})?[T ]*"
    r"(?P<clock>\d{1,2}[.:]\d{2})?(?:[.:]\d{2})?"
)
"""A day, a time, or both."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A field that a column may answer: by the name of its path, or by one of its labels."""

    path: str
    component: Input
    labels: tuple[str, ...]

    def heading(self) -> str:
        """What stands over the column in a template."""
        return self.labels[0] if self.labels else self.path


def columns_of(form: Form, language: str) -> tuple[SheetColumn, ...]:
    """The fields that tables can answer, in the order of the form; lists of rows have no place in a row."""
    return tuple(column_of(path, component, language) for path, component in _inputs(form.shape, ()))


def column_of(path: str, component: Input, language: str) -> SheetColumn:
    """The column that answers a field; its heading is in the reader's language."""
    return SheetColumn(path, component, _labels(component, language))


def _inputs(shape: Shape, path: tuple[str, ...]) -> Iterator[tuple[str, Input]]:
    if isinstance(shape.field, Input) and not isinstance(shape.field, RowsFile):
        yield ".".join(path), shape.field
    if shape.rows is None:
        for name, member in shape.members.items():
            yield from _inputs(member, (*path, name))


def _labels(component: Input, language: str) -> tuple[str, ...]:
    """Labels that say the same in every case, those of the reader's language first."""
    others = [each for each in ("id", "en") if each != language]
    dated = (component.time_label, component.date_label) if isinstance(component, DateTime) else ()
    found = [component.translated("label", language), *dated, component.label]
    found += [component.translated("label", each) for each in others]
    texts = [_constant(template) for template in found if template is not None]
    return tuple(dict.fromkeys(text for text in texts if text))


def _constant(template: Template) -> str:
    parts = [part for part in template.parts if isinstance(part, str)]
    return "".join(parts).strip() if len(parts) == len(template.parts) else ""


def match_headings(headings: Sequence[Cell], columns: Sequence[SheetColumn]) -> list[SheetColumn | None]:
    """The field of each column of a table; None for a column without heading.

    Raises InvalidInput that names the headings that belong to no field, or to one that another column has.
    """
    known: dict[str, SheetColumn] = {}
    for column in reversed(columns):
        known |= {_plain(name): column for name in (column.path, *column.labels)}
    found: list[SheetColumn | None] = []
    for heading in headings:
        text = "" if heading is None else str(heading)
        field = known.get(_plain(text))
        if text and field is None:
            raise InvalidInput({"file": Text(_UNKNOWN_HEADING, {"heading": text[:80]})})
        if field is not None and field in found:
            raise InvalidInput({"file": Text(_TWICE, {"heading": text[:80]})})
        found.append(field)
    if not any(found):
        raise InvalidInput({"file": Text(N_("The first row has no heading of the form. Begin with the template."))})
    return found


_UNKNOWN_HEADING = N_("The column “%(heading)s” belongs to no field of the form. Begin with the template.")
_TWICE = N_("The column “%(heading)s” stands twice. Keep one of them.")


def fields_of_row(row: Sequence[Cell], columns: Sequence[SheetColumn | None], language: str) -> Mapping[str, list[str]]:
    """The row as a page would post it."""
    fields: dict[str, list[str]] = {}
    for cell, column in zip(row, columns, strict=False):
        if column is not None:
            fields |= _posted(column, cell, language)
    return fields


def _posted(column: SheetColumn, cell: Cell, language: str) -> dict[str, list[str]]:
    component, path = column.component, column.path
    if isinstance(component, DateTime):
        return _moment(component, path, cell)
    text = _as_text(cell, language)
    if isinstance(component, Checkbox):
        return {path: ["true" if text.casefold() in YES else "" if text.casefold() in NO else text]}
    if isinstance(component, Checklist | TagList):
        return {path: [_token(component, each.strip()) for each in text.split(SEPARATOR) if each.strip()]}
    if isinstance(component, Selection):
        return {path: [_token(component, text)]}
    return {path: [text]}


def _as_text(cell: Cell, language: str) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format_number(cell, language, grouped=False)
        case date() | time():
            return cell.isoformat()
        case _:
            return cell


def _token(component: Selection, text: str) -> str:
    """What the page would send for a choice that is written as its label, or as its value."""
    for option in component.written or ():
        if _plain(text) in (_plain(option.label or ""), _plain(token_of(option.value))) and text:
            return token_of(option.value)
    return text


def _moment(component: DateTime, path: str, cell: Cell) -> dict[str, list[str]]:
    """Days as 24-11-2026, 24/11/2026, 24 11 2026 or 2026-11-24, times as 09.30 or 09:30, or as workbooks keep them."""
    day, clock = _parts(cell)
    posted: dict[str, list[str]] = {}
    if component.subtype != "time":
        posted |= {f"{path}-{name}": [text] for name, text in zip(("day", "month", "year"), day, strict=True)}
    if component.subtype != "date":
        posted[path if component.subtype == "time" else f"{path}-time"] = [clock]
    return posted


def _parts(cell: Cell) -> tuple[tuple[str, str, str], str]:
    if isinstance(cell, datetime):
        return _day(cell), f"{cell:%H.%M}"
    if isinstance(cell, date):
        return _day(cell), ""
    if isinstance(cell, time):
        return ("", "", ""), f"{cell:%H.%M}"
    text = "" if cell is None else str(cell)
    found = _MOMENT.fullmatch(text)
    if found is None:
        return (text, "", ""), text
    if found["written"] is None:
        return ("", "", ""), found["clock"] or ""
    first, second, third = _BETWEEN.split(found["written"])
    return (third, second, first) if len(first) == 4 else (first, second, third), found["clock"] or ""


def _day(value: date) -> tuple[str, str, str]:
    return str(value.day), str(value.month), f"{value.year:04}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
