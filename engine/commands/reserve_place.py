"""A case asks for a place in a quota: the place, or the end of the waiting list, and the answer in one transaction."""

from dataclasses import dataclass
from functools import partial

from engine.execution import CompleteJob
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.quotas import reserve
from engine.store.service_jobs import JobToken, waiting_case
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservePlace:
    """Answers the service job of type `lintas:quota-reserve`."""

    token: JobToken
    quota: str


@watched
def reserve_place(runtime: Runtime, command: ReservePlace) -> bool:
    """Reserve and answer with `quota_result` {status, position}. False where nobody waits. Raises UnknownQuota."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ReservePlace) -> bool:
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        work.begin_write()
        case = waiting_case(work, token)
        if case is None:
            return False
        claim = reserve(work, command.quota, token.instance_id, now)
        result = {"status": "reserved" if claim.reserved else "waiting", "position": claim.position}
        turn = Turn(runtime, work, case, now)
        answer = CompleteJob(token=token.token, data={"quota_result": result})
        turn.run(token.execution, answer, writes=("quota_result",))
        turn.record()
        work.commit()
        return True
