"""What runs, for supervisors."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.dependencies import Onlooker, TheRuntime
from api.rest.files import EXPORTED, asked_as_file
from api.rest.parameters import (
    After,
    AtElement,
    HeldBy,
    Limit,
    OfAgency,
    OfProcess,
    OfVersion,
    OlderThanDays,
    ProcessKey,
    Search,
)
from api.routing import API, RouterBelow
from api.schemas.supervision import AgencyTaskList, ElementCountList, ProcessLoad, ProcessLoadList
from api.schemas.told import answer, next_page
from engine.authorization.supervision import check_supervisor
from engine.exports import listings
from engine.queries.agency_tasks import AgencyTaskFilter, agency_tasks
from engine.queries.element_counts import element_counts
from engine.queries.inbox import Due
from engine.queries.process_loads import process_loads

router = RouterBelow("/monitor", root=API, tags=["supervision"])


@router.get("/processes", operation_id="listLoads", response_model=ProcessLoadList)
def list_loads(runtime: TheRuntime, actor: Onlooker) -> Response:
    """Every process with its running and late cases and its incidents, over the cases of the supervisor's agencies."""
    loads = [ProcessLoad.model_validate(each) for each in process_loads(runtime, actor)]
    return answer(ProcessLoadList(processes=loads))


@router.get("/processes/{key}/elements", operation_id="countElements", response_model=ElementCountList)
def count_elements(runtime: TheRuntime, actor: Onlooker, key: ProcessKey, version: OfVersion = None) -> Response:
    """Tokens and incidents by element of one version, the newest if none is named."""
    check_supervisor(actor)
    return answer(ElementCountList.of(element_counts(runtime, actor, key, version)))


@router.get("/tasks", operation_id="listAgencyTasks", response_model=AgencyTaskList, responses=EXPORTED)
def list_agency_tasks(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    agency: OfAgency = None,
    process: OfProcess = None,
    element: AtElement = None,
    holder: HeldBy = None,
    unassigned: Annotated[bool, Query(description="Only tasks that nobody holds.")] = False,
    due: Annotated[Due | None, Query(description="Only tasks that are due by then.")] = None,
    older_than_days: OlderThanDays = None,
    search: Search = "",
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Open tasks that are addressed to the supervisor's agency, whoever holds them.

    With `Accept: text/csv`, or the media type of workbooks, the whole list as a file.
    """
    wanted = AgencyTaskFilter(
        agency=agency,
        process_key=process,
        element=element,
        holder=holder,
        unassigned=unassigned,
        due=due,
        older_than=None if older_than_days is None else timedelta(days=older_than_days),
        search=search,
        after=after,
        limit=limit,
    )
    if file := asked_as_file(request, lambda: listings.agency_tasks(runtime, actor, wanted)):
        return file
    page = AgencyTaskList.of(agency_tasks(runtime, actor, wanted))
    return answer(page, headers=next_page(request, page.next))
