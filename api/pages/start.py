"""Start a process."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.pages.addresses import go_to, with_query
from api.pages.forms import asks_for_rows, chosen_capacity, form_fields, is_long, kept_fields
from api.templating import reader_of, render
from engine.commands.start_process import StartProcess, start_process
from engine.errors import InvalidInput
from engine.forms.submission import FieldAnswers
from engine.model.actor import Actor
from engine.model.text import Text
from engine.queries.answers import check_start_answers
from engine.queries.start import StartView, catalogue, start_view
from engine.runtime import Runtime

router = APIRouter(prefix="/start")


@router.get("")
def show_catalogue(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """What this person may start."""
    return render(request, "start_catalogue.html", {"processes": catalogue(runtime, actor)})


@router.get("/{process_key}")
def show_start(request: Request, runtime: TheRuntime, actor: SignedIn, process_key: Key) -> Response:
    """The form that starts the process."""
    return _page(request, _view(request, runtime, actor, process_key))


@router.post("/{process_key}/preview")
def show_preview(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key) -> Response:
    """The form as it looks with what was typed so far."""
    return _page(request, _view(request, runtime, actor, process_key, form_fields(posted)), posted)


@router.post("/{process_key}/edit")
def edit_start(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key) -> Response:
    """Back from checking to the form, with what was typed."""
    return _page(request, _view(request, runtime, actor, process_key, form_fields(posted)), posted)


@router.post("/{process_key}/check")
def check_start(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key) -> Response:
    """Long forms are shown again to be checked; short ones are handed in at once."""
    view = _view(request, runtime, actor, process_key, form_fields(posted))
    if asks_for_rows(posted):
        return _page(request, view, posted)
    if not is_long(view.form):
        return take_start(request, runtime, posted, actor, process_key)
    try:
        check_start_answers(runtime, process_key, FieldAnswers(form_fields(posted), reader_of(request).language))
    except InvalidInput as error:
        return _refused(request, runtime, actor, process_key, posted, error)
    context = {
        "start": view,
        "kept": kept_fields(posted),
        "capacity": posted.one("_capacity"),
        "here": f"/start/{process_key}",
    }
    return render(request, "start_check.html", context)


@router.post("/{process_key}")
def take_start(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key) -> Response:
    """Start the case; the form again where the answers need correction."""
    fields = form_fields(posted)
    command = StartProcess(
        process_key=process_key,
        actor=actor,
        answers=FieldAnswers(fields, reader_of(request).language),
        capacity=chosen_capacity(posted),
        idempotency_key=posted.idempotency_key,
    )
    try:
        started = start_process(runtime, command)
    except InvalidInput as error:
        return _refused(request, runtime, actor, process_key, posted, error)
    return go_to(with_query(f"/instances/{started.instance_id}", {"said": "started"}))


def _refused(
    request: Request, runtime: Runtime, actor: Actor, process_key: str, posted: Posted, error: InvalidInput
) -> Response:
    view = _view(request, runtime, actor, process_key, form_fields(posted), error.fields)
    return _page(request, view, posted, status=422, loose=() if error.fields else (error.text,))


def _view(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    process_key: Key,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
) -> StartView:
    language = reader_of(request).language
    return start_view(runtime, actor, process_key, language=language, raw=raw, errors=errors)


def _page(
    request: Request,
    view: StartView,
    posted: Posted | None = None,
    *,
    status: int = 200,
    loose: Sequence[Text] = (),
) -> Response:
    context: dict[str, Any] = {
        "start": view,
        "form": view.form,
        "errors": [*({"anchor": "", "text": text} for text in loose), *view.form.errors],
        "capacity": posted.one("_capacity") if posted else "",
        "long": is_long(view.form),
        "here": f"/start/{view.process_key}",
    }
    return render(request, "start.html", context, status=status)
