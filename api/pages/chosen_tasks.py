"""What supervisors do with several tasks of their agency at once: give them to another holder, change the due time."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to, own_address
from api.pages.filters import identity, whole_number
from api.pages.supervision import ALL, NEXT, NOBODY_CHOSEN, due_in, typed
from api.templating import reader_of, render
from engine.commands.request_batch import RequestBatch, request_batch
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.batch import BatchKind, NewItem
from engine.model.data import Value
from engine.queries.chosen_tasks import chosen_tasks
from engine.runtime import Runtime

router = APIRouter(prefix="/team")

REASSIGN, DUE_DATE = "/reassign", "/due-date"
TASK, VERSIONED = "task", "shown"
"""Names of the fields: a task, and on the page that asks a task with the version that was shown."""


@router.get(REASSIGN)
def show_reassign(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The tasks, and who could have all of them. Raises MayNotSupervise."""
    return _page(request, runtime, actor, BatchKind.REASSIGN)


@router.post(REASSIGN)
def take_reassign(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn) -> Response:
    """Give the tasks over, or back to all, each by itself."""
    chosen = posted.one("to")
    person = identity(chosen)
    try:
        if person is None and chosen != ALL:
            raise InvalidInput({"to": NOBODY_CHOSEN})
        return _asked_for(runtime, actor, posted, BatchKind.REASSIGN, "to", None if person is None else str(person))
    except InvalidInput as error:
        return _page(request, runtime, actor, BatchKind.REASSIGN, posted=posted, error=error)


@router.get(DUE_DATE)
def show_due_date(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The tasks, and the time to choose. Raises MayNotSupervise."""
    return _page(request, runtime, actor, BatchKind.DUE_DATE)


@router.post(DUE_DATE)
def take_due_date(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn) -> Response:
    """Move the due times, or take them away, each by itself."""
    try:
        due_at = due_in(posted, ZoneInfo(reader_of(request).zone))
        moment = None if due_at is None else due_at.isoformat()
        return _asked_for(runtime, actor, posted, BatchKind.DUE_DATE, "due_at", moment)
    except InvalidInput as error:
        return _page(request, runtime, actor, BatchKind.DUE_DATE, posted=posted, error=error)


def _asked_for(runtime: Runtime, actor: Actor, posted: Posted, kind: BatchKind, name: str, value: Value) -> Response:
    """Ask for the batch, with the tasks as they were shown."""
    items = [
        NewItem(content={"task": str(task), "version": version, name: value}) for task, version in _shown_in(posted)
    ]
    command = RequestBatch(
        kind=kind, actor=actor, items=items, reason=posted.one("reason"), idempotency_key=posted.idempotency_key
    )
    return go_to(f"/batches/{request_batch(runtime, command).id}")


def _shown_in(posted: Posted) -> list[tuple[UUID, int | None]]:
    """The tasks and versions that the page had shown."""
    parts = [text.partition(".") for text in posted.fields.get(VERSIONED, ())]
    return [(task, whole_number(version)) for text, _, version in parts if (task := identity(text)) is not None]


def _page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    kind: BatchKind,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    asked: Sequence[str] = request.query_params.getlist(TASK)
    wanted = [task for task, _ in _shown_in(posted)] if posted else [each for text in asked if (each := identity(text))]
    back = posted.one(NEXT) if posted else request.query_params.get(NEXT, "")
    context = {
        "chosen": chosen_tasks(runtime, actor, wanted),
        "reassigning": kind is BatchKind.REASSIGN,
        "action": "/team" + (REASSIGN if kind is BatchKind.REASSIGN else DUE_DATE),
        "all": ALL,
        "back": own_address(back, "/team"),
        "to": posted.one("to") if posted else "",
        "date": posted.one("date") if posted else "",
        "time": posted.one("time") if posted else "",
        "none": bool(posted and posted.one("none")),
        **typed(posted, error),
        "place": "/team",
    }
    return render(request, "tasks_chosen.html", context, status=status_of(error) if error else 200)
