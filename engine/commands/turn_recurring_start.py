"""A start that is repeated is paused, or goes on."""

from dataclasses import dataclass
from uuid import UUID

from engine.authorization.access import may_supervise
from engine.errors import NotAllowed, NotFound
from engine.model.actor import Actor
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.recurring_starts import read_start, turn_start


class NotTheRepeater(NotAllowed):
    """Only the person in whose name cases are started lets that go on."""

    code = "not_the_repeater"
    message = N_("Cases are started in the name of whoever laid this down. Only that person lets it go on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecurringStart:
    """`on` False pauses it."""

    id: UUID
    actor: Actor
    on: bool
    idempotency_key: str | None = None


@watched
def turn_recurring_start(runtime: Runtime, command: TurnRecurringStart) -> None:
    """Times that pass while it is paused are never made up for. Supervisors of the agency pause it too.

    Raises NotFound for everybody else, NotTheRepeater.
    """
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("turn_recurring_start", command.id, command.on)
    with runtime.database.begin() as work:
        work.begin_write()
        if recall(work.connection, actor.account_id, command.idempotency_key, request) is not None:
            return
        start = read_start(work, command.id)
        if start is None:
            raise NotFound
        own = start.account_id == actor.account_id
        if not own and not may_supervise(actor, start.agency):
            raise NotFound
        if command.on and not own:
            raise NotTheRepeater
        if command.on != (start.next_at is not None):
            turn_start(work, start.id, start.schedule.after(now) if command.on else None)
        remember(work.connection, actor.account_id, command.idempotency_key, request, Done(), now)
        work.commit()
