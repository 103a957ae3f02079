"""Who is asking."""

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import Onlooker
from api.schemas.people import Me
from api.schemas.told import answer

router = APIRouter(tags=["people"])


@router.get("/me", operation_id="readMe", response_model=Me)
def read_me(actor: Onlooker) -> Response:
    """The person behind the token, with the positions held today."""
    return answer(Me.of(actor))
