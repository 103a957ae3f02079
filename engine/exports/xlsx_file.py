"""A list as a workbook (Office Open XML): texts are texts whatever they begin with, times are times."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

import xlsxwriter

from engine.exports.listing import Listing, Wording

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
WIDTH = 24
PIECE = 64 * 1024


def xlsx_file(listing: Listing, wording: Wording) -> Iterator[bytes]:
    """The file in pieces. It is written to disk first, a line at a time: only then its parts are known."""
    with tempfile.TemporaryFile() as file:
        write_workbook(file, listing, wording)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write_workbook(file: IO[bytes], listing: Listing, wording: Wording) -> None:
    """One sheet with headings that stay in sight."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    book.set_properties({"created": listing.made_at.replace(tzinfo=None)})
    formats = {"head": book.add_format({"bold": True}), "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"})}
    sheet = book.add_worksheet(listing.name[:31])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(listing.headings) - 1, 0), WIDTH)
    for column, heading in enumerate(listing.headings):
        sheet.write_string(0, column, wording.translate(heading), formats["head"])
    for row, line in enumerate(listing.lines, 1):
        for column, cell in enumerate(line):
            write_cell(sheet, row, column, wording.plain(cell), formats["time"])
    book.close()


def write_cell(sheet: Any, row: int, column: int, value: str | int | datetime, time_format: Any) -> None:
    """One cell with its type; nothing for an empty one."""
    match value:
        case datetime():
            sheet.write_datetime(row, column, value, time_format)
        case int():
            sheet.write_number(row, column, value)
        case "":
            pass
        case _:
            text = value.encode("utf-8", "replace").decode()
            sheet.write_string(row, column, text[:LONGEST_CELL])
