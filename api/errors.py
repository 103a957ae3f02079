"""The one table from refusals to statuses, and how a refusal is told: problem+json to programs, a page to people."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.errors import NotSignedIn
from api.languages import catalog
from api.operations.requests import request_id_of, route_of
from api.schemas.refusals import MalformedJson, WrongMediaType
from api.security import TooLarge
from api.templating import Reader, reader_of, render
from engine.errors import Conflict, InvalidInput, LintasError, ModelError, NotAllowed, NotFound, Unavailable
from engine.logs import failure
from engine.model.text import N_, Text

log = structlog.get_logger(__name__)

STATUSES: tuple[tuple[type[LintasError], int], ...] = (
    (NotSignedIn, 401),
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (MalformedJson, 400),
    (WrongMediaType, 415),
    (InvalidInput, 422),
    (ModelError, 422),
    (Unavailable, 503),
)

TITLES: Mapping[int, str] = {
    400: N_("The request could not be read"),
    401: N_("You are not signed in"),
    403: N_("You may not do this"),
    404: N_("Not found"),
    405: N_("This cannot be done here"),
    409: N_("Somebody was faster"),
    413: N_("Too large"),
    415: N_("This kind of body is not taken here"),
    422: N_("Something needs correction"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong on our side"),
    503: N_("Not available at the moment"),
}

DETAILS: dict[int, str] = {
    400: N_("The request could not be read. Load the page again and repeat it."),
    405: N_("This address does not take requests of this kind. Go back and use the buttons of the page."),
    413: N_("What you sent is larger than %(limit)s. Send smaller files, or fewer at once."),
    500: N_(
        "Check whether it was carried out before you repeat it. "
        "If it happens again, give your administrator the number %(request)s."
    ),
}

TOO_MANY_ATTEMPTS = "too_many_attempts"

DETAILS_FOR_PROGRAMS: dict[int, str] = {
    400: N_("The request could not be read. Correct its body and headers before you send it again."),
    405: N_("This address does not take requests of this method. The header Allow names those that it takes."),
}


def status_of(error: LintasError) -> int:
    """The HTTP status of a refusal."""
    if error.code == TOO_MANY_ATTEMPTS:
        return 429
    return next((status for category, status in STATUSES if isinstance(error, category)), 500)


def install_error_answers(app: FastAPI) -> None:
    """Let `app` answer every refusal."""
    app.add_exception_handler(LintasError, _on_refusal)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_unreadable_parameters)


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, LintasError)  # noqa: S101 - registered for nothing else
    status = status_of(error)
    request.state.refusal = error.code
    if isinstance(error, NotSignedIn) and not is_for_programs(request) and request.method in ("GET", "HEAD"):
        return _to_sign_in(request)
    answer = (
        problem(request, status, error.text, error=error)
        if is_for_programs(request)
        else error_page(request, status, error.text, error=error)
    )
    if status == 429:
        answer.headers["Retry-After"] = str(error.facts.get("retry_after_seconds", 60))
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    answer = plain_answer(request, error.status_code, limit=error.limit if isinstance(error, TooLarge) else 0)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _on_unreadable_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    if any(item["loc"][:1] == ("path",) for item in error.errors()):
        return plain_answer(request, 404)
    fields = {".".join(str(part) for part in item["loc"][1:]): Text(str(item["msg"])) for item in error.errors()}
    return await _on_refusal(request, InvalidInput(fields))


def plain_answer(request: Request, status: int, *, limit: int = 0) -> Response:
    """An answer that is known by its status alone."""
    if status == 404:
        text = NotFound().text
    else:
        parameters = {"limit": f"{limit / 1024 / 1024:.0f} MB", "request": request_id_of(request.scope)}
        details = DETAILS | DETAILS_FOR_PROGRAMS if is_for_programs(request) else DETAILS
        text = Text(details.get(status, details[400 if status < 500 else 500]), parameters)
    if is_for_programs(request):
        return problem(request, status, text)
    return error_page(request, status, text)


def is_for_programs(request: Request) -> bool:
    """Whether the answer is read by a program."""
    return request.url.path.startswith("/api/")


def problem(request: Request, status: int, text: Text, *, error: LintasError | None = None) -> JSONResponse:
    """The refusal as RFC 9457 has it."""
    reader = reader_of(request)
    code = error.code if error else HTTPStatus(status).name.lower()
    body: dict[str, Any] = {
        "type": f"urn:lintas:problem:{code}",
        "title": _title(status, reader.language),
        "status": status,
        "detail": reader.formatter.text(text),
        "code": code,
    }
    if request_id := request_id_of(request.scope):
        body["request_id"] = request_id
    if error and (facts := _facts(error, reader)):
        body["facts"] = facts
    if isinstance(error, InvalidInput) and error.fields:
        body["errors"] = {name: reader.formatter.text(said) for name, said in error.fields.items()}
    if findings := findings_of(error):
        body["findings"] = [_finding(finding, reader) for finding in findings]
    headers = {"Cache-Control": "no-store", "Content-Language": reader.language}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _facts(error: LintasError, reader: Reader) -> dict[str, Any]:
    """What a program can go by: who took the task and when, on which legal basis it is refused."""
    return {name: _fact(value, reader) for name, value in error.facts.items()}


def _fact(value: Any, reader: Reader) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case date():
            return reader.formatter.iso(value)
        case Text():
            return reader.formatter.text(value)
        case list() | tuple():
            return [_fact(each, reader) for each in value]
        case _:
            return str(value)


def findings_of(error: LintasError | None) -> tuple[Any, ...]:
    """What a refused model is refused for, place by place."""
    return tuple(getattr(error, "findings", ()))


def _finding(finding: Any, reader: Reader) -> dict[str, Any]:
    return {
        "filename": getattr(finding, "filename", None),
        "code": finding.code,
        "severity": str(finding.severity),
        "kind": str(finding.kind) if getattr(finding, "kind", None) else None,
        "element_id": getattr(finding, "element_id", None),
        "line": finding.line,
        "text": reader.formatter.text(finding.text),
    }


def error_page(request: Request, status: int, text: Text, *, error: LintasError | None = None) -> Response:
    """The refusal as a page that keeps what was typed."""
    posted = getattr(request.state, "posted", None)
    typed = (
        []
        if posted is None
        else [
            (name, value) for name, values in posted.answers.items() for value in values if value and name != "password"
        ]
    )
    reader = reader_of(request)
    context = {
        "heading": _title(status, reader.language),
        "text": reader.formatter.text(text),
        "status": status,
        "typed": typed,
        "findings": findings_of(error),
        "mistakes": [reader.formatter.text(said) for said in error.fields.values()]
        if isinstance(error, InvalidInput)
        else [],
        "sign_in": f"/sign-in?{urlencode({'next': _page_of(request)})}" if status == 401 else None,
        "again": _page_of(request) if request.method == "POST" else None,
    }
    return render(request, "error.html", context, status=status)


def _page_of(request: Request) -> str:
    """The page that a request came from, as far as it is one of ours."""
    if request.method in ("GET", "HEAD"):
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    base = str(request.base_url)
    referer = request.headers.get("referer", "")
    return "/" + referer.removeprefix(base) if referer.startswith(base) else "/inbox"


def _to_sign_in(request: Request) -> Response:
    here = _page_of(request)
    address = "/sign-in" if here in ("/", "/inbox") else f"/sign-in?{urlencode({'next': here})}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(address, 303)


def _title(status: int, language: str) -> str:
    return catalog(language).gettext(TITLES.get(status, TITLES[400 if status < 500 else 500]))


class UnexpectedErrors:
    """Turns what nobody expected into a logged, numbered 500, without personal data in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer if that fails before the answer has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the web edge: everything else is answered here
            _record(scope, error)
            if not begun:
                await _last_answer(Request(scope))(scope, receive, send)


def _record(scope: Scope, error: Exception) -> None:
    told = {"request_id": request_id_of(scope), "method": scope["method"], "route": route_of(scope)}
    log.error("unexpected_error", **told, **failure(error))


def _last_answer(request: Request) -> Response:
    try:
        return plain_answer(request, 500)
    except Exception as error:  # noqa: BLE001 - the page itself is broken
        _record(request.scope, error)
        return PlainTextResponse(f"500 ({request_id_of(request.scope)})", 500)
