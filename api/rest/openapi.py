"""What the OpenAPI document says beyond what the routes say by themselves: refusals, bodies, examples."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.schemas.batches import (
    BatchOfCancellationsRequest,
    BatchOfCasesRequest,
    BatchOfDueDatesRequest,
    BatchOfMigrationsRequest,
    BatchOfReassignmentsRequest,
    BatchOfRetriesRequest,
    BatchOfStartsRequest,
)
from api.schemas.calendars import CalendarRequest
from api.schemas.data_stores import CorrectionRequest
from api.schemas.decisions import EvaluationRequest
from api.schemas.instances import StartRequest
from api.schemas.jobs import (
    CompleteJobRequest,
    ExtendRequest,
    FailJobRequest,
    FetchRequest,
    JobErrorRequest,
    WorkerRequest,
)
from api.schemas.messages import MessageRequest
from api.schemas.problems import Problem
from api.schemas.recurring import RepeatRequest
from api.schemas.supervision import (
    CancelRequest,
    ClosingRequest,
    DueDateRequest,
    EditRequest,
    MigrationPreviewRequest,
    MigrationRequest,
    MoveRequest,
    ReasonRequest,
    ReassignRequest,
    RevertRequest,
    SkipRequest,
    VariablesRequest,
)
from api.schemas.tasks import ClaimRequest, CompletionRequest, DraftRequest

VERSION = "1"
PROBLEM = "application/problem+json"
REFERENCE = "#/components/schemas/{model}"

ABOUT = """\
Everything that people do on the pages, for programs. A request acts as the account of its token, in the positions held
today. Names come in Indonesian (`name`) and English (`name_en`), sentences in English; labels of forms and the `detail`
of refusals are in the language of the account. Numbers are exact: no digit is lost. Times are UTC.
"""

TAGS = [
    {"name": "deployments", "description": "Bundles of processes, decisions, forms and templates."},
    {"name": "decisions", "description": "Decision tables, and trying them out."},
    {"name": "processes", "description": "Process definitions, and starting them."},
    {"name": "instances", "description": "Cases."},
    {"name": "tasks", "description": "The inbox, and work on user tasks."},
    {"name": "supervision", "description": "What runs, what is late, what stands still."},
    {"name": "batches", "description": "Many things asked for at once, and how far they are."},
    {"name": "jobs", "description": "Service jobs that workers of other systems do: docs/calls.md."},
    {"name": "messages", "description": "Messages of other systems."},
    {"name": "calendars", "description": "When agencies work: hours, holidays, collective leave."},
    {"name": "data stores", "description": "What processes keep beyond their cases."},
    {"name": "documents", "description": "Letters and decrees."},
    {"name": "people", "description": "Who is asking."},
]

BODIES: tuple[type[BaseModel], ...] = (
    CalendarRequest,
    CorrectionRequest,
    RepeatRequest,
    StartRequest,
    ClaimRequest,
    DraftRequest,
    CompletionRequest,
    MessageRequest,
    FetchRequest,
    CompleteJobRequest,
    FailJobRequest,
    JobErrorRequest,
    ExtendRequest,
    WorkerRequest,
    CancelRequest,
    ReasonRequest,
    EditRequest,
    MoveRequest,
    MigrationRequest,
    MigrationPreviewRequest,
    RevertRequest,
    SkipRequest,
    VariablesRequest,
    ReassignRequest,
    DueDateRequest,
    ClosingRequest,
    BatchOfStartsRequest,
    BatchOfCancellationsRequest,
    BatchOfDueDatesRequest,
    BatchOfReassignmentsRequest,
    BatchOfCasesRequest,
    BatchOfMigrationsRequest,
    BatchOfRetriesRequest,
    EvaluationRequest,
    Problem,
)
"""Models that no route names by itself."""


def refusal(description: str, code: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """A documented refusal with an example. The status of the example is filled in by `_finish`."""
    example = {"type": f"urn:lintas:problem:{code}", "title": title, "detail": detail, "code": code, **more}
    content = {PROBLEM: {"schema": {"$ref": REFERENCE.format(model="Problem")}, "example": example}}
    return {"description": description, "content": content}


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: refusal(
        "The body cannot be read.",
        "malformed_json",
        "The request could not be read",
        "The body cannot be read as JSON: Expecting value in line 1, column 9.",
        facts={"reason": "Expecting value in line 1, column 9"},
    ),
    401: refusal(
        "No token, or one that has ended. Sessions of browsers are taken for reading only.",
        "token_invalid",
        "You are not signed in",
        "Send a valid API token in the header “Authorization: Bearer …”.",
    ),
    403: refusal(
        "The person's position does not allow it.",
        "acting_official_barred",
        "You may not do this",
        "As Plt. you may not decide in the class sk_pemindahan. Release the task.",
        facts={
            "status": "plt",
            "decision_class": "sk_pemindahan",
            "action": "minta mandat khusus atau tunggu pejabat definitif",
            "basis": ["SE Kepala BKN Nomor 2/SE/VII/2019"],
        },
    ),
    404: refusal(
        "There is nothing here, or nothing that this person may see.",
        "not_found",
        "Not found",
        "There is nothing here under this address, or you may not see it.",
    ),
    409: refusal(
        "It was so a moment ago; look again.",
        "task_taken",
        "Somebody was faster",
        "Dimas Prasetyo took this task at 24 November 2026, 10:00 WIB. Choose another task.",
        facts={"by": "Dimas Prasetyo", "at": "2026-11-24T03:00:00+00:00"},
    ),
    413: refusal(
        "The body is larger than the installation accepts.",
        "request_entity_too_large",
        "Too large",
        "What you sent is larger than 8 MB. Send smaller files, or fewer at once.",
    ),
    415: refusal(
        "The body is of another kind than is taken here.",
        "unsupported_media_type",
        "This kind of body is not taken here",
        "Send the body as application/json and say so in the header Content-Type.",
    ),
    422: refusal(
        "Something in the request is wrong: `errors` by field or parameter, `findings` in a bundle.",
        "invalid_input",
        "Something needs correction",
        "Some of the answers need correction.",
        errors={"nomor_persetujuan": "Enter Nomor surat persetujuan."},
    ),
    500: refusal(
        "Something went wrong on the side of the server.",
        "internal_server_error",
        "Something went wrong on our side",
        "Check whether it was carried out before you repeat it.",
        request_id="4f1c2a9be07d4d0ab0a4f5a4d3f0c1e2",
    ),
    503: refusal(
        "A part that is needed does not answer; repeat the request later, with the same Idempotency-Key.",
        "unavailable",
        "Not available at the moment",
        "A service that is needed does not answer at the moment. Nothing was lost; try again later.",
    ),
}


def describe(app: FastAPI) -> None:
    """Let `app` tell its OpenAPI document as this module completes it."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=f"{app.title} API", version=VERSION, description=ABOUT, routes=app.routes, tags=TAGS
            )
            app.openapi_schema = _finish(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it


def _finish(document: dict[str, Any]) -> dict[str, Any]:
    """Add what routes only refer to, and the status of each example."""
    schemas = document["components"]["schemas"]
    for model in BODIES:
        schema = model.model_json_schema(ref_template=REFERENCE)
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    for operation in (each for path in document["paths"].values() for each in path.values()):
        operation["security"] = _with_scopes_of_tokens(operation["security"])
        operation["responses"] = {
            status: _with_status(response, status) for status, response in sorted(operation["responses"].items())
        }
        if "requestBody" not in operation:
            for status in ("400", "413", "415"):
                operation["responses"].pop(status, None)
    return document


def _with_scopes_of_tokens(security: list[dict[str, list[str]]]) -> list[dict[str, list[str]]]:
    """One entry for each scheme, tokens with the scope they need; sessions have none."""
    scopes = sorted({scope for each in security for scope in each.get("token", ())})
    schemes: list[dict[str, list[str]]] = [{"token": scopes}]
    return [*schemes, {"session": []}] if any("session" in each for each in security) else schemes


def _with_status(response: dict[str, Any], status: str) -> dict[str, Any]:
    content: Mapping[str, Any] = response.get("content", {})
    if PROBLEM not in content:
        return response
    media = content[PROBLEM]
    return response | {"content": {PROBLEM: media | {"example": {"status": int(status)} | media["example"]}}}
