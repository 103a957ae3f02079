"""The saved state of an execution: rows of tokens, the tree of scopes, a few flags. No values, no specifications.

Each item of a parallel multi-instance is a part of its own, so that a turn restores and writes only what it touches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.elements.effects import Outcome
from engine.elements.items import OUTSIDE, Item, Items, item_of
from engine.elements.scopes import Scope, ScopedValue, Scopes
from engine.elements.services import Services
from engine.elements.tokens import BEGUN, ExecutionTokens
from engine.execution.definition import ExecutableDefinition
from engine.execution.errors import StateUnreadable

FORMAT = 2
READABLE = (1, 2)
"""In format 1 all items stand in the state itself; those that were begun in it stay there."""
State = dict[str, Any]
"""JSON-safe. Keys of the state and of a part: format; next, the next id; tokens; subs; scopes; kept, scopes of what was
completed and can be compensated; done, what can be. Of the state: ended; last, the end event that was reached last;
items, how many were begun; alive, how many tokens there are with those of all items. Of a part: loop, the token of
its multi-instance."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The rows of an execution that were loaded: of the names in `loaded`, in the scopes in `looked`; None: in all."""

    rows: Sequence[ScopedValue] = ()
    loaded: frozenset[str] | None = None
    looked: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The items that were loaded, by number. `sought` were looked for, `whole` are loops with all that is inside."""

    states: Mapping[int, State] = field(default_factory=dict)
    sought: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    everything: bool = False
    """There are no others."""


def to_state(execution: ExecutionTokens) -> tuple[State, dict[int, State]]:
    """What has to be kept of it besides its variables: its state, and a part for each item at hand that goes on."""
    state = empty(execution.next_id)
    state["ended"] = execution.outcome.value if execution.outcome else None
    parts: dict[int, State] = {OUTSIDE: state}
    for number, rows in execution.rows().items():
        part_of(parts, execution, number)["tokens"] = rows
    for owner, sub in execution.subprocesses.items():
        for number, rows in sub.rows().items():
            part_of(parts, execution, number)["subs"].append([owner, rows])
    for scope in execution.scopes.all.values():
        if scope.parent is not None:
            place = parts[home_of(scope, parts, execution)]
            place.setdefault("kept" if scope.id in execution.scopes.kept else "scopes", []).append(
                [scope.id, scope.parent]
            )
    for owner, tokens in ((0, execution), *execution.subprocesses.items()):
        if tokens.done:
            parts[item_of(owner)].setdefault("done", []).append([owner, list(tokens.done)])
    if execution.last_element:
        state["last"] = execution.last_element
    if execution.items.begun:
        state.update(items=execution.items.begun, alive=execution.alive)
    return parts.pop(OUTSIDE), parts


def empty(next_id: int) -> State:
    """A state of nothing."""
    return {"format": FORMAT, "next": next_id, "tokens": [], "subs": [], "scopes": []}


def loops_in(state: State) -> list[int]:
    """The tokens in a state or part that began instances."""
    places = (state["tokens"], *(rows for _, rows in state["subs"]))
    return [row[0] for rows in places for row in rows if BEGUN in row[5]]


def scopes_at_hand(state: State) -> list[str]:
    """The scopes of what goes on in a state or part."""
    return [scope_id for scope_id, _ in state["scopes"]]


def kept_scopes(state: State) -> list[str]:
    """The scopes of what was completed and can be compensated."""
    return [scope_id for scope_id, _ in state.get("kept", ())]


def part_of(parts: dict[int, State], execution: ExecutionTokens, number: int) -> State:
    """The part of an item that goes on."""
    if number not in parts:
        item = execution.items.known[number]
        parts[number] = {**empty(item.next_id), "loop": item.loop}
    return parts[number]


def home_of(scope: Scope, parts: Mapping[int, State], execution: ExecutionTokens) -> int:
    """Where a scope is kept: with its item, else with what is around that."""
    number = scope.item
    while number not in parts:
        number = item_of(execution.items.known[number].loop)
    return number


def from_state(
    state: State,
    definition: ExecutableDefinition,
    variables: Variables,
    parts: Parts,
    *,
    services: Services,
    now: datetime,
) -> ExecutionTokens:
    """The execution as it was saved; raises StateUnreadable."""
    places = [(OUTSIDE, state), *sorted(parts.states.items())]  # items come after what they are in
    if any(place.get("format") not in READABLE for _, place in places):
        raise StateUnreadable(reason=f"Expected format {FORMAT}.")
    try:
        scopes = Scopes.restored(scopes_in(places), variables.rows, variables.loaded, variables.looked)
        execution = ExecutionTokens(definition.spec, definition.subprocesses, services=services, now=now, scopes=scopes)
        execution.items = Items(
            begun=int(state.get("items", 0)), sought=parts.sought, whole=parts.whole, everything=parts.everything
        )
        for number, place in places:
            if number != OUTSIDE:
                execution.items.known[number] = Item(int(place["loop"]), int(place["next"]))
            restore(execution, place)
        execution.next_id = int(state["next"])
        execution.alive = int(state.get("alive", execution.alive))
        execution.last_element = str(state.get("last", ""))
        execution.outcome = Outcome(state["ended"]) if state["ended"] else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise StateUnreadable(reason=f"{type(error).__name__}: {error}") from error
    execution.completed = execution.outcome is not None
    return execution


def restore(execution: ExecutionTokens, place: State) -> None:
    """Bring back what is in a state or in a part."""
    if place["tokens"] or "loop" not in place:
        execution.restore(place["tokens"])
    for owner, rows in place["subs"]:  # owners come before what they own
        execution.restore_subprocess(owner, rows)
    for owner, done in place.get("done", ()):
        execution.restore_done(owner, done)


def scopes_in(places: Iterable[tuple[int, State]]) -> Iterator[tuple[str, str, int]]:
    """(id, parent, item) of every scope."""
    for number, place in places:
        for scope_id, parent in (*place["scopes"], *place.get("kept", ())):
            yield scope_id, parent, number
