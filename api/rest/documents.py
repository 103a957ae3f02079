"""Letters and decrees."""

from uuid import UUID

from starlette.responses import Response

from api.dependencies import Onlooker, TheRuntime
from api.routing import API, RouterBelow
from api.schemas.documents import Document
from api.schemas.told import answer
from engine.queries.document import document_view

router = RouterBelow("/documents", root=API, tags=["documents"])


@router.get("/{document_id}", operation_id="readDocument", response_model=Document)
def read_document(runtime: TheRuntime, actor: Onlooker, document_id: UUID) -> Response:
    """A letter of a case, for those who may see the case. Who looked is written down."""
    return answer(Document.model_validate(document_view(runtime, actor, document_id)))
