"""A task: look at it, take it, fill it in, hand it in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.pages.addresses import go_to, own_address, with_query
from api.pages.forms import CHECKED, asks_for_rows, barred_by, chosen_capacity, form_fields, is_long, kept_fields
from api.pages.messages import said_in, saying
from api.pages.timelines import timeline_of
from api.templating import reader_of, render
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.save_draft import SaveDraft, save_draft
from engine.errors import InvalidInput
from engine.forms.submission import FieldAnswers
from engine.model.actor import Actor
from engine.model.text import Text
from engine.model.work import CaseProgress
from engine.queries.answers import check_task_answers
from engine.queries.instance import instance_view
from engine.queries.task import TaskView, task_view
from engine.runtime import Runtime

router = APIRouter(prefix="/tasks/{task_id}")


@router.get("")
def show_task(request: Request, runtime: TheRuntime, actor: SignedIn, task_id: UUID) -> Response:
    """The task. Looking at it does not take it."""
    return _page(request, _view(request, runtime, actor, task_id))


@router.post("/claim")
def take_claim(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Take the task, so that the others of the team leave it."""
    claim_task(runtime, ClaimTask(task_id=task_id, actor=actor))
    return go_to(saying(own_address(posted.one("next"), f"/tasks/{task_id}"), "claimed"))


@router.post("/release")
def take_release(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Give the task back to the team."""
    release_task(runtime, ReleaseTask(task_id=task_id, actor=actor))
    return go_to(saying("/inbox?box=team", "released"))


@router.post("/draft")
def take_draft(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Keep what was typed, right or wrong, for this person."""
    save_draft(runtime, SaveDraft(task_id=task_id, actor=actor, fields=form_fields(posted)))
    return go_to(saying(f"/tasks/{task_id}", "draft"))


@router.post("/preview")
def show_preview(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """The form as it looks with what was typed so far; htmx takes the fields out of it."""
    return _page(request, _view(request, runtime, actor, task_id, form_fields(posted)), posted)


@router.post("/check")
def check_task(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Long forms are shown again to be checked; short ones are handed in at once."""
    view = _view(request, runtime, actor, task_id, form_fields(posted))
    if asks_for_rows(posted):
        return _page(request, view, posted)
    if not is_long(view.form):
        return take_task(request, runtime, posted, actor, task_id)
    answers = FieldAnswers(form_fields(posted), reader_of(request).language)
    try:
        check_task_answers(runtime, actor, task_id, answers)
    except InvalidInput as error:
        return _refused(request, runtime, actor, task_id, posted, error)
    save_draft(runtime, SaveDraft(task_id=task_id, actor=actor, fields=form_fields(posted)))
    context = {
        "task": view,
        "kept": kept_fields(posted),
        "capacity": posted.one("_capacity"),
        "checked_field": CHECKED,
        "place": "/inbox",
        "here": f"/tasks/{task_id}",
    }
    return render(request, "task_check.html", context)


@router.post("/edit")
def edit_task(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Back from checking to the form, with what was typed."""
    return _page(request, _view(request, runtime, actor, task_id, form_fields(posted)), posted)


@router.post("")
def take_task(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID) -> Response:
    """Hand the answers in; the form again, with what was typed, where they need correction."""
    fields = form_fields(posted)
    command = CompleteTask(
        task_id=task_id,
        actor=actor,
        answers=FieldAnswers(fields, reader_of(request).language),
        capacity=chosen_capacity(posted),
        version=posted.version,
        idempotency_key=posted.idempotency_key,
    )
    try:
        completed = complete_task(runtime, command)
    except InvalidInput as error:
        return _refused(request, runtime, actor, task_id, posted, error)
    return go_to(_done_address(task_id, completed))


@router.get("/done")
def show_done(request: Request, runtime: TheRuntime, actor: SignedIn, task_id: UUID, instance: UUID) -> Response:
    """What happens next."""
    view = instance_view(runtime, actor, instance, language=reader_of(request).language)
    following = request.query_params.get("next", "")
    context = {
        "instance": view,
        "next_task": next((each for each in view.waiting_for if str(each.task_id) == following), None),
        "place": "/inbox",
    }
    return render(request, "task_done.html", context)


def _refused(
    request: Request, runtime: Runtime, actor: Actor, task_id: UUID, posted: Posted, error: InvalidInput
) -> Response:
    view = _view(request, runtime, actor, task_id, form_fields(posted), error.fields)
    return _page(request, view, posted, status=422, loose=() if error.fields else (error.text,))


def _done_address(task_id: UUID, completed: CaseProgress) -> str:
    query = {
        "instance": completed.instance_id,
        "next": completed.next_task.task_id if completed.next_task else None,
    }
    return with_query(f"/tasks/{task_id}/done", query)


def _view(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    task_id: UUID,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
) -> TaskView:
    language = reader_of(request).language
    return task_view(runtime, actor, task_id, language=language, raw=raw, errors=errors)


def _page(
    request: Request,
    view: TaskView,
    posted: Posted | None = None,
    *,
    status: int = 200,
    loose: Sequence[Text] = (),
) -> Response:
    """The task; `posted` holds what the page keeps of an earlier attempt, `loose` errors that belong to no field."""
    context = {
        "task": view,
        "form": view.form,
        "errors": [*({"anchor": "", "text": text} for text in loose), *view.form.errors],
        "capacity": posted.one("_capacity") if posted else "",
        "timeline": timeline_of(view.previous, reader_of(request)),
        "barred": barred_by(view.capacities),
        "long": is_long(view.form),
        "said": said_in(request),
        "place": "/inbox",
        "here": f"/tasks/{view.task_id}",
    }
    return render(request, "task.html", context, status=status)
