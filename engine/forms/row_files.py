"""A list that people hand in as a table: every row is held against the columns that the form declares.

The page keeps the file itself, packed into a text, so that what was uploaded comes back with the rest of the form
and is read and checked anew each time: nothing that a browser says about it is believed.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from time import monotonic
from typing import Any

from engine.errors import InvalidInput
from engine.forms.coercion import empty_of, entry_from_data, entry_from_fields
from engine.forms.components import RowsFile, Selection
from engine.forms.context import Allowance, Context
from engine.forms.entry import Entry, Raw, RowProblem, labelled, wrong
from engine.forms.options import Option, options_of
from engine.forms.sheet_answers import SheetColumn, column_of, fields_of_row, match_headings
from engine.forms.sheet_files import MOST_BYTES, Cell, SheetRefused, read_sheet
from engine.forms.validation import problem_of
from engine.model.data import Value
from engine.model.text import N_, Text

SECONDS = 10.0
"""How long checking one table may take: the patterns in it are a designer's."""

_UNREADABLE = N_("The table for %(label)s did not arrive whole. Upload it again.")
_TOO_MANY = N_("%(label)s has %(count)s rows, but may have at most %(limit)s. Split the table.")
_IN_ERROR = N_("%(label)s: %(count)s cells need correction. Correct the table and upload it again.")
_NOT_THE_TYPE = N_("%(label)s has a value of the wrong type.")
_OUT_OF_TIME = N_("%(label)s could not be checked in time. Split the table; if that does not help, tell the designer.")


def packed(content: bytes) -> str:
    """A file as the text of a field."""
    return base64.urlsafe_b64encode(zlib.compress(content)).decode()


def unpacked(text: str) -> bytes | None:
    """The file again; None for what `packed` never wrote, and for more than MOST_BYTES."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(text, altchars=b"-_", validate=True), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return content if opened.eof and len(content) <= MOST_BYTES else None


@dataclass(slots=True)
class RowChecker:
    """Reads tables for one field, for one reader. `now` is in the zone of the form."""

    component: RowsFile
    language: str
    timezone: tzinfo
    now: datetime
    context: Context = field(init=False)
    options: Mapping[str, Sequence[Option]] = field(init=False)
    columns: tuple[SheetColumn, ...] = field(init=False)
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        """What is the same for all rows."""
        columns = self.component.columns
        self.context = Context({}, Allowance(self.now))
        self.options = {
            each.key: options_of(each, self.context, self.language) if isinstance(each, Selection) else ()
            for each in columns
        }
        self.columns = tuple(column_of(each.key, each, self.language) for each in columns)
        self.ends = monotonic() + SECONDS

    def from_file(self, text: str) -> Entry:
        """The rows of a packed file. Never raises."""
        raw, content = Raw((text,)), unpacked(text)
        if content is None:
            return wrong(_UNREADABLE, raw)
        try:
            heading, *rows = read_sheet(content)
            found = match_headings(heading, self.columns)
        except SheetRefused as refused:
            return Entry(error=refused.text, raw=raw)
        except InvalidInput as refused:
            return Entry(error=next(iter(refused.fields.values())), raw=raw)
        for column in self.columns:
            if column not in found and column.component.rules.required:
                text = N_("The column “%(heading)s” is missing. Begin with the template.")
                return wrong(text, raw, heading=column.heading())
        read = ((line, self.read_cells(row, found)) for line, row in enumerate(rows, start=2) if not _is_blank(row))
        return self.judged(read, raw, len(rows))

    def from_data(self, value: Value) -> Entry:
        """Rows that a program sends. Never raises."""
        if value is None:
            return Entry(None)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return wrong(_NOT_THE_TYPE)
        read = ((number, self.read_values(row)) for number, row in enumerate(value, start=1))
        return self.judged(read, None, len(value))

    def read_cells(self, row: Sequence[Cell], found: Sequence[SheetColumn | None]) -> dict[str, Entry]:
        """The entry of each column for a row of a file."""
        fields = fields_of_row(row, found, self.language)
        return {
            each.key: entry_from_fields(
                each, each.key, fields, self.options[each.key], language=self.language, timezone=self.timezone
            )
            for each in self.component.columns
        }

    def read_values(self, row: Mapping[str, Any]) -> dict[str, Entry]:
        """The same for an object of a program; members that are no columns come out as errors."""
        read = {
            each.key: entry_from_data(each, row.get(each.key), self.options[each.key], timezone=self.timezone)
            for each in self.component.columns
        }
        for name in row:
            if name not in read:
                read[name] = wrong(N_("The form has no field “%(field)s”."), field=name[:80])
        return read

    def judged(self, rows: Iterator[tuple[int, dict[str, Entry]]], raw: Raw | None, most: int) -> Entry:
        """The list with everything that is wrong in it. `most` is how many rows there can be."""
        if most > 2 * self.component.most:  # blank lines are forgiven, a second table's worth of them is not
            return wrong(_TOO_MANY, raw, count=most, limit=self.component.most)
        values: list[Value] = []
        problems: list[RowProblem] = []
        seen: dict[object, int] = {}
        for line, entries in rows:
            if monotonic() > self.ends:
                return wrong(_OUT_OF_TIME, raw)
            index = len(values)
            problems += self.problems_of(line, index, entries)
            problems += self.repeated(line, index, entries, seen)
            values.append({key: entry.value for key, entry in entries.items()})
        if len(values) > self.component.most:
            return wrong(_TOO_MANY, raw, count=len(values), limit=self.component.most)
        error = Text(_IN_ERROR, {"count": len(problems)}) if problems else None
        return Entry(values, error, raw, tuple(problems))

    def problems_of(self, line: int, index: int, entries: Mapping[str, Entry]) -> Iterator[RowProblem]:
        """What is wrong with the cells of a row, each by itself."""
        for column in self.columns:
            entry = entries[column.path]
            text = entry.error or problem_of(column.component, entry.value, self.context, self.language, self.now)
            if text is not None:
                yield _problem(line, index, column, text)
        for name in entries.keys() - self.options.keys():
            yield RowProblem(line, f"{index}.{name[:80]}", name[:80], entries[name].error or Text(_NOT_THE_TYPE))

    def repeated(
        self, line: int, index: int, entries: Mapping[str, Entry], seen: dict[object, int]
    ) -> Iterator[RowProblem]:
        """A value that an earlier row has in the column where each may stand once."""
        for column in self.columns:
            value = entries[column.path].value
            if column.path != self.component.unique or value == empty_of(column.component):
                continue
            first = seen.setdefault(str(value), line)
            if first != line:
                text = N_("%(label)s is the same as in row %(first)s. Remove one of the two rows.")
                yield _problem(line, index, column, Text(text, {"first": first}))


def _problem(line: int, index: int, column: SheetColumn, text: Text) -> RowProblem:
    heading = column.heading()
    return RowProblem(line, f"{index}.{column.path}", heading, labelled(text, heading))


def _is_blank(row: Sequence[Cell]) -> bool:
    return all(cell in (None, "") for cell in row)


def headings_of(component: RowsFile, language: str) -> tuple[str, ...]:
    """What stands over the columns of a template."""
    return tuple(column_of(each.key, each, language).heading() for each in component.columns)
