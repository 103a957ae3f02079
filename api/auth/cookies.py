"""The cookies: session, visit (before sign-in), language."""

import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

LANGUAGE = "lintas-language"
_SESSION = "lintas-session"
_VISIT = "lintas-visit"
_YEAR_SECONDS = 365 * 24 * 3600


def _name(name: str, *, secure: bool) -> str:
    """The prefix makes browsers refuse the cookie unless it is Secure, for this host only and for all paths."""
    return f"__Host-{name}" if secure else name


def session_token(request: Request, *, secure: bool) -> str | None:
    """The token of the session that the browser claims to have."""
    return request.cookies.get(_name(_SESSION, secure=secure))


def set_session(response: Response, token: str, lasts: timedelta, *, secure: bool) -> None:
    """Keep the session in the browser for as long as it lasts, whatever time the browser's own clock tells."""
    response.set_cookie(
        _name(_SESSION, secure=secure),
        token,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def forget_session(response: Response, *, secure: bool) -> None:
    """Remove the session's cookie."""
    response.delete_cookie(_name(_SESSION, secure=secure), path="/", httponly=True, secure=secure, samesite="lax")


def visit_secret(request: Request, *, secure: bool) -> str:
    """The secret of a visit without session: the browser's, or a new one, which the answer must then set."""
    known = request.cookies.get(_name(_VISIT, secure=secure), "")
    return known if len(known) >= 32 else secrets.token_urlsafe(32)


def set_visit(response: Response, secret: str, *, secure: bool) -> None:
    """Keep the secret of the visit until the browser is closed."""
    response.set_cookie(_name(_VISIT, secure=secure), secret, path="/", httponly=True, secure=secure, samesite="lax")


def set_language(response: Response, language: str, *, secure: bool) -> None:
    """Remember the language for the pages before sign-in."""
    response.set_cookie(
        LANGUAGE, language, max_age=_YEAR_SECONDS, path="/", httponly=True, secure=secure, samesite="lax"
    )
