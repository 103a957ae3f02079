"""A service could not do its work: it is asked again, later and later; at last a supervisor is."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from engine.execution import FailJob as Fail
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.service_jobs import JobToken, find_job, here, waiting_case
from engine.store.tables import service_job
from engine.store.waits import enqueue_service_job
from engine.turn import Turn, retrying

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailJob:
    """`detail` is for the supervisor and holds no secrets. `final`: asking again would not help."""

    token: JobToken
    code: str
    detail: str
    final: bool = False


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
        left = 0 if command.final else job.retries - 1
        if left > 0:
            work.begin_write()
            work.connection.execute(service_job.update().where(here(token)).values(retries=left))
            pause = min(FIRST_PAUSE * 4 ** max(0, 3 - left), LONGEST_PAUSE)
            enqueue_service_job(work, token.instance_id, token.execution, token.token, now + pause)
        else:
            turn = Turn(runtime, work, case, now)
            turn.run(token.execution, Fail(token=token.token, code=command.code, detail=command.detail))
            turn.record()
        work.commit()
        return True
