"""Doing what is due one by one: what is broken is left aside, and everything behind it is done."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import sqlalchemy as sa
import structlog

from engine.errors import Unavailable
from engine.logs import failure
from engine.runtime import Runtime
from engine.store.unit_of_work import TurnLost

log = structlog.get_logger(__name__)
Command = TypeVar("Command", bound=Hashable)


def each_by_itself(runtime: Runtime, do: Callable[[Runtime, Command], bool], due: Iterable[Command]) -> int:
    """Do a command for everything that is due. Returns how many of them did something.

    Raises only where the database is away, which is no fault of what is due.
    """
    done = 0
    for command in due:
        now = runtime.clock.now()
        if runtime.aside.is_left(command, now):
            continue
        try:
            done += do(runtime, command)
        except (Unavailable, sa.exc.OperationalError, sa.exc.InterfaceError):
            raise
        except TurnLost:
            continue  # others were faster: it is looked at again next time
        except Exception as error:  # noqa: BLE001 - one broken case must not hold up everybody else's
            log.error("due_work_failed", command=str(command), **failure(error))  # noqa: TRY400 - texts of errors may name people
            runtime.aside.leave(command, now)
        else:
            runtime.aside.take_back(command)
    return done
