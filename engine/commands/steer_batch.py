"""Whoever answers for a batch pauses or stops it; who asked for it resumes it, or has what failed tried again."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from engine.authorization.batches import check_may_go_on, check_may_steer
from engine.errors import Conflict, NotFound
from engine.model.actor import Actor
from engine.model.batch import BatchStatus
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.batches import end_if_done, owner_of, read_batch, try_failed_again, wake_lanes, write_status
from engine.store.idempotency import Done, fingerprint, recall, remember


class Steering(StrEnum):
    """What to do with a batch. RETRY: have the items that failed tried again."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    RETRY = "retry"


FROM = {
    Steering.PAUSE: {BatchStatus.RUNNING},
    Steering.RESUME: {BatchStatus.PAUSED, BatchStatus.STOPPED},
    Steering.STOP: {BatchStatus.RUNNING, BatchStatus.PAUSED},
    Steering.RETRY: set(BatchStatus),
}
"""In which states it may be asked for."""
TO = {Steering.PAUSE: BatchStatus.PAUSED, Steering.STOP: BatchStatus.STOPPED}


class BatchElsewhere(Conflict):
    """The batch is not in a state in which that can be done."""

    code = "batch_elsewhere"
    message = N_("The batch is in the state %(status)s, in which this cannot be done. Load the page again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SteerBatch:
    """`steering`: what to do with it."""

    batch_id: UUID
    steering: Steering
    actor: Actor
    idempotency_key: str | None = None


@watched
def steer_batch(runtime: Runtime, command: SteerBatch) -> None:
    """An item that is being done at this moment is finished first.

    Raises NotFound where there is no such batch that the person may see, NotTheRequester, BatchElsewhere.
    """
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("steer_batch", command.batch_id, command.steering)
    with runtime.database.begin() as work:
        if recall(work.connection, actor.account_id, command.idempotency_key, request) is not None:
            return
        work.begin_write()
        batch = read_batch(work.connection, command.batch_id, locked=True)
        if batch is None:
            raise NotFound
        owner = owner_of(work.connection, batch.id)
        check_may_steer(actor, owner)
        if command.steering not in TO:
            check_may_go_on(actor, owner)
        if batch.status not in FROM[command.steering]:
            raise BatchElsewhere(status=batch.status)
        if command.steering is Steering.RETRY:
            try_failed_again(work, batch.id)
        write_status(work, batch.id, TO.get(command.steering, BatchStatus.RUNNING), now)
        if command.steering not in TO:
            wake_lanes(work, batch.id, now)
            end_if_done(work, batch.id, now)
        remember(work.connection, actor.account_id, command.idempotency_key, request, Done(), now)
        work.commit()
