"""The inbox: the tasks of a person and of the functions that the person has."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime, clean
from api.pages.addresses import HOME, go_to, with_query
from api.pages.exports import export_links, exported
from api.pages.messages import said_in
from api.templating import reader_of, render, secret_of
from engine.exports.listings import tasks
from engine.queries.inbox import InboxFilter, InboxPage, inbox
from engine.queries.process_names import process_names

router = APIRouter()

Due = Literal["overdue", "today", "week"]


@router.get("/")
def show_home() -> Response:
    """The inbox is where work begins."""
    return go_to(HOME)


@router.get("/inbox")
def show_inbox(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """A page of the inbox; 304 when the browser has it already."""
    wanted = filter_of(request)
    page = inbox(runtime, actor, wanted)
    if "box" not in request.query_params and not page.rows and page.counts.team:
        wanted = replace(wanted, box="team")
        page = inbox(runtime, actor, wanted)
    tag = _tag(request, page)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    context = {
        "page": page,
        "filter": wanted,
        "filtered": bool(wanted.search or wanted.process_key or wanted.due),
        "processes": process_names(runtime),
        "link": linked_from(wanted),
        "said": said_in(request),
        "files": export_links("/inbox", query_of(wanted)),
    }
    return render(request, "inbox.html", context, headers=headers)


@router.get("/inbox.csv")
@router.get("/inbox.xlsx")
def send_inbox(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The whole list as a file."""
    return exported(request, tasks(runtime, actor, filter_of(request)))


def filter_of(request: Request) -> InboxFilter:
    """What the address asks for; what cannot be understood is left out."""
    asked = {name: clean(value).strip()[:200] for name, value in request.query_params.items()}
    due = asked.get("due", "")
    return InboxFilter(
        box="team" if asked.get("box") == "team" else "mine",
        search=asked.get("search", ""),
        process_key=asked.get("process") or None,
        due=due if due in get_args(Due) else None,
        after=asked.get("after") or None,
    )


def linked_from(wanted: InboxFilter) -> Callable[..., str]:
    """Addresses of the same list, with something changed."""

    def link(**changes: object) -> str:
        return with_query("/inbox", query_of(wanted) | changes)

    return link


def query_of(wanted: InboxFilter) -> dict[str, object]:
    """The filter as the parameters of an address."""
    return {
        "box": wanted.box,
        "search": wanted.search,
        "process": wanted.process_key,
        "due": wanted.due,
        "after": wanted.after,
    }


def _tag(request: Request, page: InboxPage) -> str:
    """Changes with the tasks, the person, the language, the session and the address."""
    parts = (page.revision, secret_of(request), reader_of(request).language, str(request.url))
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]}"'
