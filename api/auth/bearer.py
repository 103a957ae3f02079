"""API tokens as programs send them (RFC 6750 §2.1), and how that is told to readers of the OpenAPI document."""

from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import Request

TOKEN_SCHEME = HTTPBearer(
    scheme_name="token",
    bearerFormat="opaque",
    description="An API token (`lintas token issue <username>`). It acts as the account that it was issued for, "
    "in its scopes (`--scope`): each operation names the one that it needs.",
    auto_error=False,
)
SESSION_SCHEME = APIKeyCookie(
    name="lintas-session",
    scheme_name="session",
    description="The session of a browser; for reading only.",
    auto_error=False,
)


def bearer_token(request: Request) -> str | None:
    """The token of the Authorization header. Empty where the header says something else, None without header."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
