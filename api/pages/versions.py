"""Closing a process to new cases, and opening it again."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.filters import whole_number
from api.pages.messages import saying
from api.templating import render
from engine.authorization.access import MayNotDeploy
from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.reopen_definition import ReopenDefinition, reopen_definition
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.queries.process_versions import process_versions
from engine.runtime import Runtime

router = APIRouter(prefix="/processes/{key}")


@router.get("/close")
def show_close(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """The page that asks for the reason. Raises UnknownProcess, MayNotDeploy."""
    return _page(request, runtime, actor, key, closing=True)


@router.post("/close")
def take_close(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, key: Key) -> Response:
    """Close one version, or all of them."""
    command = CloseDefinition(
        process_key=key,
        actor=actor,
        reason=posted.one("reason"),
        version=whole_number(posted.one("version")),
        idempotency_key=posted.idempotency_key,
    )
    try:
        close_definition(runtime, command)
    except InvalidInput as error:
        return _page(request, runtime, actor, key, closing=True, posted=posted, error=error)
    return go_to(saying(f"/processes/{key}", "closed"))


@router.get("/reopen")
def show_reopen(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """The page that asks for the reason. Raises UnknownProcess, MayNotDeploy."""
    return _page(request, runtime, actor, key, closing=False)


@router.post("/reopen")
def take_reopen(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, key: Key) -> Response:
    """Open one version again, or all of them."""
    command = ReopenDefinition(
        process_key=key,
        actor=actor,
        reason=posted.one("reason"),
        version=whole_number(posted.one("version")),
        idempotency_key=posted.idempotency_key,
    )
    try:
        reopen_definition(runtime, command)
    except InvalidInput as error:
        return _page(request, runtime, actor, key, closing=False, posted=posted, error=error)
    return go_to(saying(f"/processes/{key}", "reopened"))


def _page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    key: str,
    *,
    closing: bool,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    versions = process_versions(runtime, actor, key)
    newest = versions.rows[0]
    if not versions.may_change:
        raise MayNotDeploy(agency=newest.agency_name or "—")
    asked = posted.one("version") if posted else request.query_params.get("version", "")
    context = {
        "key": key,
        "name": newest.name,
        "name_en": newest.name_en,
        "version": whole_number(asked),
        "closing": closing,
        "reason": posted.one("reason")[:2000] if posted else "",
        "errors": dict(error.fields) if error else {},
        "place": "/processes",
    }
    return render(request, "process_close.html", context, status=status_of(error) if error else 200)
