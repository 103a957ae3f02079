"""Files that browsers and programs save: lists for spreadsheets, archives."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import Response, StreamingResponse

from api.templating import Reader
from engine.exports import csv_file, xlsx_file
from engine.exports.listing import Listing, Wording

CSV = "csv"
XLSX = "xlsx"


def listing_file(listing: Listing, kind: str, reader: Reader) -> Response:
    """The list in the language and the times of its reader; it is read while it is sent."""
    wording = Wording(reader.language, ZoneInfo(reader.zone), reader.formatter.text)
    name = f"{listing.name}-{listing.made_at.astimezone(wording.zone):%Y%m%d-%H%M}.{kind}"
    headers = saved_as(name) | {"Content-Language": reader.language}
    if kind == XLSX:
        return StreamingResponse(xlsx_file.xlsx_file(listing, wording), 200, headers, xlsx_file.MEDIA_TYPE)
    return StreamingResponse(csv_file.csv_file(listing, wording), 200, headers, csv_file.MEDIA_TYPE)


def saved_as(name: str) -> dict[str, str]:
    """The headers of a file of that name; no cache keeps it."""
    return {"Content-Disposition": f'attachment; filename="{quote(name)}"', "Cache-Control": "no-store"}
