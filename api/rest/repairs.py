"""What supervisors do to a case that is not where it should be."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.dependencies import SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.schemas.supervision import ReasonRequest
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.model.ids import PositionId

router = APIRouter(prefix="/instances/{instance_id}", tags=["instances"])


def position(capacity: UUID | None) -> PositionId | None:
    """The position in which it is done, if one was named."""
    return None if capacity is None else PositionId(capacity)


@router.post("/suspend", operation_id="suspendInstance", status_code=204, openapi_extra=takes(ReasonRequest))
def suspend(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[ReasonRequest, Depends(body_of(ReasonRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let nothing in the case go on until it is resumed; what comes meanwhile waits."""
    command = SuspendInstance(
        instance_id=instance_id,
        actor=actor,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    suspend_instance(runtime, command)
    return Response(status_code=204)


@router.post("/resume", operation_id="resumeInstance", status_code=204, openapi_extra=takes(ReasonRequest))
def resume(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[ReasonRequest, Depends(body_of(ReasonRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let a suspended case go on, with what came while it stood still."""
    command = ResumeInstance(
        instance_id=instance_id,
        actor=actor,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    resume_instance(runtime, command)
    return Response(status_code=204)
