"""Cases: where they stand, what happened, setting them going again, and ending them."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Onlooker, SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.files import EXPORTED, asked_as_file
from api.rest.parameters import (
    NO_NUL,
    After,
    AtElement,
    HeldBy,
    Limit,
    Number,
    OfAgency,
    OfProcess,
    OfVersion,
    OlderThanDays,
    Search,
)
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.instances import History, HistoryEntry, Instance, InstanceList, InstanceRow
from api.schemas.supervision import CancelRequest, EditRequest
from api.schemas.told import answer, answer_if_changed, answer_some, next_page
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.edit_and_retry import EditAndRetry, edit_and_retry
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.errors import InvalidInput
from engine.exports import listings
from engine.model.ids import PositionId
from engine.model.text import N_, Text
from engine.queries.history import history
from engine.queries.inbox import Due
from engine.queries.instance import instance_view
from engine.queries.instances import InstanceFilter, Part, Sort, instances

router = RouterBelow("/instances", root=API, tags=["instances"])

Status = Literal["active", "completed", "terminated", "cancelled", "failed", "suspended"]


Variables = Annotated[
    list[Annotated[str, Query(max_length=500, pattern=NO_NUL)]],
    Query(description="Value of a searchable variable, as `name=value`.", examples=[["nip=199308172018012020"]]),
]


@router.get("", operation_id="listInstances", response_model=InstanceList, responses=EXPORTED)
def list_instances(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    status: Annotated[Status | None, Query()] = None,
    process: OfProcess = None,
    version: OfVersion = None,
    element: AtElement = None,
    agency: OfAgency = None,
    part: Annotated[Part, Query(description="What the agency has to do with the case.")] = Part.ANY,
    holder: HeldBy = None,
    older_than_days: OlderThanDays = None,
    due: Annotated[Due | None, Query(description="Only cases with a task that is due by then.")] = None,
    number: Annotated[str, Query(max_length=100, pattern=NO_NUL, description="Beginning of a number.")] = "",
    variable: Variables = [],  # noqa: B006 - read only
    search: Search = "",
    sort: Annotated[Sort, Query()] = Sort.STARTED,
    fields: Annotated[str, Query(max_length=500, description="Names of the row to tell, with commas between.")] = "",
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Cases in which the person's functions take or took part; for supervisors, those of their agencies.

    With `Accept: text/csv`, or the media type of workbooks, the whole list as a file.
    """
    wanted = InstanceFilter(
        status=status,
        process_key=process,
        version=version,
        element=element,
        agency=agency,
        part=part,
        holder=holder,
        older_than=None if older_than_days is None else timedelta(days=older_than_days),
        due=due,
        number=number,
        variables=_variables(variable),
        search=search,
        sort=sort,
        after=after,
        limit=limit,
    )
    names = _names(fields)
    if file := asked_as_file(request, lambda: listings.cases(runtime, actor, wanted)):
        return file
    page = InstanceList.of(instances(runtime, actor, wanted))
    return answer_some(page, "instances", names, next_page(request, page.next))


def _variables(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in texts:
        name, sign, value = each.partition("=")
        if not name or not sign:
            raise InvalidInput({"variable": Text(N_("Write it as name=value."))})
        found[name] = value
    return found


def _names(text: str) -> frozenset[str]:
    names = frozenset(filter(None, (each.strip() for each in text.split(","))))
    if unknown := names - InstanceRow.model_fields.keys():
        said = Text(N_("There is no such name: %(names)s."), {"names": ", ".join(sorted(unknown))})
        raise InvalidInput({"fields": said})
    return names


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
def retry(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    execution: Number,
    token: Number,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Try again after the cause of an incident was removed; done by supervisors of agencies that take part."""
    command = RetryIncident(
        instance_id=instance_id, execution=execution, token=token, actor=actor, idempotency_key=idempotency_key
    )
    retry_incident(runtime, command)
    return Response(status_code=204)


@router.post(
    "/{instance_id}/incidents/{execution}/{token}/edit-and-retry",
    operation_id="editAndRetryIncident",
    status_code=204,
    openapi_extra=takes(EditRequest),
)
def edit(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    execution: Number,
    token: Number,
    body: Annotated[EditRequest, Depends(body_of(EditRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Correct variables and try again, in one; done by supervisors of agencies that take part."""
    command = EditAndRetry(
        instance_id=instance_id,
        execution=execution,
        token=token,
        actor=actor,
        values=body.values,
        reason=body.reason,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    edit_and_retry(runtime, command)
    return Response(status_code=204)


@router.post(
    "/{instance_id}/cancel", operation_id="cancelInstance", status_code=204, openapi_extra=takes(CancelRequest)
)
def cancel(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[CancelRequest, Depends(body_of(CancelRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """End the case before its time, with all it started; done by supervisors of agencies that take part."""
    command = CancelInstance(
        instance_id=instance_id,
        actor=actor,
        reason=body.reason,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    cancel_instance(runtime, command)
    return Response(status_code=204)
