"""The cases that a person may see."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime
from api.pages.addresses import with_query
from api.pages.exports import export_links, exported
from api.pages.filters import asked_in, days, days_of, identity, one_of, whole_number
from api.templating import render
from engine.errors import NotFound
from engine.exports.listings import cases
from engine.queries.filter_choices import ProcessChoices, agency_choices, person_choices, process_choices
from engine.queries.instance_filters import MOST_VARIABLES
from engine.queries.instances import InstanceFilter, Part, Sort, instances
from engine.queries.process_names import process_names
from engine.runtime import Runtime

router = APIRouter()

PATH = "/instances"
STATUSES = ("active", "completed", "terminated", "cancelled")
DUE = ("overdue", "today", "week")
VARIABLE = "v."
"""Begins the parameters that search for the value of a variable."""


@router.get(PATH)
def show_instances(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """A page of cases, newest first unless another order is asked for."""
    wanted = filter_of(request)
    query = query_of(wanted)
    narrowed = {name for name, value in query.items() if value} - {"sort", "after"}
    context = {
        "page": instances(runtime, actor, wanted),
        "filter": wanted,
        "filtered": bool(narrowed),
        "narrowed": bool(narrowed - {"search", "process", "status"}),
        "age": days_of(wanted.older_than),
        "statuses": STATUSES,
        "sorts": [str(each) for each in Sort],
        "processes": process_names(runtime),
        "parts": parts_of(runtime, wanted.process_key, wanted.version),
        "agencies": agency_choices(runtime),
        "people": person_choices(runtime, actor),
        "link": linked_from(query),
        "files": export_links(PATH, query),
    }
    return render(request, "instances.html", context)


@router.get(f"{PATH}.csv")
@router.get(f"{PATH}.xlsx")
def send_instances(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The whole list as a file."""
    return exported(request, cases(runtime, actor, filter_of(request)))


def parts_of(runtime: Runtime, process_key: str | None, version: int | None = None) -> ProcessChoices | None:
    """What the filters of a process offer; None where none was chosen, or one that is not there."""
    try:
        return process_choices(runtime, process_key, version) if process_key else None
    except NotFound:
        return None


def filter_of(request: Request) -> InstanceFilter:
    """What the address asks for; what cannot be understood is left out."""
    asked = asked_in(request)
    process = asked.get("process") or None
    agency = asked.get("agency") or None
    searched = [(name, text) for name, text in asked.items() if name.startswith(VARIABLE) and text]
    return InstanceFilter(
        status=one_of(asked.get("status", ""), STATUSES),
        process_key=process,
        version=whole_number(asked.get("version", "")) if process else None,
        element=asked.get("element") or None if process else None,
        agency=agency,
        part=Part.STARTED if agency and asked.get("part") == Part.STARTED else Part.ANY,
        holder=identity(asked.get("holder", "")),
        older_than=days(asked.get("age", "")),
        due=one_of(asked.get("due", ""), DUE),
        number=asked.get("number", ""),
        variables={name.removeprefix(VARIABLE): text for name, text in searched[:MOST_VARIABLES]},
        search=asked.get("search", ""),
        sort=one_of(asked.get("sort", ""), tuple(Sort)) or Sort.STARTED,
        after=asked.get("after") or None,
    )


def query_of(wanted: InstanceFilter) -> dict[str, object]:
    """The filter as the parameters of an address; what is not asked for has no value."""
    return {
        "search": wanted.search,
        "process": wanted.process_key,
        "status": wanted.status,
        "version": wanted.version,
        "element": wanted.element,
        "agency": wanted.agency,
        "part": str(wanted.part) if wanted.part != Part.ANY else None,
        "holder": wanted.holder,
        "age": days_of(wanted.older_than),
        "due": wanted.due,
        "number": wanted.number,
        "sort": str(wanted.sort) if wanted.sort != Sort.STARTED else None,
        "after": wanted.after,
        **{f"{VARIABLE}{name}": text for name, text in wanted.variables.items()},
    }


def linked_from(query: dict[str, object], path: str = PATH) -> Callable[..., str]:
    """Addresses of the same list, with something changed."""

    def link(**changes: object) -> str:
        return with_query(path, query | changes)

    return link
