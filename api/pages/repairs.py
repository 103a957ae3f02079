"""What supervisors do to a case that is not where it should be: suspend it and let it go on."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.messages import saying
from api.pages.supervision import typed
from api.templating import reader_of, render
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.queries.supervised_case import supervised_case
from engine.runtime import Runtime

router = APIRouter(prefix="/instances/{instance_id}")


@router.get("/suspend")
def show_suspend(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """What suspending means, and why. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _pause_page(request, runtime, actor, instance_id, suspending=True)


@router.post("/suspend")
def take_suspend(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID
) -> Response:
    """Let nothing in the case go on."""
    command = SuspendInstance(
        instance_id=instance_id, actor=actor, reason=posted.one("reason"), idempotency_key=posted.idempotency_key
    )
    try:
        suspend_instance(runtime, command)
    except InvalidInput as error:
        return _pause_page(request, runtime, actor, instance_id, suspending=True, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "suspended"))


@router.get("/resume")
def show_resume(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """What resuming means, and why. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _pause_page(request, runtime, actor, instance_id, suspending=False)


@router.post("/resume")
def take_resume(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID) -> Response:
    """Let the case go on."""
    command = ResumeInstance(
        instance_id=instance_id, actor=actor, reason=posted.one("reason"), idempotency_key=posted.idempotency_key
    )
    try:
        resume_instance(runtime, command)
    except InvalidInput as error:
        return _pause_page(request, runtime, actor, instance_id, suspending=False, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "resumed"))


def _pause_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    instance_id: UUID,
    *,
    suspending: bool,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = supervised_case(runtime, actor, instance_id, language=reader_of(request).language)
    context = {"instance": view, "suspending": suspending, **typed(posted, error), "place": "/instances"}
    return render(request, "case_pause.html", context, status=status_of(error) if error else 200)
