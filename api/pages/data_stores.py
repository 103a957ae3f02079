"""Data stores of the supervisor's agencies: what they hold, how that came about, and the form that corrects it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.filters import asked_in
from api.pages.messages import said_in, saying
from api.pages.supervision import typed
from api.templating import render
from engine.commands.correct_data_store import CorrectDataStore, correct_data_store
from engine.corrections import value_of_text
from engine.errors import InvalidInput
from engine.feel import feel_text
from engine.model.actor import Actor
from engine.queries.data_stores import data_store_changes, data_store_view, data_stores
from engine.queries.variable_texts import text_of_value
from engine.runtime import Runtime

router = APIRouter(prefix="/data-stores")

PLACE = "/monitor"
CHANGES_SHOWN = 20


@router.get("")
def show_stores(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """All that the person may see. Raises MayNotSupervise."""
    return render(request, "data_stores.html", {"stores": data_stores(runtime, actor), "place": PLACE})


@router.get("/{agency}/{key}")
def show_store(request: Request, runtime: TheRuntime, actor: SignedIn, agency: str, key: Key) -> Response:
    """What it holds, and its changes. Raises NotFound, MayNotSupervise."""
    view = data_store_view(runtime, actor, agency, key)
    after = asked_in(request).get("after") or None
    context = {
        "store": view,
        "changes": data_store_changes(runtime, actor, agency, key, after, CHANGES_SHOWN),
        "feel": feel_text,
        "said": said_in(request),
        "place": PLACE,
    }
    return render(request, "data_store.html", context)


@router.get("/{agency}/{key}/correct")
def show_correction(request: Request, runtime: TheRuntime, actor: SignedIn, agency: str, key: Key) -> Response:
    """The form with what it holds. Raises NotFound, MayNotSupervise."""
    return _correction_page(request, runtime, actor, agency, key)


@router.post("/{agency}/{key}/correct")
def take_correction(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, agency: str, key: Key
) -> Response:
    """Correct it."""
    try:
        command = CorrectDataStore(
            agency=agency,
            key=key,
            value=value_of_text(posted.one("value")),
            version=posted.version or 0,
            reason=posted.one("reason"),
            actor=actor,
            idempotency_key=posted.idempotency_key,
        )
        correct_data_store(runtime, command)
    except InvalidInput as error:
        return _correction_page(request, runtime, actor, agency, key, posted=posted, error=error)
    return go_to(saying(f"/data-stores/{agency}/{key}", "store_corrected"))


def _correction_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    agency: str,
    key: str,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = data_store_view(runtime, actor, agency, key)
    context = {
        "store": view,
        "text": posted.one("value") if posted else text_of_value(view.value) or "",
        "version": view.version if posted is None or posted.version is None else posted.version,
        **typed(posted, error),
        "place": PLACE,
    }
    return render(request, "data_store_correct.html", context, status=status_of(error) if error else 200)
