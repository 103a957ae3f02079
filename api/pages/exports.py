"""Lists taken away: `.csv` or `.xlsx` behind the address of the list, with the same filters."""

from starlette.requests import Request
from starlette.responses import Response

from api.files import CSV, XLSX, listing_file
from api.pages.addresses import with_query
from api.templating import reader_of
from engine.exports.listing import Listing


def exported(request: Request, listing: Listing) -> Response:
    """The list as the kind of file that the address ends in."""
    kind = XLSX if request.url.path.endswith(f".{XLSX}") else CSV
    return listing_file(listing, kind, reader_of(request))


def export_links(path: str, query: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Kind and address of each file of the list at `path`."""
    kept = {name: value for name, value in query.items() if name != "after"}
    return tuple((kind.upper(), with_query(f"{path}.{kind}", kept)) for kind in (CSV, XLSX))
