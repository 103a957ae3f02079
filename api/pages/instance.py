"""A case: where it stands, who is next, what happened."""

import hashlib
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, SignedIn, TheRuntime
from api.pages.addresses import go_to, own_address
from api.pages.filters import Number
from api.pages.messages import said_in, saying
from api.pages.timelines import timeline_of
from api.templating import reader_of, render, secret_of
from engine.authorization.supervision import agencies_of
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.queries.instance import instance_view

MOST_SHOWN = 50
"""Tasks, incidents and tokens of a case that its page shows at once."""
router = APIRouter(prefix="/instances/{instance_id}")


@router.get("")
def show_instance(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """The case; 304 when the browser has it already."""
    reader = reader_of(request)
    view = instance_view(runtime, actor, instance_id, language=reader.language)
    parts = (str(view.revision), secret_of(request), reader.language, str(request.url))
    tag = f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    held_by = request.query_params.get("held_by", "")
    holders = {each.agency: each for called in view.called for each in called.held_by}
    waits = [each for each in view.waiting_for if not held_by or held_by in agencies_of(each.addressed_to)]
    context = {
        "instance": view,
        "held_by": held_by,
        "holder": holders.get(held_by),
        "waits": waits[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "more_waits": max(len(waits) - MOST_SHOWN, 0),
        "timeline": timeline_of(view.timeline, reader),
        "said": said_in(request),
        "place": "/instances",
    }
    return render(request, "instance.html", context, headers=headers)


@router.post("/incidents/{execution}/{token}/retry")
def take_retry(
    runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID, execution: Number, token: Number
) -> Response:
    """Try the element of an incident again. Raises NotFound where there is none, MayNotSupervise."""
    command = RetryIncident(
        instance_id=instance_id,
        execution=execution,
        token=token,
        actor=actor,
        idempotency_key=posted.idempotency_key,
    )
    retry_incident(runtime, command)
    return go_to(saying(own_address(posted.one("next"), f"/instances/{instance_id}"), "retried"))
