"""The language of the pages."""

from fastapi import APIRouter
from starlette.responses import Response

from api.auth import cookies
from api.dependencies import TheRuntime, Visitor, VisitorsForm
from api.languages import LANGUAGES
from api.pages.addresses import go_to, own_address
from engine.commands.set_language import LanguageUnknown, set_language

router = APIRouter()


@router.post("/settings/language")
def take_language(runtime: TheRuntime, actor: Visitor, posted: VisitorsForm) -> Response:
    """Keep the choice with the account, and in a cookie for the pages before sign-in. Raises LanguageUnknown."""
    language = posted.one("language")
    if language not in LANGUAGES:
        raise LanguageUnknown(languages=", ".join(LANGUAGES))
    if actor:
        set_language(runtime, actor, language)
    answer = go_to(own_address(posted.one("next")))
    cookies.set_language(answer, language, secure=runtime.settings.cookie_secure)
    return answer
