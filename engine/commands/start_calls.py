"""Calls that were put off are made, some in a turn, until none waits."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from engine.calling import CALLS_AT_ONCE
from engine.errors import NotFound
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.waiting_calls import any_waits, wake_calls
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCalls:
    """The case that has calls waiting."""

    instance_id: UUID


@watched
def start_calls(runtime: Runtime, command: StartCalls) -> bool:
    """Start the processes of the first calls that wait, and have the next ones started by a job.

    False where nothing was to be done: no call waits, or the case is suspended; resuming it wakes them.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: StartCalls) -> bool:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        try:
            case = load_case(work, command.instance_id)
        except NotFound:
            return False
        if case.suspended_at is not None or not any_waits(work.connection, case.instance_id):
            return False
        turn = Turn(runtime, work, case, now)
        turn.start_waiting(CALLS_AT_ONCE)
        turn.record()
        if any_waits(work.connection, case.instance_id):
            wake_calls(work, case.instance_id, now)
        work.commit()
        return True
