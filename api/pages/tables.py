"""Tables that forms ask for: the template to fill in, and the report on what was uploaded."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, SignedIn, TheRuntime
from api.files import saved_as
from api.pages.exports import exported
from api.pages.forms import form_fields
from api.templating import reader_of
from engine.errors import NotFound
from engine.exports.corrections import corrections
from engine.forms import FieldView, FormView
from engine.forms.sheet_files import written
from engine.forms.view import Kind
from engine.queries.start import start_view
from engine.queries.task import task_view

router = APIRouter()


@router.get("/start/{process_key}/tables/{name}/template.csv")
def send_template_of_start(
    request: Request, runtime: TheRuntime, actor: SignedIn, process_key: Key, name: Key
) -> Response:
    """A table with the headings and nothing under them. Raises UnknownProcess, MayNotStart, NotFound."""
    return _template(start_view(runtime, actor, process_key, language=reader_of(request).language).form, name)


@router.get("/tasks/{task_id}/tables/{name}/template.csv")
def send_template_of_task(request: Request, runtime: TheRuntime, actor: SignedIn, task_id: UUID, name: Key) -> Response:
    """The same for the form of a task."""
    return _template(task_view(runtime, actor, task_id, language=reader_of(request).language).form, name)


@router.post("/start/{process_key}/tables/{name}/report.csv")
@router.post("/start/{process_key}/tables/{name}/report.xlsx")
def send_report_of_start(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key, name: Key
) -> Response:
    """Every cell that needs correction, with its row and column. Nothing is written."""
    language, fields = reader_of(request).language, form_fields(posted)
    view = start_view(runtime, actor, process_key, language=language, raw=fields)
    return exported(request, corrections(_table(view.form, name), runtime.clock.now()))


@router.post("/tasks/{task_id}/tables/{name}/report.csv")
@router.post("/tasks/{task_id}/tables/{name}/report.xlsx")
def send_report_of_task(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, task_id: UUID, name: Key
) -> Response:
    """The same for the form of a task."""
    language, fields = reader_of(request).language, form_fields(posted)
    view = task_view(runtime, actor, task_id, language=language, raw=fields)
    return exported(request, corrections(_table(view.form, name), runtime.clock.now()))


def _template(form: FormView, name: str) -> Response:
    table = _table(form, name)
    headers = saved_as(f"{name}.csv")
    return Response(written([table.columns]), media_type="text/csv; charset=utf-8", headers=headers)


def _table(form: FormView, name: str) -> FieldView:
    for field in form.fields:
        if field.path == name and field.kind is Kind.FILE:
            return field
    raise NotFound
