"""What supervisors do to a case that is not where it should be."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.responses import Response

from api.dependencies import SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import Number
from api.routing import API, RouterBelow
from api.schemas.supervision import (
    MigratedCase,
    MigrationRequest,
    MovedToken,
    MoveRequest,
    ReasonRequest,
    RevertRequest,
    SkipRequest,
    VariablesRequest,
)
from api.schemas.told import answer
from engine.commands.change_variables import ChangeVariables, change_variables
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.move_token import MoveToken, move_token
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.revert_migration import RevertMigration, revert_migration
from engine.commands.skip_element import SkipElement, skip_element
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.model.ids import PositionId

router = RouterBelow("/instances/{instance_id}", root=API, tags=["instances"])


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


@router.post("/variables", operation_id="changeVariables", status_code=204, openapi_extra=takes(VariablesRequest))
def change(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[VariablesRequest, Depends(body_of(VariablesRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Correct variables; conditions that wait for them are looked at."""
    command = ChangeVariables(
        instance_id=instance_id,
        execution=body.execution,
        actor=actor,
        values=body.values,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    change_variables(runtime, command)
    return Response(status_code=204)


@router.post(
    "/tokens/{execution}/{token}/skip",
    operation_id="skipElement",
    status_code=204,
    openapi_extra=takes(SkipRequest),
)
def skip(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    execution: Number,
    token: Number,
    body: Annotated[SkipRequest, Depends(body_of(SkipRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Pass over what a system should have done; never what a person or a table decides."""
    command = SkipElement(
        instance_id=instance_id,
        execution=execution,
        token=token,
        actor=actor,
        values=body.values,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    skip_element(runtime, command)
    return Response(status_code=204)


@router.post(
    "/tokens/{execution}/{token}/move",
    operation_id="moveToken",
    response_model=MovedToken,
    openapi_extra=takes(MoveRequest),
)
def move(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    execution: Number,
    token: Number,
    body: Annotated[MoveRequest, Depends(body_of(MoveRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Interrupt what the token does and let it enter another element, or only tell what that would bring about."""
    command = MoveToken(
        instance_id=instance_id,
        execution=execution,
        token=token,
        to=body.to,
        actor=actor,
        values=body.values,
        reason=body.reason,
        dry_run=body.dry_run,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return answer(MovedToken.model_validate(move_token(runtime, command)))


@router.post(
    "/migrate", operation_id="migrateInstance", response_model=MigratedCase, openapi_extra=takes(MigrationRequest)
)
def migrate(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[MigrationRequest, Depends(body_of(MigrationRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take the case, or a process that it has called, over to another version, or only tell what that would mean.

    Tasks keep holder and draft, messages are waited for.
    """
    command = MigrateInstance(
        instance_id=instance_id,
        version=body.version,
        actor=actor,
        elements=body.elements,
        recompute_timers=body.recompute_timers,
        execution=body.execution,
        dry_run=body.dry_run,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    return answer(MigratedCase.model_validate(migrate_instance(runtime, command)))


@router.post("/revert", operation_id="revertMigration", status_code=204, openapi_extra=takes(RevertRequest))
def revert(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    instance_id: UUID,
    body: Annotated[RevertRequest, Depends(body_of(RevertRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take the case, or a process that it has called, back to the version that it was last migrated from."""
    command = RevertMigration(
        instance_id=instance_id,
        execution=body.execution,
        actor=actor,
        reason=body.reason,
        capacity=position(body.capacity),
        idempotency_key=idempotency_key,
    )
    revert_migration(runtime, command)
    return Response(status_code=204)
