"""From templates to pages: one Jinja environment per language, and what every page knows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.auth import cookies
from api.auth.csrf import FIELD, csrf_token
from api.formatting import Formatter
from api.languages import LANGUAGES, accepted_language, catalog
from engine.model.actor import Actor
from engine.model.incident_meanings import meaning_of
from engine.model.text import N_, Named
from engine.runtime import Runtime

STATIC = Path(__file__).parent / "static"
PRODUCT = "Lintas"


@dataclass(frozen=True)
class Reader:
    """For whom a page is written."""

    actor: Actor | None
    language: str
    zone: str

    @property
    def formatter(self) -> Formatter:
        """How this reader reads times and numbers."""
        return Formatter(self.language, self.zone)


def reader_of(request: Request) -> Reader:
    """Language and zone from the account and its agency, else from cookie, browser and settings."""
    runtime: Runtime = request.app.state.runtime
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor:
        zones = [capacity.agency_zone for capacity in actor.capacities]
        language = actor.language if actor.language in LANGUAGES else runtime.settings.language
        return Reader(actor, language, zones[0] if zones else runtime.settings.time_zone)
    return Reader(None, language_of(request), runtime.settings.time_zone)


def language_of(request: Request) -> str:
    """The language of somebody who is not signed in."""
    chosen = request.cookies.get(cookies.LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    runtime: Runtime = request.app.state.runtime
    return accepted_language(request.headers.get("accept-language", "")) or runtime.settings.language


def secret_of(request: Request) -> str:
    """What the CSRF token is made from: the session of a signed-in person, else the visit."""
    if hasattr(request.state, "session_token"):
        token: str = request.state.session_token
        return token
    if not hasattr(request.state, "visit"):
        request.state.visit = cookies.visit_secret(request, secure=_secure(request))
    secret: str = request.state.visit
    return secret


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page. Nothing is kept by caches unless `headers` says so."""
    reader = reader_of(request)
    runtime: Runtime = request.app.state.runtime
    shared = {
        "reader": reader,
        "actor": reader.actor,
        "fmt": reader.formatter,
        "csrf": lambda: csrf_token(secret_of(request)),
        "request_path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "settings": runtime.settings,
        "now": runtime.clock.now(),
    }
    page = environment(reader.language).get_template(template).render(shared | dict(context or {}))
    response = HTMLResponse(
        page, status, {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"} | dict(headers or {})
    )
    response.headers["Content-Language"] = reader.language
    if hasattr(request.state, "visit"):
        cookies.set_visit(response, request.state.visit, secure=_secure(request))
    return response


def _secure(request: Request) -> bool:
    runtime: Runtime = request.app.state.runtime
    return runtime.settings.cookie_secure


@cache
def environment(language: str) -> Environment:
    """Templates that speak `language`. A missing value is an error, found by tests."""
    environment = Environment(
        loader=PackageLoader("api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
    )
    environment.install_gettext_translations(catalog(language), newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
    environment.globals |= {
        "language": language,
        "languages": LANGUAGES,
        "product": PRODUCT,
        "csrf_field": FIELD,
        "asset": asset,
        "new_key": lambda: str(uuid4()),
        "named": _named_in(language),
        "place_of": _place_in(language),
        "meaning_of": meaning_of,
    }
    return environment


def _named_in(language: str) -> Any:
    def named(name: Named | str | None, name_en: str | None = None) -> str:
        """A designer's name in the reader's language, else in the language it was written in."""
        both = name if isinstance(name, Named) else Named(name or "", name_en or "")
        return both.in_language(language)

    return named


def _place_in(language: str) -> Any:
    def place_of(finding: Any) -> list[str]:
        """File, element and line of a finding, as far as they are known."""
        line = catalog(language).gettext(N_("line %(line)s")) % {"line": finding.line} if finding.line else ""
        parts = (getattr(finding, "filename", None), getattr(finding, "element_id", None), line)
        return [part for part in parts if part]

    return place_of


@cache
def _vendor_files() -> Mapping[str, str]:
    files: Mapping[str, str] = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))["files"]
    return files


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content."""
    own = STATIC / name
    if own.is_file():
        return f"/static/{name}?v={hashlib.sha256(own.read_bytes()).hexdigest()[:10]}"
    return f"/static/vendor/{_vendor_files()[name]}"
