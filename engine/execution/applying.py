"""Gives each command to the token that waits for it."""

from engine.elements.answered import Answered
from engine.elements.calls import CallActivity
from engine.elements.catching import Catching, catch_signal
from engine.elements.effects import Outcome
from engine.elements.event_definitions import EventDefinition, MessageEvent, TimerEvent
from engine.elements.moving import move, skip
from engine.elements.scopes import ROOT
from engine.elements.tasks import ServiceTask, UserTask
from engine.elements.throwing import catch_error, throw_error, throw_escalation
from engine.elements.tokens import ExecutionTokens, Token
from engine.execution import commands
from engine.execution.errors import TokenGone
from engine.model.data import ProcessData
from engine.model.ids import TokenId


def apply(execution: ExecutionTokens, command: commands.ExecutionCommand) -> None:
    """Carry out a command up to the point where tokens are ready to run; raises TokenGone."""
    if execution.outcome is not None:
        raise TokenGone
    match command:
        case commands.CompleteUserTask(token_id, data):
            answer(execution, token_id, UserTask, data)
        case commands.CompleteJob(token_id, data):
            answer(execution, token_id, ServiceTask, data)
        case commands.CalledProcessReturned(token_id, outputs):
            answer(execution, token_id, CallActivity, outputs)
        case commands.ThrowFromJob(token_id, code, message, data):
            throw(execution, token_id, code, message, data)
        case commands.CalledProcessThrew(token_id, code, message, payload):
            catch_error(asked(execution, token_id, CallActivity), code, message, payload)
        case commands.CalledProcessEscalated(token_id, code, payload):
            throw_escalation(asked(execution, token_id, CallActivity), code, payload)
        case commands.FailJob(token_id, code, detail):
            token = asked(execution, token_id, Answered)
            token.task_spec.close(token)
            token.stop("run", code, detail)
        case commands.FireTimer(token_id, part):
            fire(execution, token_id, part, TimerEvent, {})
        case commands.DeliverMessage(token_id, part, payload):
            fire(execution, token_id, part, MessageEvent, payload)
        case commands.DeliverSignal(name, payload):
            catch_signal(execution, name, payload)
        case commands.RetryIncident(token_id):
            retry(execution, token_id)
        case commands.SkipElement(token_id, values):
            skip(standing(execution, token_id), values)
        case commands.MoveToken(token_id, element_id, values):
            token = standing(execution, token_id)
            execution.scopes.assign(token.workflow.scope_id, values)
            move(token, element_id)
        case commands.CancelExecution():
            execution.end_early(Outcome.CANCELLED)
        case commands.SetVariables(values):
            execution.scopes.assign(ROOT, values)


def asked(execution: ExecutionTokens, token_id: TokenId, element_class: type[Answered]) -> Token:
    """The token that waits in an element of that class for an answer."""
    token = execution.find(token_id)
    if token is None or not isinstance(token.task_spec, element_class) or not token.waits_for_answer:
        raise TokenGone
    return token


def answer(execution: ExecutionTokens, token_id: TokenId, element_class: type[Answered], data: ProcessData) -> None:
    """What was asked is done."""
    token = asked(execution, token_id, element_class)
    token.task_spec.answer(token, data)


def throw(execution: ExecutionTokens, token_id: TokenId, code: str, message: str, payload: ProcessData) -> None:
    """A job ended in a BPMN error; if nothing catches it, the job can be done again."""
    token = asked(execution, token_id, ServiceTask)
    token.task_spec.close(token)
    token.contain("run", lambda: throw_error(token, code, message, payload))


def fire(
    execution: ExecutionTokens, token_id: TokenId, part: int, kind: type[EventDefinition], payload: ProcessData
) -> None:
    """The event that a part of the token waits for happened."""
    token = execution.find(token_id)
    if token is None or not isinstance(token.task_spec, Catching) or not token.waits_for_event:
        raise TokenGone
    events = token.task_spec.events
    if part not in token.task_spec.awaited(token) or not isinstance(events[part], kind):
        raise TokenGone
    token.task_spec.fire(token, part, payload)


def standing(execution: ExecutionTokens, token_id: TokenId) -> Token:
    """The token, wherever it stands."""
    token = execution.find(token_id)
    if token is None or not token.live:
        raise TokenGone
    return token


def retry(execution: ExecutionTokens, token_id: TokenId) -> None:
    """Do again what failed."""
    token = execution.find(token_id)
    if token is None or token.incident is None:
        raise TokenGone
    token.retry()
