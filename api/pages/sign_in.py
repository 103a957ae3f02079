"""Sign in and sign out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.auth import cookies
from api.dependencies import OwnForm, TheRuntime, Visitor, VisitorsForm
from api.errors import status_of
from api.pages.addresses import HOME, go_to, own_address, with_query
from api.templating import reader_of, render
from engine.commands.sign_in import (
    SignedIn,
    SignIn,
    SignInAsDemonstration,
    TooManyAttempts,
    WrongCredentials,
    sign_in,
    sign_in_as_demonstration,
)
from engine.commands.sign_out import sign_out
from engine.model.text import Text
from engine.queries.actors import DemonstrationAccount, demonstration_accounts
from engine.runtime import Runtime

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the error summary."""

    text: Text
    anchor: str


@router.get("/sign-in")
def show_sign_in(request: Request, runtime: TheRuntime, actor: Visitor) -> Response:
    """The form, and in a demonstration the accounts to choose from."""
    following = own_address(request.query_params.get("next", ""))
    if actor:
        return go_to(following)
    return _form(request, runtime, following)


@router.post("/sign-in")
def take_sign_in(request: Request, runtime: TheRuntime, posted: VisitorsForm) -> Response:
    """Check name and password; the page again if they are wrong."""
    following = own_address(posted.one("next"))
    address = request.client.host if request.client else ""
    command = SignIn(username=posted.one("username"), password=posted.one("password"), address=address)
    try:
        return _welcome(runtime, sign_in(runtime, command), following)
    except (WrongCredentials, TooManyAttempts) as error:
        said = Said(error.text, "username")
        answer = _form(request, runtime, following, [said], command.username, status_of(error))
        if isinstance(error, TooManyAttempts):
            answer.headers["Retry-After"] = str(error.retry_after_seconds)
        return answer


@router.post("/sign-in/demonstration")
def take_demonstration(runtime: TheRuntime, posted: VisitorsForm) -> Response:
    """Sign in with a demonstration account, which has no password."""
    signed_in = sign_in_as_demonstration(runtime, SignInAsDemonstration(username=posted.one("username")))
    return _welcome(runtime, signed_in, own_address(posted.one("next")))


@router.post("/sign-out")
def take_sign_out(request: Request, runtime: TheRuntime, posted: OwnForm) -> Response:
    """End the session, here and in the browser."""
    sign_out(runtime, request.state.session_token)
    answer = go_to("/sign-in")
    secure = runtime.settings.cookie_secure
    cookies.forget_session(answer, secure=secure)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _welcome(runtime: Runtime, signed_in: SignedIn, following: str) -> Response:
    answer = go_to(following)
    secure = runtime.settings.cookie_secure
    lasts = signed_in.expires_at - runtime.clock.now()
    cookies.set_session(answer, signed_in.token, lasts, secure=secure)
    cookies.set_language(answer, signed_in.actor.language, secure=secure)
    return answer


def _form(
    request: Request,
    runtime: Runtime,
    following: str,
    errors: Sequence[Said] = (),
    username: str = "",
    status: int = 200,
) -> Response:
    english = reader_of(request).language == "en"
    context: dict[str, Any] = {
        "next": following,
        "errors": errors,
        "username": username,
        "accounts": by_agency(demonstration_accounts(runtime), english=english),
        "here": with_query("/sign-in", {"next": "" if following == HOME else following}),
    }
    return render(request, "sign_in.html", context, status=status)


def by_agency(
    accounts: Sequence[DemonstrationAccount], *, english: bool
) -> list[tuple[str, list[DemonstrationAccount]]]:
    """The accounts under the agency of their first position."""

    def agency(account: DemonstrationAccount) -> str:
        first = account.positions[0] if account.positions else None
        return "" if first is None else (first.agency_name_en if english else first.agency_name)

    return [(name, list(group)) for name, group in groupby(sorted(accounts, key=agency), agency)]
