"""What takes longer than a request may: asked for at once, carried out later, watched under an address of its own."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Caller, Onlooker, SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import After, Limit
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.batches import (
    Batch,
    BatchItemList,
    BatchList,
    BatchOfCancellationsRequest,
    BatchOfCasesRequest,
    BatchOfDueDatesRequest,
    BatchOfMigrationsRequest,
    BatchOfReassignmentsRequest,
    BatchOfRetriesRequest,
    BatchOfStartsRequest,
)
from api.schemas.told import answer, answer_if_changed, next_page
from engine.authorization.scopes import Scope, check_scope
from engine.commands.request_batch import RequestBatch, request_batch
from engine.commands.steer_batch import SteerBatch, Steering, steer_batch
from engine.model.actor import Actor
from engine.model.batch import BatchKind, ItemState, NewItem
from engine.model.data import ProcessData
from engine.model.ids import PositionId
from engine.queries.batches import batch_items, batch_view, batches
from engine.runtime import Runtime

router = RouterBelow("/batches", root=API, tags=["batches"])


@router.post(
    "/starts",
    operation_id="startProcesses",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfStartsRequest),
)
def start_many(
    runtime: TheRuntime,
    actor: Caller,
    body: Annotated[BatchOfStartsRequest, Depends(body_of(BatchOfStartsRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Start a case for each of the answers. `Location` tells how far it is; wrong answers fail one by one."""
    command = RequestBatch(
        kind=BatchKind.START,
        actor=actor,
        items=[NewItem(content=variables) for variables in body.starts],
        process_key=body.process,
        capacity=_position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.post(
    "/cancellations",
    operation_id="cancelInstances",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfCancellationsRequest),
)
def cancel_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfCancellationsRequest, Depends(body_of(BatchOfCancellationsRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """End cases before their time. `Location` tells how far it is."""
    command = RequestBatch(
        kind=BatchKind.CANCEL,
        actor=actor,
        items=[NewItem(instance_id=each, content={}) for each in body.instances],
        reason=body.reason,
        capacity=_position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.post(
    "/retries",
    operation_id="retryIncidents",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfRetriesRequest),
)
def retry_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfRetriesRequest, Depends(body_of(BatchOfRetriesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Set tokens going again whose incidents had the same cause. `Location` tells how far it is."""
    places = [
        NewItem(instance_id=each.instance_id, content={"execution": each.execution, "token": each.token})
        for each in body.incidents
    ]
    command = RequestBatch(
        kind=BatchKind.RETRY,
        actor=actor,
        items=places,
        capacity=_position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.post(
    "/suspensions",
    operation_id="suspendInstances",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfCasesRequest),
)
def suspend_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfCasesRequest, Depends(body_of(BatchOfCasesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let nothing in these cases go on. `Location` tells how far it is."""
    return _accepted(runtime, actor, _for_cases(BatchKind.SUSPEND, actor, body, idempotency_key))


@router.post(
    "/resumptions",
    operation_id="resumeInstances",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfCasesRequest),
)
def resume_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfCasesRequest, Depends(body_of(BatchOfCasesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let suspended cases go on. `Location` tells how far it is."""
    return _accepted(runtime, actor, _for_cases(BatchKind.RESUME, actor, body, idempotency_key))


@router.post(
    "/reversions",
    operation_id="revertMigrations",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfCasesRequest),
)
def revert_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfCasesRequest, Depends(body_of(BatchOfCasesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take cases back to the version that they were last migrated from. `Location` tells how far it is."""
    return _accepted(runtime, actor, _for_cases(BatchKind.REVERT, actor, body, idempotency_key))


@router.post(
    "/migrations",
    operation_id="migrateInstances",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfMigrationsRequest),
)
def migrate_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfMigrationsRequest, Depends(body_of(BatchOfMigrationsRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take cases over to another version of their process. `Location` tells how far it is."""
    how: ProcessData = {
        "version": body.version,
        "elements": dict(body.elements),
        "recompute_timers": body.recompute_timers,
    }
    command = RequestBatch(
        kind=BatchKind.MIGRATE,
        actor=actor,
        items=[NewItem(instance_id=each, content=how) for each in body.instances],
        reason=body.reason,
        capacity=_position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.post(
    "/reassignments",
    operation_id="reassignTasks",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfReassignmentsRequest),
)
def reassign_many(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfReassignmentsRequest, Depends(body_of(BatchOfReassignmentsRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give tasks to another holder of their functions. `Location` tells how far it is."""
    to = None if body.to is None else str(body.to)
    command = RequestBatch(
        kind=BatchKind.REASSIGN,
        actor=actor,
        items=[NewItem(content={"task": str(each), "to": to}) for each in body.tasks],
        reason=body.reason,
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.post(
    "/due-dates",
    operation_id="changeDueDates",
    status_code=202,
    response_model=Batch,
    openapi_extra=takes(BatchOfDueDatesRequest),
)
def change_due_dates(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    body: Annotated[BatchOfDueDatesRequest, Depends(body_of(BatchOfDueDatesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give tasks more time, or less. `Location` tells how far it is."""
    due_at = None if body.due_at is None else body.due_at.isoformat()
    command = RequestBatch(
        kind=BatchKind.DUE_DATE,
        actor=actor,
        items=[NewItem(content={"task": str(each), "due_at": due_at}) for each in body.tasks],
        reason=body.reason,
        idempotency_key=idempotency_key,
    )
    return _accepted(runtime, actor, command)


@router.get("", operation_id="listBatches", response_model=BatchList)
def list_batches(
    request: Request, runtime: TheRuntime, actor: Onlooker, after: After = None, limit: Limit = 50
) -> Response:
    """Batches that the person asked for; for supervisors, all of their agencies. Newest first."""
    page = BatchList.of(batches(runtime, actor, after, limit))
    return answer(page, headers=next_page(request, page.next))


@router.get("/{batch_id}", operation_id="readBatch", response_model=Batch)
def read_batch(request: Request, runtime: TheRuntime, actor: Onlooker, batch_id: UUID) -> Response:
    """How far it is. Send the ETag back to get 304 while nothing has changed."""
    return answer_if_changed(request, Batch.of(batch_view(runtime, actor, batch_id)))


@router.get("/{batch_id}/items", operation_id="listBatchItems", response_model=BatchItemList)
def list_items(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    batch_id: UUID,
    english: English,
    state: Annotated[ItemState | None, Query(description="Only items of this state.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """What came of each, in the order of the request."""
    page = BatchItemList.of(batch_items(runtime, actor, batch_id, state=state, after=after, limit=limit), english)
    return answer(page, headers=next_page(request, page.next))


@router.post("/{batch_id}/{steering}", operation_id="steerBatch", status_code=204)
def steer(
    request: Request,
    runtime: TheRuntime,
    actor: Caller,
    batch_id: UUID,
    steering: Steering,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Pause, resume or stop it, or have what failed tried again.

    What only supervisors ask for needs a token with that scope.
    """
    if batch_view(runtime, actor, batch_id).kind is not BatchKind.START:
        check_scope(request.state.bearer.scopes, [Scope.SUPERVISE])
    command = SteerBatch(batch_id=batch_id, steering=steering, actor=actor, idempotency_key=idempotency_key)
    steer_batch(runtime, command)
    return Response(status_code=204)


def _for_cases(kind: BatchKind, actor: Actor, body: BatchOfCasesRequest, key: str | None) -> RequestBatch:
    """The same for each of the cases."""
    return RequestBatch(
        kind=kind,
        actor=actor,
        items=[NewItem(instance_id=each, content={}) for each in body.instances],
        reason=body.reason,
        capacity=_position(body.capacity),
        idempotency_key=key,
    )


def _accepted(runtime: Runtime, actor: Actor, command: RequestBatch) -> Response:
    requested = request_batch(runtime, command)
    told = Batch.of(batch_view(runtime, actor, requested.id))
    return answer(told, 202, {"Location": f"/api/v1/batches/{requested.id}", "Retry-After": "1"})


def _position(chosen: UUID | None) -> PositionId | None:
    return None if chosen is None else PositionId(chosen)
