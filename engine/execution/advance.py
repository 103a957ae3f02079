"""Moves an execution from one wait to the next: pure, without I/O, within limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.clock import stopwatch
from engine.elements.effects import Effect
from engine.elements.scopes import ROOT, ScopedValue, Scopes
from engine.elements.services import Services
from engine.elements.tokens import ExecutionTokens
from engine.execution.applying import apply
from engine.execution.commands import ExecutionCommand
from engine.execution.definition import ExecutableDefinition
from engine.execution.errors import UnknownStartEvent
from engine.execution.state import Parts, State, Variables, from_state, to_state
from engine.model.data import ProcessData


@dataclass(frozen=True, slots=True)
class Limits:
    """What one turn may use; beyond it, tokens stand still with incidents of the code `budget`."""

    elements: int = 10_000
    """Elements run in one turn."""
    seconds: float = 5.0
    """Time on the wall."""
    tokens: int = 20_000
    """Tokens alive at once in the execution."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What a turn brought about, to be stored in one transaction."""

    state: State
    items: Mapping[int, State]
    """The parts of those items that were at hand or begun, and go on; the others of those at hand are over."""
    written: tuple[ScopedValue, ...]
    closed_scopes: tuple[str, ...]
    """Scopes whose rows are to be deleted."""
    effects: tuple[Effect, ...]


DEFAULT_LIMITS = Limits()
NO_PARTS = Parts()


def start(
    definition: ExecutableDefinition,
    *,
    variables: ProcessData,
    start_event: str | None = None,
    services: Services,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> Advance:
    """Begin an execution at a start event (its none start event if none is named) and run it to its first waits."""
    execution = begin(definition, variables=variables, start_event=start_event, services=services, now=now)
    run(execution, limits)
    return advance_of(execution)


def advance(
    definition: ExecutableDefinition,
    state: State,
    variables: Variables,
    command: ExecutionCommand,
    *,
    parts: Parts = NO_PARTS,
    services: Services,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> Advance:
    """Carry out a command and run to the next waits.

    Raises TokenGone if nothing waits for the command, NeedsVariables or NeedsItems if more have to be loaded,
    StateUnreadable. After any exception nothing has happened: what was given is as it was.
    """
    execution = from_state(state, definition, variables, parts, services=services, now=now)
    apply(execution, command)
    run(execution, limits)
    return advance_of(execution)


def begin(
    definition: ExecutableDefinition,
    *,
    variables: ProcessData,
    start_event: str | None,
    services: Services,
    now: datetime,
) -> ExecutionTokens:
    """A new execution, whose first token has not moved yet."""
    wanted = chosen_start(definition, start_event)
    scopes = Scopes()
    scopes.assign(ROOT, variables)
    execution = ExecutionTokens(definition.spec, definition.subprocesses, services=services, now=now, scopes=scopes)
    execution.start_event = wanted
    execution.begin()
    return execution


def chosen_start(definition: ExecutableDefinition, start_event: str | None) -> str:
    """The id of the start event; raises UnknownStartEvent."""
    for start in definition.start_events:
        if start.element_id == start_event or (start_event is None and start.is_none):
            return start.element_id
    raise UnknownStartEvent(process_id=definition.process_id, start_event=start_event or "a none start event")


def run(execution: ExecutionTokens, limits: Limits) -> None:
    """Let tokens run until every one waits for somebody outside, or stands still because a limit is reached.

    What is not in the model is never counted: it only ever follows an element that was.
    """
    execution.tokens_limit = limits.tokens
    elapsed = stopwatch()
    elements = 0
    while (token := execution.next_ready()) is not None:
        if token.task_spec.bpmn_id is not None:
            elements += 1
        reached = reached_limit(limits, elements, execution.alive, elapsed)
        if reached and token.task_spec.bpmn_id is not None:
            token.stop("run", "budget", reached)
        else:
            token.run()
        execution.prune()
    execution.prune()


def reached_limit(limits: Limits, elements: int, alive: int, elapsed: Callable[[], float]) -> str | None:
    """Which limit is reached, as a sentence for the supervisor."""
    if elements > limits.elements:
        return f"Expected a turn to run at most {limits.elements} elements; a loop may not end."
    if alive > limits.tokens:
        return f"Expected at most {limits.tokens} tokens in one execution; a loop may split for ever."
    if elapsed() > limits.seconds:
        return f"Expected a turn to take at most {limits.seconds} seconds."
    return None


def advance_of(execution: ExecutionTokens) -> Advance:
    """What is to be stored."""
    state, items = to_state(execution)
    return Advance(
        state=state,
        items=items,
        written=execution.scopes.written(),
        closed_scopes=tuple(execution.scopes.closed),
        effects=tuple(execution.effects),
    )
