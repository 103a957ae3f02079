"""What all bodies have in common, and how an answer becomes a response."""

import hashlib
from collections.abc import Collection, Mapping
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.schemas.json_values import write_json


class Told(BaseModel):
    """A part of an answer, read from the attributes of a view of the same names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Sent(BaseModel):
    """The body of a request; unknown names and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class BothNames(Told):
    """A name in Indonesian and in English."""

    name: str
    name_en: str = Field(description="Empty where the model gives no English name.")


def answer(told: Told, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The response with an answer; kept by nobody unless `headers` says so."""
    content = write_json(told.model_dump())
    return Response(content, status, {"Cache-Control": "no-store"} | dict(headers or {}), "application/json")


def next_page(request: Request, place: str | int | None, parameter: str = "after") -> dict[str, str]:
    """The header that leads to the page at `place`, with everything else as it was asked (RFC 8288)."""
    if place is None:
        return {}
    query = request.url.include_query_params(**{parameter: place}).query
    return {"Link": f'<{quote(request.url.path)}?{query}>; rel="next"'}


def answer_some(told: Told, rows: str, names: Collection[str], headers: Mapping[str, str] | None = None) -> Response:
    """The answer whose `rows` have only these names; all of them where none is named."""
    content = told.model_dump()
    if names:
        content[rows] = [{name: row[name] for name in row if name in names} for row in content[rows]]
    return Response(write_json(content), 200, {"Cache-Control": "no-store"} | dict(headers or {}), "application/json")


def answer_if_changed(request: Request, told: Told, more: Mapping[str, str] | None = None) -> Response:
    """The answer with its ETag; 304 without it where the client has it already (RFC 9110 §13.1.2)."""
    content = write_json(told.model_dump())
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"} | dict(more or {})
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, "application/json")
