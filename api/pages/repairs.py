"""What supervisors do to a case that is not where it should be: stop it, move its tokens, correct its data."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.filters import Number
from api.pages.incidents import rows_for, values_in
from api.pages.messages import saying
from api.pages.supervision import typed
from api.templating import reader_of, render
from engine.commands.change_variables import ChangeVariables, change_variables
from engine.commands.move_token import MoveToken, move_token
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.skip_element import SkipElement, skip_element
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.queries.instance import diagram_after
from engine.queries.supervised_case import supervised_case, supervised_token, supervised_variables
from engine.runtime import Runtime

router = APIRouter(prefix="/instances/{instance_id}")

STANDING = "/tokens/{execution}/{token}"
Place = tuple[UUID, int, int]
"""Case, execution and token."""


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


@router.get("/variables")
def show_variables(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """The variables as they are. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _variables_page(request, runtime, actor, instance_id)


@router.post("/variables")
def take_variables(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID
) -> Response:
    """Write what was changed."""
    try:
        command = ChangeVariables(
            instance_id=instance_id,
            actor=actor,
            values=values_in(posted),
            reason=posted.one("reason"),
            idempotency_key=posted.idempotency_key,
        )
        change_variables(runtime, command)
    except InvalidInput as error:
        return _variables_page(request, runtime, actor, instance_id, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "changed"))


@router.get(f"{STANDING}/skip")
def show_skip(
    request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID, execution: Number, token: Number
) -> Response:
    """What is passed over, and what stands in for its results. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _skip_page(request, runtime, actor, (instance_id, execution, token))


@router.post(f"{STANDING}/skip")
def take_skip(
    request: Request,
    runtime: TheRuntime,
    posted: OwnForm,
    actor: SignedIn,
    instance_id: UUID,
    execution: Number,
    token: Number,
) -> Response:
    """Pass over it."""
    try:
        command = SkipElement(
            instance_id=instance_id,
            execution=execution,
            token=token,
            actor=actor,
            values=values_in(posted, least=0),
            reason=posted.one("reason"),
            idempotency_key=posted.idempotency_key,
        )
        skip_element(runtime, command)
    except InvalidInput as error:
        return _skip_page(request, runtime, actor, (instance_id, execution, token), posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "skipped"))


@router.get(f"{STANDING}/move")
def show_move(
    request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID, execution: Number, token: Number
) -> Response:
    """Where the token may go; with `to`, what would happen. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _move_page(request, runtime, actor, (instance_id, execution, token), request.query_params.get("to", ""))


@router.post(f"{STANDING}/move")
def take_move(
    request: Request,
    runtime: TheRuntime,
    posted: OwnForm,
    actor: SignedIn,
    instance_id: UUID,
    execution: Number,
    token: Number,
) -> Response:
    """Move it."""
    to = posted.one("to")
    try:
        command = MoveToken(
            instance_id=instance_id,
            execution=execution,
            token=token,
            to=to,
            actor=actor,
            reason=posted.one("reason"),
            idempotency_key=posted.idempotency_key,
        )
        move_token(runtime, command)
    except InvalidInput as error:
        return _move_page(request, runtime, actor, (instance_id, execution, token), to, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "moved"))


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


def _variables_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    instance_id: UUID,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = supervised_case(runtime, actor, instance_id, language=reader_of(request).language)
    context = {
        "instance": view,
        **rows_for(supervised_variables(runtime, instance_id), posted),
        **typed(posted, error),
        "place": "/instances",
    }
    return render(request, "case_variables.html", context, status=status_of(error) if error else 200)


def _skip_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    place: Place,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = supervised_token(runtime, actor, *place, language=reader_of(request).language)
    context = {
        "instance": view.case,
        "token": view.token,
        **rows_for((), posted),
        **typed(posted, error),
        "place": "/instances",
    }
    return render(request, "token_skip.html", context, status=status_of(error) if error else 200)


def _move_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    place: Place,
    to: str,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    """The page with the move as it would go, if somewhere was chosen and it may go there."""
    language = reader_of(request).language
    view = supervised_token(runtime, actor, *place, language=language)
    instance_id, execution, token = place
    outcome, diagram = None, None
    if to:
        try:
            trial = MoveToken(
                instance_id=instance_id, execution=execution, token=token, to=to, actor=actor, dry_run=True
            )
            outcome = move_token(runtime, trial)
            diagram = diagram_after(runtime, actor, instance_id, outcome.moves, language=language)
        except InvalidInput as refused:
            error = refused
    context = {
        "instance": view.case,
        "token": view.token,
        "targets": view.targets,
        "names": dict(view.targets),
        "to": to,
        "outcome": outcome,
        "diagram": diagram,
        **typed(posted, error),
        "place": "/instances",
    }
    return render(request, "token_move.html", context, status=status_of(error) if error else 200)
