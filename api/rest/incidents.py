"""Tokens that stand still."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.dependencies import Onlooker, TheRuntime
from api.rest.files import EXPORTED, asked_as_file
from api.rest.parameters import (
    NO_NUL,
    After,
    AtElement,
    Limit,
    OfAgency,
    OfProcess,
    OfVersion,
    OlderThanDays,
)
from api.routing import API, RouterBelow
from api.schemas.supervision import IncidentList
from api.schemas.told import answer, next_page
from engine.authorization.supervision import check_supervisor
from engine.exports import listings
from engine.queries.incidents import IncidentFilter, incidents

router = RouterBelow("/incidents", root=API, tags=["supervision"])


@router.get("", operation_id="listIncidents", response_model=IncidentList, responses=EXPORTED)
def list_incidents(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    process: OfProcess = None,
    version: OfVersion = None,
    element: AtElement = None,
    code: Annotated[str | None, Query(max_length=100, pattern=NO_NUL, description="Kind of incident.")] = None,
    agency: OfAgency = None,
    case: Annotated[str | None, Query(max_length=64, pattern=NO_NUL, description="Number of a case.")] = None,
    older_than_days: OlderThanDays = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Open incidents in the cases of the supervisor's agencies, newest first.

    With `Accept: text/csv`, or the media type of workbooks, the whole list as a file.
    """
    check_supervisor(actor)
    wanted = IncidentFilter(
        process_key=process,
        version=version,
        element=element,
        code=code,
        agency=agency,
        case=case,
        older_than=None if older_than_days is None else timedelta(days=older_than_days),
        after=after,
        limit=limit,
    )
    if file := asked_as_file(request, lambda: listings.incidents(runtime, actor, wanted)):
        return file
    page = IncidentList.of(incidents(runtime, actor, wanted))
    return answer(page, headers=next_page(request, page.next))
