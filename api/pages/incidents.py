"""Insiden: tokens that stand still, and setting them going again with or without corrected variables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to, with_query
from api.pages.exports import export_links, exported
from api.pages.filters import Number, asked_in, days, days_of, whole_number
from api.pages.instances import linked_from, parts_of
from api.pages.messages import said_in, saying
from api.templating import render
from engine.authorization.supervision import check_supervisor
from engine.commands.edit_and_retry import EditAndRetry, edit_and_retry
from engine.commands.request_batch import MOST_ITEMS, RequestBatch, request_batch
from engine.corrections import value_of_text
from engine.errors import InvalidInput
from engine.exports import listings
from engine.model.actor import Actor
from engine.model.batch import BatchKind, NewItem
from engine.model.text import N_, Text
from engine.queries.filter_choices import agency_choices
from engine.queries.incident import incident_view
from engine.queries.incidents import IncidentFilter, incident_places, incidents
from engine.queries.process_names import process_names
from engine.queries.variable_texts import VariableText
from engine.runtime import Runtime

router = APIRouter()

PATH = "/incidents"
EDIT = "/instances/{instance_id}/incidents/{execution}/{token}"
NEW_ROWS = 3
NOTHING_CHANGED = Text(N_("Change a value or add a variable. To try again without a change, go back to the case."))


@router.get(PATH)
def show_incidents(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """Open incidents, newest first. Raises MayNotSupervise."""
    check_supervisor(actor)
    wanted = filter_of(request)
    query = query_of(wanted)
    context = {
        "page": incidents(runtime, actor, wanted),
        "filter": wanted,
        "filtered": any(value for name, value in query.items() if name != "after"),
        "age": days_of(wanted.older_than),
        "processes": process_names(runtime),
        "parts": parts_of(runtime, wanted.process_key, wanted.version),
        "agencies": agency_choices(runtime),
        "link": linked_from(query, PATH),
        "files": export_links(PATH, query),
        "retry_all": with_query(f"{PATH}/retry-all", {**query, "after": None}),
        "said": said_in(request),
    }
    return render(request, "incidents.html", context)


@router.get(f"{PATH}.csv")
@router.get(f"{PATH}.xlsx")
def send_incidents(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The whole list as a file. Raises MayNotSupervise."""
    check_supervisor(actor)
    return exported(request, listings.incidents(runtime, actor, filter_of(request)))


@router.post(f"{PATH}/retry-all")
def retry_all(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn) -> Response:
    """Ask for all incidents that match the filters of the address. Raises MayNotSupervise."""
    check_supervisor(actor)
    places = incident_places(runtime, actor, filter_of(request), MOST_ITEMS)
    command = RequestBatch(
        kind=BatchKind.RETRY,
        actor=actor,
        items=[NewItem(instance_id=i, content={"execution": e, "token": t}) for i, e, t in places],
        idempotency_key=posted.idempotency_key,
    )
    try:
        return go_to(f"/batches/{request_batch(runtime, command).id}")
    except InvalidInput:  # somebody else has retried them meanwhile
        return go_to(with_query(PATH, query_of(filter_of(request))))


def filter_of(request: Request) -> IncidentFilter:
    """What the address asks for; what cannot be understood is left out."""
    asked = asked_in(request)
    process = asked.get("process") or None
    return IncidentFilter(
        process_key=process,
        version=whole_number(asked.get("version", "")) if process else None,
        element=asked.get("element") or None if process else None,
        code=asked.get("code") or None,
        agency=asked.get("agency") or None,
        case=asked.get("case") or None,
        older_than=days(asked.get("age", "")),
        after=asked.get("after") or None,
    )


def query_of(wanted: IncidentFilter) -> dict[str, object]:
    """The filter as the parameters of an address."""
    return {
        "process": wanted.process_key,
        "version": wanted.version,
        "element": wanted.element,
        "code": wanted.code,
        "agency": wanted.agency,
        "case": wanted.case,
        "age": days_of(wanted.older_than),
        "after": wanted.after,
    }


@router.get(EDIT)
def show_edit(
    request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID, execution: Number, token: Number
) -> Response:
    """The variables as they are. Raises NotFound, MayNotSupervise."""
    return _edit_page(request, runtime, actor, (instance_id, execution, token))


@router.post(EDIT)
def take_edit(
    request: Request,
    runtime: TheRuntime,
    posted: OwnForm,
    actor: SignedIn,
    instance_id: UUID,
    execution: Number,
    token: Number,
) -> Response:
    """Write what was changed, and try again."""
    try:
        command = EditAndRetry(
            instance_id=instance_id,
            execution=execution,
            token=token,
            actor=actor,
            values=values_in(posted),
            reason=posted.one("reason"),
            idempotency_key=posted.idempotency_key,
        )
        edit_and_retry(runtime, command)
    except InvalidInput as error:
        return _edit_page(request, runtime, actor, (instance_id, execution, token), posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "edited"))


def values_in(posted: Posted, *, least: int = 1) -> dict[str, Any]:
    """The values that differ from what the page showed. Raises InvalidInput with the names in error.

    It is an error that fewer than `least` do.
    """
    errors: dict[str, Text] = {}
    found: dict[str, Any] = {}
    for name, text, before in rows_in(posted):
        if not name or text == before:
            continue
        try:
            found[name] = value_of_text(text)
        except InvalidInput as error:
            errors[name] = error.fields["value"]
    if errors:
        raise InvalidInput(errors)
    if len(found) < least:
        raise InvalidInput({"values": NOTHING_CHANGED})
    return found


def rows_in(posted: Posted) -> list[tuple[str, str, str]]:
    """Name, text and text before of each row of the form. Line ends are as they were."""
    fields = posted.fields
    rows = zip(fields.get("name", []), fields.get("text", []), fields.get("before", []), strict=False)
    return [(name.strip(), _lines(text), _lines(before)) for name, text, before in rows]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _edit_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    place: tuple[UUID, int, int],
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = incident_view(runtime, actor, *place)
    context = {
        "incident": view,
        **rows_for(view.variables, posted),
        "errors": dict(error.fields) if error else {},
        "reason": posted.one("reason")[:2000] if posted else "",
        "place": "/instances",
    }
    return render(request, "incident_edit.html", context, status=status_of(error) if error else 200)


def rows_for(variables: Sequence[VariableText], posted: Posted | None) -> dict[str, Any]:
    """What the fieldset of values.html needs: variables as they are, or as they were typed, and places for new ones."""
    known = {each.name: each.text for each in variables if each.text is not None}
    typed = rows_in(posted) if posted else [(name, text, text) for name, text in known.items()]
    named = [row for row in typed if row[0]]
    return {
        "rows": named + [("", "", "")] * max(NEW_ROWS - (len(named) - len(known)), 1),
        "known": known,
        "unshown": [each.name for each in variables if each.text is None],
    }
