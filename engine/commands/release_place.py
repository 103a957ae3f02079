"""A case gives its place in a quota back: whoever waits first gets it, in the same transaction."""

from dataclasses import dataclass
from functools import partial

from engine.execution import CompleteJob
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.quotas import release
from engine.store.service_jobs import JobToken, waiting_case
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlace:
    """Answers the service job of type `lintas:quota-release`."""

    token: JobToken
    quota: str


@watched
def release_place(runtime: Runtime, command: ReleasePlace) -> bool:
    """Release, promote the first who waits, and let the token go on. False where nobody waits. Raises UnknownQuota."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ReleasePlace) -> bool:
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        work.begin_write()
        case = waiting_case(work, token)
        if case is None:
            return False
        release(work, command.quota, token.instance_id, now)
        turn = Turn(runtime, work, case, now)
        turn.run(token.execution, CompleteJob(token=token.token, data={}))
        turn.record()
        work.commit()
        return True
