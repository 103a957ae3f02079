"""A signal reaches one execution that waits for it; broadcasting is one such command for each."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.execution import DeliverSignal as Deliver
from engine.model.data import ProcessData
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.message_reach import reached_cases, works_in
from engine.store.recording import was_overtaken
from engine.store.suspending import keep_signal
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSignal:
    """`payload` goes into the variables of the catcher. `broadcast`: the same for all whom one signal reaches.

    `sender` is the code of the agency whose process threw it, empty where none owns that.
    """

    instance_id: UUID
    execution: int
    name: str
    payload: ProcessData
    broadcast: str = ""
    sender: str = ""


@watched
def deliver_signal(runtime: Runtime, command: DeliverSignal) -> bool:
    """Let every token of the execution that waits for the signal go on. False where none does any more.

    So it is where the agency that threw it has no part in the case. A suspended case gets it when it is resumed.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: DeliverSignal) -> bool:
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        try:
            case = load_case(work, command.instance_id, command.execution)
        except NotFound:
            return False
        if command.sender and not takes_from(work.connection, command):
            return False
        if case.suspended_at is not None:
            work.begin_write()
            if was_overtaken(work, case):
                raise TurnLost
            keep_signal(work, case, command.execution, command.broadcast, command.name, command.payload)
            work.commit()
            return False
        turn = Turn(runtime, work, case, now)
        delivery = Deliver(name=command.name, payload=command.payload)
        turn.run(command.execution, delivery, writes=tuple(command.payload))
        if not turn.effects:
            return False
        turn.record()
        work.commit()
        return True


def takes_from(connection: sa.Connection, command: DeliverSignal) -> bool:
    """Whether the agency that threw the signal has a part in the case."""
    reached = reached_cases(connection, [(command.instance_id, command.execution)])
    return reached.takes_from(command.sender) or works_in(connection, command.sender, command.instance_id)
