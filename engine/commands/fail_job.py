"""A service could not do its work: it is asked again, later and later; at last a supervisor is."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from engine.execution import FailJob as Fail
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.service_jobs import JobToken, find_job, here, pause_before, waiting_case
from engine.store.tables import service_job
from engine.store.waits import enqueue_service_job
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class FailJob:
    """`detail` is for the supervisor and holds no secrets. `final`: asking again would not help.

    `pause`: when to ask again at the earliest; None: later and later. `free`: nobody was asked, so no retry is used up.
    """

    token: JobToken
    code: str
    detail: str
    final: bool = False
    pause: timedelta | None = None
    free: bool = False


@watched
def fail_job(runtime: Runtime, command: FailJob) -> bool:
    """Use up one retry, or raise an incident when none is left. False where nobody waits for the answer."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: FailJob) -> bool:
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        case = waiting_case(work, token)
        job = find_job(work, token)
        if case is None or job is None:
            return False
        left = 0 if command.final else job.retries - (not command.free)
        if left > 0:
            work.begin_write()
            work.connection.execute(service_job.update().where(here(token)).values(retries=left))
            pause = pause_before(left) if command.pause is None else command.pause
            enqueue_service_job(work, token.instance_id, token.execution, token.token, now + pause)
        else:
            turn = Turn(runtime, work, case, now)
            turn.run(token.execution, Fail(token=token.token, code=command.code, detail=command.detail))
            turn.record()
        work.commit()
        return True
