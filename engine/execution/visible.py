"""What a token sees of the variables, read from a saved state without running anything."""

from collections.abc import Collection, Iterable

from engine.elements.scopes import HIDDEN, ROOT
from engine.elements.tokens import SCOPE
from engine.execution.state import State, Variables
from engine.model.data import ProcessData
from engine.model.ids import TokenId


def place_of(states: Iterable[State], token: TokenId) -> str | None:
    """The id of the element at which a token stands; None where there is no such token.

    `states` are the state of its execution and the parts of the items that it is in.
    """
    for state in states:
        for _, rows in ((0, state["tokens"]), *state["subs"]):
            for row in rows:
                if row[0] == token:
                    return str(row[3]).partition("#")[0] or None
    return None


def visible_variables(states: Collection[State], variables: Variables, token: TokenId) -> ProcessData:
    """The loaded variables by name, as `token` sees them: inner scopes hide outer ones; `states` as for `place_of`."""
    parents = {scope: parent for state in states for scope, parent in (*state["scopes"], *state.get("kept", ()))}
    places = [place for state in states for place in ((0, state["tokens"]), *state["subs"])]
    scopes = {row[0]: row[5].get(SCOPE) or str(row[0]) for _, rows in places for row in rows}
    scope = scopes.get(token, ROOT)
    if scope not in parents:
        owner = next((owner for owner, rows in places if any(row[0] == token for row in rows)), 0)
        scope = scopes[owner] if owner else ROOT
    chain = [scope]
    while chain[-1] != ROOT:
        chain.append(parents.get(chain[-1], ROOT))
    values: ProcessData = {}
    for each in reversed(chain):
        values.update(
            {row.name: row.value for row in variables.rows if row.scope == each and not row.name.startswith(HIDDEN)}
        )
    return values
