"""A lane of a batch goes on: some items, each by the command that a person would use."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.start_process import StartProcess, start_process
from engine.errors import InvalidInput, LintasError, NotAllowed, Unavailable
from engine.forms.submission import DataAnswers
from engine.logs import failure
from engine.model.actor import Actor
from engine.model.batch import BatchKind, BatchStatus, Refusal
from engine.model.text import N_, Text
from engine.runtime import Runtime
from engine.store.batches import (
    StoredBatch,
    StoredItem,
    end_if_done,
    read_batch,
    settle_item,
    waiting_items,
    wake_lane,
)
from engine.store.people import actor_by_account

log = structlog.get_logger(__name__)

ITEMS_AT_ONCE = 20
"""Then the lane stands in line again, behind the jobs of others."""
BROKEN = Refusal("unexpected", Text(N_("This could not be done because of a fault. It is in the log of the server.")))


class RequesterGone(NotAllowed):
    """Whoever asked for the batch has no account any more."""

    code = "requester_gone"
    message = N_("The account that asked for this is closed. Somebody else has to ask for it.")


def work_batch(runtime: Runtime, arguments: dict[str, Any]) -> None:
    """Do the next items of a lane. An item that was interrupted is recognised by its key and not done twice."""
    batch_id, lane = UUID(arguments["batch"]), arguments["lane"]
    with runtime.database.begin() as work:
        batch = read_batch(work.connection, batch_id)
        if batch is None or batch.status is not BatchStatus.RUNNING:
            return
        items = waiting_items(work.connection, batch_id, lane, ITEMS_AT_ONCE)
        actor = actor_by_account(work.connection, batch.account_id, runtime.clock.now())
    for item in items:
        if not _settle(runtime, batch, item, actor):
            return
    with runtime.database.begin() as work:
        work.begin_write()
        if len(items) == ITEMS_AT_ONCE:
            wake_lane(work, batch_id, lane, runtime.clock.now())
        else:
            end_if_done(work, batch_id, runtime.clock.now())
        work.commit()


def _settle(runtime: Runtime, batch: StoredBatch, item: StoredItem, actor: Actor | None) -> bool:
    """Do an item and write down what came of it. Whether the batch is to go on."""
    instance_id, refusal = None, None
    try:
        instance_id = _carry_out(runtime, batch, item, actor)
    except (sa.exc.OperationalError, sa.exc.InterfaceError, Unavailable):
        raise  # no fault of the item: the whole lane is tried again later
    except InvalidInput as error:
        refusal = Refusal(error.code, error.text, error.fields)
    except LintasError as error:
        refusal = Refusal(error.code, error.text)
    except Exception as error:  # noqa: BLE001 - one broken item must not hold up those behind it
        log.error("batch_item_failed", batch=str(batch.id), number=item.number, **failure(error))  # noqa: TRY400 - texts of errors may name people
        refusal = BROKEN
    with runtime.database.begin() as work:
        goes_on = settle_item(
            work, batch.id, item.number, runtime.clock.now(), instance_id=instance_id, refusal=refusal
        )
        work.commit()
    return goes_on


def _carry_out(runtime: Runtime, batch: StoredBatch, item: StoredItem, actor: Actor | None) -> UUID | None:
    """The case that the item started or is about. Raises what the command raises, RequesterGone."""
    if actor is None:
        raise RequesterGone
    key = f"batch:{batch.id}:{item.number}"
    if batch.kind is BatchKind.START:
        started = start_process(
            runtime,
            StartProcess(
                process_key=batch.process_key or "",
                actor=actor,
                answers=DataAnswers(item.content),
                capacity=batch.position_id,
                idempotency_key=key,
                via=f"batch {batch.id}",
            ),
        )
        return started.instance_id
    if item.instance_id is None:
        raise InvalidInput
    if batch.kind is BatchKind.CANCEL:
        cancel_instance(
            runtime,
            CancelInstance(
                instance_id=item.instance_id,
                actor=actor,
                reason=batch.reason,
                capacity=batch.position_id,
                idempotency_key=key,
            ),
        )
    else:
        retry_incident(
            runtime,
            RetryIncident(
                instance_id=item.instance_id,
                execution=int(str(item.content["execution"])),
                token=int(str(item.content["token"])),
                actor=actor,
                capacity=batch.position_id,
                idempotency_key=key,
            ),
        )
    return item.instance_id
