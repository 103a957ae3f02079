"""One line for each case that calls a process for many items: how many are done, and who holds the others."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime, clean
from api.pages.addresses import with_query
from api.pages.exports import export_links, exported
from api.templating import render
from engine.exports.called import called
from engine.queries.called_cases import called_cases

router = APIRouter()

PATH = "/called"


@router.get(PATH)
def show_called(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """A page of such cases, newest first. Raises MayNotSupervise."""
    page = called_cases(runtime, actor, after=clean(request.query_params.get("after", ""))[:200] or None)
    context = {
        "page": page,
        "older": with_query(PATH, {"after": page.next}),
        "files": export_links(PATH, {}),
        "place": "/monitor",
    }
    return render(request, "called.html", context)


@router.get(f"{PATH}.csv")
@router.get(f"{PATH}.xlsx")
def send_called(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The whole list as a file."""
    return exported(request, called(runtime, actor))
