"""Starts that are repeated at times like those of cron."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.dependencies import Caller, Onlooker, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import ProcessKey
from api.schemas.recurring import Laid, RecurringList, RecurringRow, RepeatRequest
from api.schemas.told import answer
from engine.commands.repeat_start import RepeatStart, repeat_start
from engine.commands.turn_recurring_start import TurnRecurringStart, turn_recurring_start
from engine.forms.submission import DataAnswers
from engine.model.ids import PositionId
from engine.queries.recurring_starts import recurring_starts

router = APIRouter(tags=["processes"])


class Turning(StrEnum):
    """What to do with it."""

    PAUSE = "pause"
    RESUME = "resume"


@router.get("/recurring-starts", operation_id="listRecurringStarts", response_model=RecurringList)
def list_recurring(runtime: TheRuntime, actor: Onlooker) -> Response:
    """What the person repeats, and what is repeated in agencies that the person supervises."""
    rows = [RecurringRow.of(row) for row in recurring_starts(runtime, actor)]
    return answer(RecurringList(recurring_starts=rows))


@router.post(
    "/process-definitions/{key}/recurring-starts",
    operation_id="repeatStart",
    status_code=201,
    response_model=Laid,
    openapi_extra=takes(RepeatRequest),
)
def repeat(
    runtime: TheRuntime,
    actor: Caller,
    key: ProcessKey,
    body: Annotated[RepeatRequest, Depends(body_of(RepeatRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Have the process started with these answers, in the name of the account, at each of the times."""
    command = RepeatStart(
        process_key=key,
        actor=actor,
        answers=DataAnswers(dict(body.variables)),
        cron=body.cron,
        every=body.every,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    return answer(Laid.model_validate(repeat_start(runtime, command)), 201, {"Location": "/api/v1/recurring-starts"})


@router.post("/recurring-starts/{start_id}/{turning}", operation_id="turnRecurringStart", status_code=204)
def turn(
    runtime: TheRuntime, actor: Caller, start_id: UUID, turning: Turning, idempotency_key: IdempotencyKey = None
) -> Response:
    """Pause it, or let it go on: what passed meanwhile is not made up for."""
    command = TurnRecurringStart(
        id=start_id, actor=actor, on=turning is Turning.RESUME, idempotency_key=idempotency_key
    )
    turn_recurring_start(runtime, command)
    return Response(status_code=204)
