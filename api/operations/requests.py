"""Every request is numbered, logged, counted and traced; nothing of what is in it is."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import structlog
from opentelemetry import propagate, trace
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.clock import stopwatch
from engine.observing import counting_statements, tracer

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN_ROUTE = "unknown"

REQUESTS = Counter("lintas_http_requests", "Requests that were answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("lintas_http_request_seconds", "Until the answer was sent.", ["method", "route"])

log = structlog.get_logger(__name__)


def request_id_of(scope: Mapping[str, Any]) -> str:
    """The number of the request; empty before it has one."""
    return str(scope.get("state", {}).get("request_id", ""))


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the address, never the address: that may name a case or a person."""
    found = getattr(scope.get("route"), "path", None)
    if found:
        return str(found)
    return "/static" if str(scope.get("path", "")).startswith("/static/") else UNKNOWN_ROUTE


class WatchedRequests:
    """Plain ASGI, outermost: it sees the answer that really leaves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and tell how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(HEADER, "")
        number = given if SANE.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = number
        status, elapsed = 0, stopwatch()

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        parent = propagate.extract(headers)
        with (
            tracer.start_as_current_span(
                "request",
                context=parent,
                kind=trace.SpanKind.SERVER,
                record_exception=False,
                set_status_on_exception=False,
            ) as span,
            structlog.contextvars.bound_contextvars(request_id=number),
            counting_statements() as statements,
        ):
            try:
                await self.app(scope, receive, numbered)
            finally:
                method = scope["method"] if scope["method"] in METHODS else "OTHER"
                route, seconds = route_of(scope), elapsed()
                REQUESTS.labels(method, route, str(status)).inc()
                REQUEST_SECONDS.labels(method, route).observe(seconds)
                _describe(span, method, route, status, statements.count)
                log.info(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    code=scope["state"].get("refusal"),
                    milliseconds=round(seconds * 1000, 1),
                    statements=statements.count,
                )


def _describe(span: trace.Span, method: str, route: str, status: int, statements: int) -> None:
    span.update_name(f"{method} {route}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("lintas.statements", statements)
    if status >= 500:
        span.set_status(trace.StatusCode.ERROR)
