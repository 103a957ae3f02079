"""Messages of other systems into the processes."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from api.dependencies import MessagingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.routing import API, RouterBelow
from api.schemas.messages import Correlation, MessageRequest
from api.schemas.told import answer
from engine.commands.correlate_message import CorrelateMessage, correlate_message

router = RouterBelow("/messages", root=API, tags=["messages"])


@router.post("", operation_id="sendMessage", response_model=Correlation, openapi_extra=takes(MessageRequest))
def send(
    runtime: TheRuntime,
    actor: MessagingCaller,
    body: Annotated[MessageRequest, Depends(body_of(MessageRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give a message to the case that waits for it, else start the process it starts, else keep it.

    Sent by integration accounts (`integrasi`), or by supervisors for cases of their agency.
    """
    command = CorrelateMessage(
        actor=actor,
        name=body.name,
        correlation_key=body.correlation_key,
        payload=body.payload,
        message_id=body.message_id,
        idempotency_key=idempotency_key,
    )
    if body.ttl_seconds is not None:
        command = replace(command, lifetime=timedelta(seconds=body.ttl_seconds))
    correlated = correlate_message(runtime, command)
    return answer(Correlation(outcome=str(correlated.outcome), instance_id=correlated.instance_id))
