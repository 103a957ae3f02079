"""Data stores of agencies: what processes keep beyond their cases."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from api.dependencies import Onlooker, SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import NO_NUL, After, Limit
from api.routing import API, RouterBelow
from api.schemas.data_stores import (
    CorrectedDataStore,
    CorrectionRequest,
    DataStore,
    DataStoreChangeList,
    DataStoreList,
    DataStoreSummary,
)
from api.schemas.told import answer, next_page
from engine.commands.correct_data_store import CorrectDataStore, correct_data_store
from engine.model.ids import PositionId
from engine.queries.data_stores import data_store_changes, data_store_view, data_stores

router = RouterBelow("/data-stores", root=API, tags=["data stores"])

AgencyCode = Annotated[str, Path(max_length=64, pattern=NO_NUL, description="Code of the owner.", examples=["bkn"])]
StoreKey = Annotated[str, Path(alias="store", max_length=200, pattern=NO_NUL, examples=["register"])]


@router.get("", operation_id="listDataStores", response_model=DataStoreList)
def list_data_stores(runtime: TheRuntime, actor: Onlooker) -> Response:
    """Those of the supervisor's agencies."""
    found = [DataStoreSummary.model_validate(each) for each in data_stores(runtime, actor)]
    return answer(DataStoreList(data_stores=found))


@router.get("/{agency}/{store}", operation_id="readDataStore", response_model=DataStore)
def read_data_store(runtime: TheRuntime, actor: Onlooker, agency: AgencyCode, key: StoreKey) -> Response:
    """What it holds now."""
    return answer(DataStore.model_validate(data_store_view(runtime, actor, agency, key)))


@router.get("/{agency}/{store}/changes", operation_id="listDataStoreChanges", response_model=DataStoreChangeList)
def list_changes(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    agency: AgencyCode,
    key: StoreKey,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """How it became what it is, newest first."""
    page = data_store_changes(runtime, actor, agency, key, after, limit)
    return answer(DataStoreChangeList.of(page), headers=next_page(request, page.next))


@router.put(
    "/{agency}/{store}",
    operation_id="correctDataStore",
    response_model=CorrectedDataStore,
    openapi_extra=takes(CorrectionRequest),
)
def put_data_store(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    agency: AgencyCode,
    key: StoreKey,
    body: Annotated[CorrectionRequest, Depends(body_of(CorrectionRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Correct what it holds; processes that wait for a condition over it may start."""
    command = CorrectDataStore(
        agency=agency,
        key=key,
        value=body.value,
        version=body.version,
        reason=body.reason,
        actor=actor,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    return answer(CorrectedDataStore.model_validate(correct_data_store(runtime, command)))
