"""Cases: where they stand, what happened, and setting them going again."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import Caller, Onlooker, TheRuntime
from api.rest.parameters import After, Limit, Number, OfProcess, Search
from api.rest.texts import English
from api.schemas.instances import History, HistoryEntry, Instance, InstanceList
from api.schemas.told import answer, answer_if_changed
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.queries.history import history
from engine.queries.instance import instance_view
from engine.queries.instances import InstanceFilter, instances

router = APIRouter(prefix="/instances", tags=["instances"])

Status = Literal["active", "completed", "terminated", "cancelled", "failed"]


@router.get("", operation_id="listInstances", response_model=InstanceList)
def list_instances(
    runtime: TheRuntime,
    actor: Onlooker,
    status: Annotated[Status | None, Query()] = None,
    process: OfProcess = None,
    search: Search = "",
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Cases in which the person's functions take or took part, newest first."""
    wanted = InstanceFilter(status=status, process_key=process, search=search, after=after, limit=limit)
    return answer(InstanceList.of(instances(runtime, actor, wanted)))


@router.get("/{instance_id}", operation_id="readInstance", response_model=Instance)
def read_instance(request: Request, runtime: TheRuntime, actor: Onlooker, instance_id: UUID) -> Response:
    """Where the case stands and who is next. Who looked is written down. Send the ETag back to get 304."""
    return answer_if_changed(request, Instance.of(instance_view(runtime, actor, instance_id)))


@router.get("/{instance_id}/history", operation_id="readHistory", response_model=History)
def read_history(runtime: TheRuntime, actor: Onlooker, instance_id: UUID, english: English) -> Response:
    """Everything that happened, oldest first: who did it, in which position, of which agency."""
    entries = [HistoryEntry.of(entry, english) for entry in history(runtime, actor, instance_id)]
    return answer(History(entries=entries))


@router.post("/{instance_id}/incidents/{execution}/{token}/retry", operation_id="retryIncident", status_code=204)
def retry(runtime: TheRuntime, actor: Caller, instance_id: UUID, execution: Number, token: Number) -> Response:
    """Try again after the cause of an incident was removed; done by supervisors of agencies that take part."""
    retry_incident(runtime, RetryIncident(instance_id=instance_id, execution=execution, token=token, actor=actor))
    return Response(status_code=204)
