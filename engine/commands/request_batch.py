"""A person asks for many commands of one kind at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from engine.authorization.access import capacity_to_start
from engine.authorization.supervision import (
    SHORTEST_REASON_TO_CANCEL,
    capacity_of_supervisor,
    check_due_at,
    check_reason,
)
from engine.errors import InvalidInput
from engine.ids import new_id
from engine.model.actor import Actor, Capacity
from engine.model.batch import TASK_KINDS, BatchKind, NewItem
from engine.model.ids import PositionId
from engine.model.text import N_, Text
from engine.observing import watched
from engine.organisation.addresses import AddressPattern
from engine.runtime import Runtime
from engine.store.batches import insert_batch
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.pins import newest_process
from engine.store.task_rows import cases_of_tasks
from engine.store.unit_of_work import UnitOfWork

MOST_ITEMS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBatch:
    """What to do with each item.

    START: `process_key`; the content of an item are the answers of the start form. CANCEL: the cases, and a `reason`.
    RETRY: the cases; the content of an item is `execution` and `token` of the incident. SUSPEND, RESUME, REVERT: the
    cases, and a `reason`. MIGRATE: so too; the content of an item is the `version` to go to, `elements` that are called
    otherwise there, and whether to `recompute_timers`. REASSIGN, DUE_DATE: the content of an item is the `task` and who
    is to have it, `to` (null: all who may take it), or when it is due, `due_at` (null: never), both with the `version`
    that was shown if it was; and a `reason`.
    """

    kind: BatchKind
    actor: Actor
    items: Sequence[NewItem]
    process_key: str | None = None
    reason: str = ""
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class RequestedBatch:
    """The batch under which to ask how far it is."""

    id: UUID


@watched
def request_batch(runtime: Runtime, command: RequestBatch) -> RequestedBatch:
    """Keep the request; it is carried out from now on, each item in a transaction of its own, with a result of its own.

    Whether the person may is asked now as far as it is known, and for every item again when its turn comes.
    Raises InvalidInput for none or too many items, a missing reason or a due time that has passed, UnknownProcess,
    MayNotStart, CapacityUnclear, MayNotSupervise.
    """
    now, actor = runtime.clock.now(), command.actor
    request = _fingerprint(command)
    with runtime.database.begin() as work:
        known = recall(work.connection, actor.account_id, command.idempotency_key, request)
        if known is not None:
            return RequestedBatch(UUID(known["id"]))
        _check_items(command, now)
        capacity = _capacity(runtime, work, command)
        reason = _reason(command)
        requested = RequestedBatch(new_id())
        work.begin_write()
        insert_batch(work, _row(command, requested.id, capacity, reason), _with_cases(work, command), now)
        remember(work.connection, actor.account_id, command.idempotency_key, request, requested, now)
        work.commit()
        return requested


def _fingerprint(command: RequestBatch) -> bytes:
    items = [(str(item.instance_id), item.content) for item in command.items]
    return fingerprint("request_batch", command.kind, command.process_key, command.reason, items)


def _check_items(command: RequestBatch, now: datetime) -> None:
    if not command.items:
        raise InvalidInput({"items": Text(N_("Name at least one."))})
    if len(command.items) > MOST_ITEMS:
        raise InvalidInput({"items": Text(N_("Name at most %(most)s at once."), {"most": MOST_ITEMS})})
    if command.kind is BatchKind.DUE_DATE:
        for due_at in {item.content.get("due_at") for item in command.items} - {None}:
            check_due_at(datetime.fromisoformat(str(due_at)), now)


def _capacity(runtime: Runtime, work: UnitOfWork, command: RequestBatch) -> Capacity:
    if command.kind is not BatchKind.START:
        return capacity_of_supervisor(command.actor, command.capacity)
    process = runtime.definitions.process(work.connection, newest_process(work.connection, command.process_key or ""))
    patterns = tuple(AddressPattern.parse(text) for text in process.facts.startable_by)
    return capacity_to_start(command.actor, patterns, command.capacity)


def _reason(command: RequestBatch) -> str:
    match command.kind:
        case BatchKind.START | BatchKind.RETRY:
            return ""
        case BatchKind.CANCEL:
            return check_reason(command.reason, least=SHORTEST_REASON_TO_CANCEL)
        case _:
            return check_reason(command.reason)


def _with_cases(work: UnitOfWork, command: RequestBatch) -> Sequence[NewItem]:
    """The items, those about tasks with the cases of these, so that the list of items can name them."""
    if command.kind not in TASK_KINDS:
        return command.items
    tasks = [UUID(str(item.content["task"])) for item in command.items]
    cases = cases_of_tasks(work.connection, tasks)
    return [replace(item, instance_id=cases.get(task)) for item, task in zip(command.items, tasks, strict=True)]


def _row(command: RequestBatch, batch_id: UUID, capacity: Capacity, reason: str) -> dict[str, object]:
    return {
        "id": batch_id,
        "kind": command.kind,
        "process_key": command.process_key if command.kind is BatchKind.START else None,
        "reason": reason,
        "account_id": command.actor.account_id,
        "person_id": command.actor.person_id,
        "position_id": capacity.position_id,
        "agency_id": capacity.agency_id,
    }
