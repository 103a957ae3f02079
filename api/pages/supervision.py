"""What supervisors do with a case and its tasks: cancel, give to another holder, change the due time."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to, own_address
from api.pages.filters import identity
from api.pages.messages import saying
from api.templating import reader_of, render
from engine.authorization.supervision import SHORTEST_REASON_TO_CANCEL
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.change_due_date import ChangeDueDate, change_due_date
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.ids import PersonId
from engine.model.text import N_, Text
from engine.queries.supervised_case import supervised_case
from engine.queries.task_dispatch import task_dispatch
from engine.queries.task_holders import task_holders
from engine.runtime import Runtime

router = APIRouter()

ALL = "all"
"""Chosen where a task is to go back to everybody who may take it."""
NOBODY_CHOSEN = Text(N_("Choose who is to have the task."))
NO_TIME = Text(N_("Give the date and the time, for instance 2026-12-01 and 15:00."))
NEXT = "next"


@router.get("/instances/{instance_id}/cancel")
def show_cancel(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """The page that asks whether the case is really to end. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _cancel_page(request, runtime, actor, instance_id)


@router.post("/instances/{instance_id}/cancel")
def take_cancel(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID) -> Response:
    """End the case."""
    command = CancelInstance(
        instance_id=instance_id,
        actor=actor,
        reason=posted.one("reason"),
        idempotency_key=posted.idempotency_key,
    )
    try:
        cancel_instance(runtime, command)
    except InvalidInput as error:
        return _cancel_page(request, runtime, actor, instance_id, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "cancelled"))


def _cancel_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    instance_id: UUID,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = supervised_case(runtime, actor, instance_id, language=reader_of(request).language)
    context = {"instance": view, "least": SHORTEST_REASON_TO_CANCEL, **typed(posted, error), "place": "/instances"}
    return render(request, "case_cancel.html", context, status=status_of(error) if error else 200)


@router.get("/tasks/{task_id}/reassign")
def show_reassign(request: Request, runtime: TheRuntime, actor: SignedIn, task_id: UUID) -> Response:
    """The holders to choose from. Raises NotFound, TaskGone, TaskWithdrawn, MayNotSupervise."""
    return _task_page(request, runtime, actor, task_id, "task_reassign.html")


@router.post("/tasks/{task_id}/reassign")
def take_reassign(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Give the task over, or back to all."""
    chosen = posted.one("to")
    try:
        person = identity(chosen)
        if person is None and chosen != ALL:
            raise InvalidInput({"to": NOBODY_CHOSEN})
        command = ReassignTask(
            task_id=task_id,
            actor=actor,
            to=None if person is None else PersonId(person),
            reason=posted.one("reason"),
            version=posted.version,
            idempotency_key=posted.idempotency_key,
        )
        reassign_task(runtime, command)
    except InvalidInput as error:
        return _task_page(request, runtime, actor, task_id, "task_reassign.html", posted=posted, error=error)
    return go_to(saying(own_address(posted.one(NEXT), "/team"), "reassigned"))


@router.get("/tasks/{task_id}/due-date")
def show_due_date(request: Request, runtime: TheRuntime, actor: SignedIn, task_id: UUID) -> Response:
    """The due time as it is. Raises NotFound, TaskGone, TaskWithdrawn, MayNotSupervise."""
    return _task_page(request, runtime, actor, task_id, "task_due_date.html")


@router.post("/tasks/{task_id}/due-date")
def take_due_date(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Move the due time, or take it away."""
    try:
        command = ChangeDueDate(
            task_id=task_id,
            actor=actor,
            due_at=due_in(posted, ZoneInfo(reader_of(request).zone)),
            reason=posted.one("reason"),
            version=posted.version,
            idempotency_key=posted.idempotency_key,
        )
        change_due_date(runtime, command)
    except InvalidInput as error:
        return _task_page(request, runtime, actor, task_id, "task_due_date.html", posted=posted, error=error)
    return go_to(saying(own_address(posted.one(NEXT), "/team"), "due"))


def due_in(posted: Posted, zone: ZoneInfo) -> datetime | None:
    """Date and time in the zone of the reader; None where the box that takes it away is ticked. Raises InvalidInput."""
    if posted.one("none"):
        return None
    try:
        at = datetime.fromisoformat(f"{posted.one('date').strip()}T{posted.one('time').strip()}")
        return at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError):
        raise InvalidInput({"due_at": NO_TIME}) from None


def _task_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    task_id: UUID,
    template: str,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    task = task_dispatch(runtime, actor, task_id)
    back = posted.one(NEXT) if posted else request.query_params.get(NEXT, "")
    zone = ZoneInfo(reader_of(request).zone)
    local = task.due_at.astimezone(zone) if task.due_at else None
    context = {
        "task": task,
        "holders": task_holders(runtime, actor, task_id) if template == "task_reassign.html" else (),
        "all": ALL,
        "back": own_address(back, f"/instances/{task.instance_id}"),
        "chosen": posted.one("to") if posted else "",
        "date": posted.one("date") if posted else (f"{local:%Y-%m-%d}" if local else ""),
        "time": posted.one("time") if posted else (f"{local:%H:%M}" if local else ""),
        "none": bool(posted and posted.one("none")),
        **typed(posted, error),
        "place": "/team",
    }
    return render(request, template, context, status=status_of(error) if error else 200)


def typed(posted: Posted | None, error: InvalidInput | None) -> dict[str, Any]:
    """What stood in the form, and what is wrong with it."""
    return {"reason": posted.one("reason")[:2000] if posted else "", "errors": dict(error.fields) if error else {}}
