"""A letter or decree that a case has made."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime
from api.templating import render
from engine.queries.document import document_view

router = APIRouter()


@router.get("/documents/{document_id}")
def show_document(request: Request, runtime: TheRuntime, actor: SignedIn, document_id: UUID) -> Response:
    """The document as a page to be read and printed."""
    view = document_view(runtime, actor, document_id)
    return render(request, "document.html", {"document": view, "place": "/instances"})
