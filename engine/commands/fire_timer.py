"""A timer's time has come."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.execution import FireTimer as Fire
from engine.execution import TokenGone
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.tables import timer
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """The timer's row."""

    instance_id: UUID
    execution: int
    token: int
    part: int


@watched
def fire_timer(runtime: Runtime, command: FireTimer) -> bool:
    """Move the token on if the timer is still there, due and not held. False where it was not."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: FireTimer) -> bool:
    now = runtime.clock.now()
    here = sa.and_(
        timer.c.instance_id == command.instance_id,
        timer.c.execution == command.execution,
        timer.c.token == command.token,
        timer.c.part == command.part,
        timer.c.due_at <= now,
        timer.c.held == sa.false(),
    )
    with runtime.database.begin() as work:
        try:
            case = load_case(work, command.instance_id, command.execution)
        except NotFound:
            return False
        if work.connection.scalar(sa.select(timer.c.token).where(here)) is None:
            return False
        turn = Turn(runtime, work, case, now)
        try:
            turn.run(command.execution, Fire(token=command.token, part=command.part))
        except TokenGone:
            work.begin_write()
            work.connection.execute(timer.delete().where(here))
            work.commit()
            return False
        turn.record()
        work.commit()
        return True
