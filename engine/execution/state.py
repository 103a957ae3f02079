"""The saved state of an execution: rows of tokens, the tree of scopes, a few flags. No values, no specifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.elements.effects import Outcome
from engine.elements.scopes import ScopedValue, Scopes
from engine.elements.services import Services
from engine.elements.tokens import ExecutionTokens
from engine.execution.definition import ExecutableDefinition
from engine.execution.errors import StateUnreadable

FORMAT = 1
State = dict[str, Any]
"""JSON-safe. Keys: format, next, ended, tokens, subs, scopes; last, the end event that was reached last, if one was;
done, if something can be compensated."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The rows of an execution that were loaded. `loaded` names them in every scope; None: all there are."""

    rows: Sequence[ScopedValue] = ()
    loaded: frozenset[str] | None = None


def to_state(execution: ExecutionTokens) -> State:
    """What has to be kept of it besides its variables."""
    state: State = {
        "format": FORMAT,
        "next": execution.next_id,
        "ended": execution.outcome.value if execution.outcome else None,
        "tokens": execution.rows(),
        "subs": [[owner, sub.rows()] for owner, sub in execution.subprocesses.items()],
        "scopes": execution.scopes.tree(),
    }
    if execution.last_element:
        state["last"] = execution.last_element
    if done := done_of(execution):
        state["done"] = done
    return state


def done_of(execution: ExecutionTokens) -> list[list[Any]]:
    """[id of the owner, 0 for the execution, what can be compensated there], where there is something."""
    places = [(0, execution), *execution.subprocesses.items()]
    return [[owner, list(tokens.done)] for owner, tokens in places if tokens.done]


def from_state(
    state: State, definition: ExecutableDefinition, variables: Variables, *, services: Services, now: datetime
) -> ExecutionTokens:
    """The execution as it was saved; raises StateUnreadable."""
    if state.get("format") != FORMAT:
        raise StateUnreadable(reason=f"Expected format {FORMAT}.")
    try:
        scopes = Scopes.restored(state["scopes"], variables.rows, variables.loaded)
        execution = ExecutionTokens(definition.spec, definition.subprocesses, services=services, now=now, scopes=scopes)
        execution.restore(state["tokens"])
        for owner, rows in state["subs"]:  # owners come before what they own
            execution.restore_subprocess(owner, rows)
        for owner, done in state.get("done", ()):
            execution.restore_done(owner, done)
        execution.next_id = int(state["next"])
        execution.last_element = str(state.get("last", ""))
        execution.outcome = Outcome(state["ended"]) if state["ended"] else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise StateUnreadable(reason=f"{type(error).__name__}: {error}") from error
    execution.completed = execution.outcome is not None
    return execution
