"""A lane of a batch goes on: some items, each by the command that a person would use."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.change_due_date import ChangeDueDate, change_due_date
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.revert_migration import RevertMigration, revert_migration
from engine.commands.start_process import StartProcess, start_process
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput, LintasError, NotAllowed, Unavailable
from engine.forms.submission import DataAnswers
from engine.logs import failure
from engine.model.actor import Actor
from engine.model.batch import TASK_KINDS, BatchKind, BatchStatus, Refusal
from engine.model.data import ProcessData
from engine.model.ids import PersonId
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
    if batch.kind in TASK_KINDS:
        _change_task(runtime, batch, item.content, actor, key)
        return item.instance_id
    if item.instance_id is None:
        raise InvalidInput
    _change_case(runtime, batch, item, item.instance_id, actor, key)
    return item.instance_id


def _change_case(runtime: Runtime, batch: StoredBatch, item: StoredItem, case: UUID, actor: Actor, key: str) -> None:
    """What a supervisor asked for, for one case."""
    content = item.content
    about: dict[str, Any] = {
        "instance_id": case,
        "actor": actor,
        "capacity": batch.position_id,
        "idempotency_key": key,
    }
    deed: dict[str, Any] = {**about, "reason": batch.reason}
    match batch.kind:
        case BatchKind.CANCEL:
            cancel_instance(runtime, CancelInstance(**deed))
        case BatchKind.SUSPEND:
            suspend_instance(runtime, SuspendInstance(**deed))
        case BatchKind.RESUME:
            resume_instance(runtime, ResumeInstance(**deed))
        case BatchKind.REVERT:
            revert_migration(runtime, RevertMigration(**deed))
        case BatchKind.MIGRATE:
            migrate_instance(runtime, MigrateInstance(**deed, **_migration_in(content)))
        case _:
            place: dict[str, Any] = {name: int(str(content[name])) for name in ("execution", "token")}
            retry_incident(runtime, RetryIncident(**about, **place))


def _change_task(runtime: Runtime, batch: StoredBatch, content: ProcessData, actor: Actor, key: str) -> None:
    """What a supervisor asked for, for one task: in the position in which the person supervises that task."""
    version, to, due_at = content.get("version"), content.get("to"), content.get("due_at")
    deed: dict[str, Any] = {
        "task_id": UUID(str(content["task"])),
        "actor": actor,
        "reason": batch.reason,
        "version": int(str(version)) if version is not None else None,
        "idempotency_key": key,
    }
    if batch.kind is BatchKind.REASSIGN:
        reassign_task(runtime, ReassignTask(**deed, to=PersonId(UUID(str(to))) if to is not None else None))
    else:
        at = datetime.fromisoformat(str(due_at)) if due_at is not None else None
        change_due_date(runtime, ChangeDueDate(**deed, due_at=at))


def _migration_in(content: ProcessData) -> dict[str, Any]:
    """To which version, and how, as the item keeps it."""
    elements = content.get("elements")
    return {
        "version": int(str(content["version"])),
        "elements": elements if isinstance(elements, dict) else {},
        "recompute_timers": content.get("recompute_timers") is True,
    }
