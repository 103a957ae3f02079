"""Lists as files, for programs that ask for them by the header Accept."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.files import CSV, XLSX, listing_file
from api.templating import reader_of
from engine.exports import xlsx_file
from engine.exports.listing import Listing

CSV_TYPE = "text/csv"
FILES = {CSV_TYPE: CSV, xlsx_file.MEDIA_TYPE: XLSX}

EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CSV_TYPE: {"schema": {"type": "string"}},
            xlsx_file.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
"""What the OpenAPI document says of answers that may be files."""


def asked_as_file(request: Request, listing: Callable[[], Listing]) -> Response | None:
    """The whole list, in the language of the account, if the first media type that is asked for is a file's."""
    first = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    kind = FILES.get(first)
    return None if kind is None else listing_file(listing(), kind, reader_of(request))
