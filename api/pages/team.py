"""Tim: the open tasks of the agency that a supervisor answers for, whoever holds them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import SignedIn, TheRuntime
from api.pages.exports import export_links, exported
from api.pages.filters import asked_in, days, days_of, identity, one_of
from api.pages.instances import DUE, linked_from, parts_of
from api.pages.messages import said_in
from api.templating import reader_of, render
from engine.authorization.supervision import supervised_agencies
from engine.exports import listings
from engine.queries.agency_tasks import AgencyTaskFilter, agency_tasks
from engine.queries.filter_choices import agency_choices, person_choices
from engine.queries.process_names import process_names

router = APIRouter()

PATH = "/team"
NOBODY = "nobody"
"""Chosen as holder for tasks that nobody holds."""


@router.get(PATH)
def show_team(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """Open tasks by due time. Raises MayNotSupervise."""
    wanted = filter_of(request)
    query = query_of(wanted)
    page = agency_tasks(runtime, actor, wanted)
    codes, language = supervised_agencies(actor), reader_of(request).language
    own = [each for each in agency_choices(runtime) if each.value in codes]
    context = {
        "page": page,
        "filter": wanted,
        "filtered": any(value for name, value in query.items() if name != "after"),
        "age": days_of(wanted.older_than),
        "nobody": NOBODY,
        "agencies": own,
        "own_agencies": [each.name.in_language(language) for each in own],
        "parts": parts_of(runtime, wanted.process_key),
        "people": person_choices(runtime, actor),
        "processes": process_names(runtime),
        "link": linked_from(query, PATH),
        "files": export_links(PATH, query),
        "said": said_in(request),
    }
    return render(request, "team.html", context)


@router.get(f"{PATH}.csv")
@router.get(f"{PATH}.xlsx")
def send_team(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The whole list as a file. Raises MayNotSupervise."""
    return exported(request, listings.agency_tasks(runtime, actor, filter_of(request)))


def filter_of(request: Request) -> AgencyTaskFilter:
    """What the address asks for; what cannot be understood is left out."""
    asked = asked_in(request)
    process = asked.get("process") or None
    return AgencyTaskFilter(
        agency=asked.get("agency") or None,
        process_key=process,
        element=asked.get("element") or None if process else None,
        holder=identity(asked.get("holder", "")),
        unassigned=asked.get("holder") == NOBODY,
        due=one_of(asked.get("due", ""), DUE),
        older_than=days(asked.get("age", "")),
        search=asked.get("search", ""),
        after=asked.get("after") or None,
    )


def query_of(wanted: AgencyTaskFilter) -> dict[str, object]:
    """The filter as the parameters of an address."""
    return {
        "search": wanted.search,
        "agency": wanted.agency,
        "process": wanted.process_key,
        "element": wanted.element,
        "holder": NOBODY if wanted.unassigned else wanted.holder,
        "due": wanted.due,
        "age": days_of(wanted.older_than),
        "after": wanted.after,
    }
