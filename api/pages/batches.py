"""Pekerjaan massal: what was asked for at once, how far it is, and what came of each item."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, SignedIn, TheRuntime
from api.pages.addresses import go_to, with_query
from api.pages.exports import export_links, exported
from api.pages.filters import asked_in
from api.pages.messages import said_in, saying
from api.templating import render
from engine.commands.steer_batch import SteerBatch, Steering, steer_batch
from engine.exports import listings
from engine.model.batch import ItemState
from engine.queries.batches import batch_items, batch_view, batches

router = APIRouter(prefix="/batches")


@router.get("")
def show_batches(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """Batches of the person; for supervisors, all of their agencies. Newest first."""
    page = batches(runtime, actor, request.query_params.get("after"))
    older = with_query("/batches", {"after": page.next})
    return render(request, "batches.html", {"page": page, "older": older})


@router.get("/{batch_id}.csv")
@router.get("/{batch_id}.xlsx")
def send_items(request: Request, runtime: TheRuntime, actor: SignedIn, batch_id: UUID) -> Response:
    """All items as a file. Raises NotFound."""
    return exported(request, listings.batch_items(runtime, actor, batch_id, state_in(request)))


@router.get("/{batch_id}")
def show_batch(request: Request, runtime: TheRuntime, actor: SignedIn, batch_id: UUID) -> Response:
    """How far it is, and its items. Raises NotFound."""
    state, after = state_in(request), asked_in(request).get("after") or None
    path = f"/batches/{batch_id}"
    items = batch_items(runtime, actor, batch_id, state=state, after=after)
    context = {
        "batch": batch_view(runtime, actor, batch_id),
        "items": items,
        "state": state,
        "older": with_query(path, {"state": state, "after": items.next}),
        "files": export_links(path, {"state": state}),
        "said": said_in(request),
        "place": "/batches",
    }
    return render(request, "batch.html", context)


@router.post("/{batch_id}/{steering}")
def steer(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, batch_id: UUID, steering: Steering) -> Response:
    """Pause, resume or stop it, or have what failed tried again."""
    command = SteerBatch(batch_id=batch_id, steering=steering, actor=actor, idempotency_key=posted.idempotency_key)
    steer_batch(runtime, command)
    return go_to(saying(f"/batches/{batch_id}", f"batch_{steering}"))


def state_in(request: Request) -> ItemState | None:
    """The state of the items that the address asks for; anything else asks for all."""
    asked = asked_in(request).get("state", "")
    return ItemState(asked) if asked in set(ItemState) else None
