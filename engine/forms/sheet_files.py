"""Tables that people upload: CSV as spreadsheets save it, or the first sheet of a workbook."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from engine.errors import InvalidInput
from engine.model.text import N_, Text

Cell = str | Decimal | bool | date | datetime | time | None
"""What stands in a cell; workbooks know more than text."""

MOST_BYTES = 8_000_000
MOST_UNPACKED = 64_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
EXACT = 10**15
"""Workbooks keep numbers as binary fractions: longer ones, such as a NIP, have lost their last digits."""
WORKBOOK = b"PK\x03\x04"
DELIMITERS = ";,\t"


class SheetRefused(InvalidInput):
    """The file is no table that can be read."""

    code = "sheet_refused"
    message = N_("The file cannot be read as a table: %(reason)s. Save it as CSV (UTF-8) or XLSX and upload it again.")


def read_sheet(content: bytes) -> list[list[Cell]]:
    """The rows of a CSV file or of a workbook's first sheet, the heading first; empty rows at the end are left out.

    Raises SheetRefused for anything else, and beyond MOST_ROWS rows or MOST_COLUMNS columns.
    """
    if len(content) > MOST_BYTES:
        raise _refused(N_("it is larger than %(most)s bytes"), most=MOST_BYTES)
    found = _workbook(content) if content.startswith(WORKBOOK) else _csv(content)
    rows: list[list[Cell]] = []
    for row in found:
        rows.append(row)
        if len(rows) > MOST_ROWS + 1:
            raise _refused(N_("it has more than %(most)s rows"), most=MOST_ROWS)
        if len(row) > MOST_COLUMNS:
            raise _refused(N_("it has more than %(most)s columns"), most=MOST_COLUMNS)
    while rows and not any(cell not in (None, "") for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise _refused(N_("it is empty"))
    return rows


def _csv(content: bytes) -> Iterator[list[Cell]]:
    """Spreadsheets write UTF-8 or the code page of old Windows, and `;` between cells where `,` is the decimal mark."""
    if b"\x00" in content:
        raise _refused(N_("it is neither text nor a workbook"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    heading = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_text(cell) for cell in row]
    except csv.Error as error:
        raise _refused(N_("%(what)s"), what=str(error)) from error


def _workbook(content: bytes) -> Iterator[list[Cell]]:
    """Unpacked size is looked at first: a workbook is an archive, and archives can be bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise _refused(N_("it is too large when it is unpacked"))
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            if not workbook.sheet_names:
                raise _refused(N_("it is empty"))
            sheet = workbook.get_sheet_by_index(0)
            if sheet.width > MOST_COLUMNS or sheet.height > MOST_ROWS + 1:
                raise _refused(N_("it has more than %(most)s rows"), most=MOST_ROWS)
            yield from ([_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise _refused(N_("the workbook is damaged or protected")) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader of workbooks is written in Rust; it panics like this
            raise
        raise _refused(N_("the workbook is damaged or protected")) from error


def _cell(value: object) -> Cell:
    """Workbooks keep whole numbers as fractions; durations and errors are no answers."""
    match value:
        case bool() | datetime() | date() | time():
            return value
        case int():
            return Decimal(value)
        case float():
            if not abs(value) < EXACT:
                raise _refused(N_("a number has more than 15 digits, which workbooks do not keep: make its cells text"))
            return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
        case timedelta() | None:
            return None
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise _refused(N_("a cell has more than %(most)s characters"), most=LONGEST_CELL)
    return text.strip()


def _refused(template: str, **facts: object) -> SheetRefused:
    return SheetRefused(reason=Text(template, facts))


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV file that spreadsheets of this country open by a double click."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
