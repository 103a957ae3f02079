"""What a token sees of the variables, read from a saved state without running anything."""

from engine.elements.scopes import ROOT
from engine.execution.state import State, Variables
from engine.model.data import ProcessData
from engine.model.ids import TokenId


def visible_variables(state: State, variables: Variables, token: TokenId) -> ProcessData:
    """The loaded variables by name, as `token` sees them: inner scopes hide outer ones."""
    parents: dict[str, str] = dict(state["scopes"])
    scope = str(token)
    if scope not in parents:
        scope = next((str(owner) for owner, rows in state["subs"] if any(row[0] == token for row in rows)), ROOT)
    chain = [scope]
    while chain[-1] != ROOT:
        chain.append(parents.get(chain[-1], ROOT))
    values: ProcessData = {}
    for each in reversed(chain):
        values.update({row.name: row.value for row in variables.rows if row.scope == each and row.name[0] != "#"})
    return values
