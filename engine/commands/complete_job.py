"""A service answered: its variables are taken and the token goes on."""

from dataclasses import dataclass
from functools import partial

from engine.execution import CompleteJob as Complete
from engine.model.data import ProcessData
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.service_jobs import JobToken, waiting_case
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteJob:
    """`variables` is the service's answer."""

    token: JobToken
    variables: ProcessData


@watched
def complete_job(runtime: Runtime, command: CompleteJob) -> bool:
    """Take the answer once. False where the token does not wait for it any more: a late answer is dropped."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: CompleteJob) -> bool:
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        case = waiting_case(work, token)
        if case is None:
            return False
        turn = Turn(runtime, work, case, now)
        answer = Complete(token=token.token, data=command.variables)
        turn.run(token.execution, answer, writes=tuple(command.variables))
        turn.record()
        work.commit()
        return True
