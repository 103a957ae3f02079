"""A list as CSV (RFC 4180): UTF-8 with the mark by which spreadsheets know it, lines ended by CR LF."""

import csv
import io
from collections.abc import Iterator

from engine.exports.listing import Listing, Wording

MEDIA_TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is computed by spreadsheets, and may do what its author likes."""
LINES_AT_ONCE = 200


def csv_file(listing: Listing, wording: Wording) -> Iterator[bytes]:
    """The file in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow([harmless(wording.translate(heading)) for heading in listing.headings])
    for number, line in enumerate(listing.lines, 1):
        writer.writerow([harmless(wording.plain(cell)) for cell in line])
        if number % LINES_AT_ONCE == 0:
            yield taken(buffer)
    yield taken(buffer)


def harmless(value: object) -> object:
    """The value; a text that would be computed gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def taken(buffer: io.StringIO) -> bytes:
    """What was written since the last piece. Lone halves of signs, which JSON can smuggle in, become question marks."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
