"""Bodies of requests: read only once it is known who asks, exact in numbers, refused with the field that is wrong."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.dependencies import AnyCaller, PostedFile, read_form
from api.schemas.json_values import read_json
from api.schemas.refusals import WrongMediaType
from api.schemas.told import Sent
from engine.errors import InvalidInput
from engine.model.text import Text

AnySent = TypeVar("AnySent", bound=Sent)

SMALL = 4_000
"""Bytes that are read at once; whatever is larger must not hold up other requests."""

JSON = "application/json"
MULTIPART = "multipart/form-data"
ZIP = "application/zip"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern=r"^[\x20-\x7e]+$",
        description="A text of your own for this request: sent again with the same key, it is done once.",
        examples=["6f0c2f5e-6a1f-4a0e-9a53-0d2f6d1c5b1e"],
    ),
]


async def json_body(request: Request, _: AnyCaller) -> bytes:
    """The bytes of a JSON body; empty if there is none. Raises WrongMediaType."""
    body = await request.body()
    if body and media_type(request) != JSON:
        raise WrongMediaType(expected=JSON)
    return body


def media_type(request: Request) -> str:
    """The media type without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def body_of(kind: type[AnySent]) -> Callable[..., Awaitable[AnySent]]:
    """A dependency that gives the body as `kind`. Raises MalformedJson, InvalidInput with the names in error."""

    def parse(body: bytes) -> AnySent:
        return validated(kind, read_json(body) if body else {})

    async def read(body: Annotated[bytes, Depends(json_body)]) -> AnySent:
        return parse(body) if len(body) <= SMALL else await run_in_threadpool(parse, body)

    return read


def validated(kind: type[AnySent], data: Any) -> AnySent:
    """The body in `data`."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        fields = {".".join(str(part) for part in each["loc"])[:200] or "body": Text(each["msg"]) for each in wrong}
        raise InvalidInput(fields) from None


async def uploaded_files(request: Request, _: AnyCaller) -> tuple[list[PostedFile], str]:
    """Files and note of an upload: a form with files, or one archive as the body itself. Raises WrongMediaType."""
    match media_type(request):
        case "multipart/form-data":
            posted = await read_form(request)
            return list(posted.files), posted.one("note")[:2000]
        case "application/zip":
            return [PostedFile("files", "bundle.zip", await request.body())], ""
        case _:
            raise WrongMediaType(expected=f"{MULTIPART} or {ZIP}")


def takes(kind: type[Sent], *, required: bool = True) -> dict[str, Any]:
    """What the OpenAPI document says of the body that `body_of` reads."""
    schema = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"requestBody": {"required": required, "content": {JSON: {"schema": schema}}}}
