"""Variables live in scopes: the execution's, and one for each token that owns locals. Tokens carry none.

The id of a scope is "" for the execution, else the id of the token that owns it. Reads go outwards; writes go to
the scope that has the name, else to the execution.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.elements.failures import NeedsVariables
from engine.elements.items import OUTSIDE, item_of
from engine.errors import InvalidInput
from engine.model.data import ProcessData, Value
from engine.model.text import N_

ROOT = ""
HIDDEN = "#"
"""Begins the names of what the engine keeps for itself; no expression spells them, nothing from outside writes them."""
DEEPEST = 100
"""Lists and contexts inside each other in one value."""


class ValueTooDeep(InvalidInput):
    """A value has too many lists and contexts inside each other."""

    code = "value_too_deep"
    message = N_("Expected at most %(deepest)s lists and contexts inside each other, but a value goes deeper.")


@dataclass(frozen=True, slots=True)
class ScopedValue:
    """A variable: one row of the store."""

    scope: str
    name: str
    value: Value


class Scope:
    """The variables that one owner holds. `restored`: there may be rows of it that were not loaded.

    `item` is the one with which it is saved: that of its owner, as long as there is anything in that.
    """

    __slots__ = ("id", "item", "parent", "restored", "values")

    def __init__(self, scope_id: str, parent: str | None, item: int, *, restored: bool = False) -> None:
        self.id = scope_id
        self.parent = parent
        self.item = item
        self.restored = restored
        self.values: dict[str, Value] = {}


class Scopes:
    """All scopes of one execution. A value is copied once, on the way in, so nobody else's value moves."""

    def __init__(self) -> None:
        self.all: dict[str, Scope] = {ROOT: Scope(ROOT, None, OUTSIDE)}
        self.loaded: frozenset[str] | None = None
        self.looked: frozenset[str] | None = None
        self.changed: dict[tuple[str, str], None] = {}
        self.closed: list[str] = []
        self.news: dict[tuple[str, str], None] = {}
        """(scope, name) of what was written since conditions were last looked at."""
        self.kept: dict[str, None] = {}
        """Scopes that outlive their owner, for its compensation."""
        self.kept_in: dict[str | None, dict[str, None]] = {}
        """Those, by the scope around them."""

    @classmethod
    def restored(
        cls,
        tree: Iterable[tuple[str, str, int]],
        rows: Iterable[ScopedValue],
        loaded: frozenset[str] | None,
        looked: frozenset[str] | None = None,
    ) -> "Scopes":
        """The scopes as they were saved: (id, parent, item) of the inner ones, and the rows that were loaded.

        `loaded` are the names that were looked for (None: all), `looked` the scopes where (None: everywhere).
        """
        scopes = cls()
        scopes.loaded, scopes.looked = loaded, looked
        scopes.all[ROOT].restored = True
        for scope_id, parent, item in tree:
            scopes.all[scope_id] = Scope(scope_id, parent, item, restored=True)
        for row in rows:
            if row.scope in scopes.all:
                scopes.all[row.scope].values[row.name] = row.value
        return scopes

    def written(self) -> tuple[ScopedValue, ...]:
        """Rows to be stored, in the order in which they were first written."""
        return tuple(
            ScopedValue(scope_id, name, self.all[scope_id].values[name])
            for scope_id, name in self.changed
            if scope_id in self.all
        )

    def open(self, scope_id: str, parent: str) -> None:
        """Begin a scope inside `parent`; nothing happens if it is there."""
        if scope_id not in self.all:
            self.all[scope_id] = Scope(scope_id, parent, item_of(int(scope_id)))

    def keep(self, scope_id: str) -> None:
        """Let a scope outlive its owner."""
        self.kept[scope_id] = None
        self.kept_in.setdefault(self.all[scope_id].parent, {})[scope_id] = None

    def close(self, scope_id: str) -> None:
        """Forget a scope and what is in it; nothing happens if there is none."""
        scope = self.all.pop(scope_id, None)
        if scope is None:
            return
        if scope_id in self.kept:
            del self.kept[scope_id]
            del self.kept_in[scope.parent][scope_id]
        for inner in self.kept_in.pop(scope_id, ()):
            self.all[inner].parent = scope.parent
            self.kept_in.setdefault(scope.parent, {})[inner] = None
        if scope.restored:
            self.closed.append(scope_id)

    def outwards(self, scope_id: str) -> Iterator[Scope]:
        """The scope and those around it, innermost first."""
        at: str | None = scope_id
        while at is not None:
            scope = self.all[at]
            yield scope
            at = scope.parent

    def is_visible(self, scope_id: str, from_id: str) -> bool:
        """True if what stands in the first scope can be seen from the second."""
        return any(scope.id == scope_id for scope in self.outwards(from_id))

    def read(self, scope_id: str, names: Collection[str]) -> ProcessData:
        """The values of those names that exist; raises NeedsVariables for all that were not loaded, at once."""
        found: ProcessData = {}
        missing: set[str] = set()
        for name in names:
            for scope in self.outwards(scope_id):
                if name in scope.values:
                    found[name] = scope.values[name]
                    break
                if self.may_lack(scope, name):
                    missing.add(name)
                    break
        if missing:
            raise self.lacking(scope_id, missing)
        return found

    def own(self, scope_id: str, names: Collection[str]) -> ProcessData:
        """Those of the names that this very scope holds."""
        scope = self.all.get(scope_id)
        if scope is None:
            return {}
        missing = {name for name in names if name not in scope.values and self.may_lack(scope, name)}
        if missing:
            raise self.lacking(scope_id, missing)
        return {name: scope.values[name] for name in names if name in scope.values}

    def may_lack(self, scope: Scope, name: str) -> bool:
        """True if the scope may have that variable in the store without it having been loaded."""
        if not scope.restored:
            return False
        return self.is_new_to(scope) or (self.loaded is not None and name not in self.loaded)

    def is_new_to(self, scope: Scope) -> bool:
        """True if nothing was looked for in that scope."""
        return scope.restored and self.looked is not None and scope.id not in self.looked

    def lacking(self, scope_id: str, names: Collection[str], *, everything: bool = False) -> NeedsVariables:
        """What has to be loaded besides, to read or write `names` from there."""
        places = [scope.id for scope in self.outwards(scope_id) if self.is_new_to(scope)]
        return NeedsVariables(names, scopes=places, everything=everything)

    def visible(self, scope_id: str) -> ProcessData:
        """Everything that can be read here; raises NeedsVariables unless everything was loaded."""
        chain = list(self.outwards(scope_id))
        if any(scope.restored and (self.loaded is not None or self.is_new_to(scope)) for scope in chain):
            raise self.lacking(scope_id, (), everything=True)
        return self.at_hand(scope_id)

    def at_hand(self, scope_id: str) -> ProcessData:
        """Everything that was loaded and can be read here."""
        values: ProcessData = {}
        for scope in reversed(list(self.outwards(scope_id))):
            values.update({name: value for name, value in scope.values.items() if not name.startswith(HIDDEN)})
        return values

    def declare(self, scope_id: str, name: str, value: Value) -> None:
        """Write into this very scope."""
        self.all[scope_id].values[name] = copied(value)
        self.changed[scope_id, name] = None
        self.news[scope_id, name] = None

    def assign(self, scope_id: str, values: Mapping[str, Value]) -> None:
        """Write each to the innermost scope, from here outwards, that has the name, else to the execution."""
        targets: dict[str, str] = {}
        missing: set[str] = set()
        for name in values:
            if name.startswith(HIDDEN):
                continue
            for scope in self.outwards(scope_id):
                if scope.id == ROOT or name in scope.values:
                    targets[name] = scope.id
                    break
                if self.may_lack(scope, name):
                    missing.add(name)
                    break
        if missing:
            raise self.lacking(scope_id, missing)
        for name, target in targets.items():
            self.declare(target, name, values[name])


def copied(value: Value, depth: int = 0) -> Value:
    """A copy whose lists and contexts are its own; everything else cannot change. Raises ValueTooDeep."""
    if depth > DEEPEST:
        raise ValueTooDeep(deepest=DEEPEST)
    if isinstance(value, dict):
        return {key: copied(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item, depth + 1) for item in value]
    return value
