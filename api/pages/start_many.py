"""Start many cases from a table: a template to fill in, a report on every row, and one batch."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.files import saved_as
from api.pages.addresses import go_to
from api.pages.forms import chosen_capacity
from api.templating import reader_of, render
from engine.commands.request_batch import RequestBatch, request_batch
from engine.errors import InvalidInput
from engine.forms.sheet_files import written
from engine.model.batch import BatchKind
from engine.model.text import N_, Text
from engine.queries.start_sheet import CheckedSheet, SheetTarget, check_sheet, sheet_target

router = APIRouter(prefix="/start/{process_key}/many")

NO_FILE = Text(N_("Choose the file with the table."))
NOTHING_RIGHT = Text(N_("No row can be taken. Correct the table and upload it again."))
ROWS_WRONG = Text(N_("Nothing was started: some rows need correction."))
SHOWN = 200
"""Wrong rows that the report shows; correcting them is work enough for one round."""


@router.get("")
def show_many(request: Request, runtime: TheRuntime, actor: SignedIn, process_key: Key) -> Response:
    """What the table has to look like. Raises UnknownProcess, MayNotStart."""
    return _page(request, sheet_target(runtime, actor, process_key, reader_of(request).language))


@router.get("/template.csv")
def send_template(request: Request, runtime: TheRuntime, actor: SignedIn, process_key: Key) -> Response:
    """A table with the headings and nothing under them."""
    target = sheet_target(runtime, actor, process_key, reader_of(request).language)
    content = written([[column.heading() for column in target.columns]])
    return Response(content, media_type="text/csv; charset=utf-8", headers=saved_as(f"{target.process_key}.csv"))


@router.post("")
def take_many(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key) -> Response:
    """Start a case for every row, if all rows are right or the person wants those that are."""
    language = reader_of(request).language
    target = sheet_target(runtime, actor, process_key, language)
    checked: CheckedSheet | None = None
    try:
        content = next((each.content for each in posted.files if each.content), None)
        if content is None:
            raise InvalidInput({"file": NO_FILE})
        checked = check_sheet(runtime, target, content, language)
        if checked.wrong and not posted.one("right_rows"):
            raise InvalidInput({"file": ROWS_WRONG})
        if not checked.items:
            raise InvalidInput({"file": NOTHING_RIGHT})
        command = RequestBatch(
            kind=BatchKind.START,
            actor=actor,
            items=checked.items,
            process_key=process_key,
            capacity=chosen_capacity(posted),
            idempotency_key=posted.idempotency_key,
        )
        requested = request_batch(runtime, command)
    except InvalidInput as error:
        return _page(request, target, posted=posted, error=error, checked=checked)
    return go_to(f"/batches/{requested.id}")


def _page(
    request: Request,
    target: SheetTarget,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
    checked: CheckedSheet | None = None,
) -> Response:
    texts = list(error.fields.values()) or [error.text] if error else []
    context: dict[str, Any] = {
        "target": target,
        "errors": [{"anchor": "file", "text": text} for text in texts],
        "right": len(checked.items) if checked else 0,
        "wrong": checked.wrong[:SHOWN] if checked else (),
        "wrong_count": len(checked.wrong) if checked else 0,
        "capacity": posted.one("_capacity") if posted else "",
        "place": "/start",
    }
    return render(request, "start_many.html", context, status=status_of(error) if error else 200)
