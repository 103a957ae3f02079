"""A service answered with a BPMN error: the model says what happens then."""

from dataclasses import dataclass, field
from functools import partial

from engine.execution import ThrowFromJob as Throw
from engine.model.data import ProcessData
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.service_jobs import JobToken, waiting_case
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowFromJob:
    """`code` is what boundary events compare (BPMN 2.0.2, 10.5.6)."""

    token: JobToken
    code: str
    message: str
    variables: ProcessData = field(default_factory=dict)


@watched
def throw_from_job(runtime: Runtime, command: ThrowFromJob) -> bool:
    """Throw the error at the token once. False where it does not wait any more."""
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ThrowFromJob) -> bool:
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        case = waiting_case(work, token)
        if case is None:
            return False
        turn = Turn(runtime, work, case, now)
        error = Throw(token=token.token, code=command.code, message=command.message, data=command.variables)
        turn.run(token.execution, error, writes=tuple(command.variables))
        turn.record()
        work.commit()
        return True
