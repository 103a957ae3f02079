"""Addresses inside the site."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from starlette.responses import RedirectResponse

HOME = "/inbox"


def own_address(text: str, otherwise: str = HOME) -> str:
    """`text` if it is a path of this site, so that a link from elsewhere cannot send people away after sign-in."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable() or len(text) > 2000:
        return otherwise
    try:
        parts = urlsplit(text)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else text


def with_query(path: str, query: Mapping[str, object]) -> str:
    """`path` with those parameters that have a value."""
    given = {name: str(value) for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def go_to(address: str) -> RedirectResponse:
    """Let the browser load `address` next, with GET."""
    return RedirectResponse(address, 303)
