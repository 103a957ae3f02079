"""The cases that a person may see."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime, clean
from api.pages.addresses import with_query
from api.templating import render
from engine.queries.instances import InstanceFilter, instances
from engine.queries.process_names import process_names

router = APIRouter()

STATUSES = ("active", "completed", "terminated", "cancelled")


@router.get("/instances")
def show_instances(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """A page of cases, newest first."""
    wanted = filter_of(request)
    context = {
        "page": instances(runtime, actor, wanted),
        "filter": wanted,
        "filtered": bool(wanted.search or wanted.process_key or wanted.status),
        "statuses": STATUSES,
        "processes": process_names(runtime),
        "link": linked_from(wanted),
    }
    return render(request, "instances.html", context)


def filter_of(request: Request) -> InstanceFilter:
    """What the address asks for; what cannot be understood is left out."""
    asked = {name: clean(value).strip()[:200] for name, value in request.query_params.items()}
    status = asked.get("status", "")
    return InstanceFilter(
        status=status if status in STATUSES else None,
        process_key=asked.get("process") or None,
        search=asked.get("search", ""),
        after=asked.get("after") or None,
    )


def linked_from(wanted: InstanceFilter) -> Callable[..., str]:
    """Addresses of the same list, with something changed."""

    def link(**changes: object) -> str:
        query = {
            "status": wanted.status,
            "process": wanted.process_key,
            "search": wanted.search,
            "after": wanted.after,
        }
        return with_query("/instances", query | changes)

    return link
