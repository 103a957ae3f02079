"""Plays an execution as the runtime does: keeps state, items and variable rows, and checks what effects promise."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from engine.elements import effects as e
from engine.elements.items import item_of
from engine.execution import (
    Advance,
    ExecutionCommand,
    Limits,
    NeedsItems,
    NeedsStores,
    NeedsVariables,
    Parts,
    ScopedValue,
    Services,
    Variables,
    advance,
    load_definition,
    start,
)
from engine.model.data import ProcessData, Value

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OPENING = (e.UserTaskCreated, e.JobCreated, e.TimerScheduled, e.Subscribed, e.CallRequested, e.IncidentRaised)
ENDING = {
    e.UserTaskEnded: e.UserTaskCreated,
    e.JobEnded: e.JobCreated,
    e.TimerEnded: e.TimerScheduled,
    e.SubscriptionEnded: e.Subscribed,
    e.CallEnded: e.CallRequested,
    e.IncidentResolved: e.IncidentRaised,
}


class Decision(NamedTuple):
    """What a decision of a test gives."""

    result: Value
    matched: tuple[tuple[str, tuple[str, ...]], ...] = ()
    annotations: tuple[str, ...] = ()
    version: int | None = None
    warnings: tuple[str, ...] = ()


def services(decide: Callable[[str, ProcessData], Decision] | None = None, **more: Any) -> Services:
    return Services(decide=decide or (lambda decision, inputs: Decision(None)), **more)


def rows_of(place: dict[str, Any]) -> list[list[Any]]:
    """The rows of tokens in a state or part."""
    return [place["tokens"], *(rows for _, rows in place["subs"])]


class Play:
    """One execution. Items are given when they are asked for, variables all at once, or only what is read."""

    def __init__(
        self,
        xml: bytes,
        variables: Mapping[str, Value] | None = None,
        *,
        start_event: str | None = None,
        using: Services | None = None,
        limits: Limits | None = None,
        loads_only_what_is_read: bool = False,
        now: datetime = NOW,
        stores: Mapping[str, Value] | None = None,
    ) -> None:
        self.definition = load_definition(xml, "proses")
        self.services = using or services()
        self.limits = limits or Limits()
        self.now = now
        self.loads_only_what_is_read = loads_only_what_is_read
        self.rows: dict[tuple[str, str], Value] = {}
        self.items: dict[int, dict[str, Any]] = {}
        self.effects: list[e.Effect] = []
        self.last: tuple[e.Effect, ...] = ()
        self.open: dict[tuple[type, int, int], e.Effect] = {}
        self.loads = 0
        self.restored = 0
        """Tokens that the last turn brought back."""
        self.asked: frozenset[str] = frozenset()
        """Variables that the last turn asked for."""
        self.stores = dict(stores or {})
        self.record(self.begin({"nomor": "P-1", **(variables or {})}, start_event))

    def begin(self, variables: Mapping[str, Value], start_event: str | None) -> Advance:
        """Start it, with the data stores that it asks for."""
        while True:
            try:
                return start(
                    self.definition,
                    variables=dict(variables),
                    start_event=start_event,
                    services=self.services,
                    now=self.now,
                    limits=self.limits,
                )
            except NeedsStores as needs:
                self.give(needs.stores)

    def give(self, names: Iterable[str]) -> None:
        """Data stores as they are now, until the turn is over."""
        given = {name: self.stores[name] for name in names}
        self.services = replace(self.services, stores={**self.services.stores, **given})

    def do(self, command: ExecutionCommand) -> tuple[e.Effect, ...]:
        """Carry out a command, loading more variables when it asks for them."""
        loaded = self.definition.reads if self.loads_only_what_is_read else None
        parts = Parts()
        self.asked = frozenset()
        while True:
            self.loads += 1
            rows = [
                ScopedValue(scope, name, value)
                for (scope, name), value in self.rows.items()
                if loaded is None or name in loaded
            ]
            try:
                moved = advance(
                    self.definition,
                    self.state,
                    Variables(rows, loaded),
                    command,
                    parts=parts,
                    services=self.services,
                    now=self.now,
                    limits=self.limits,
                )
            except NeedsVariables as needs:
                loaded = self.load_more(loaded, needs)
                self.asked |= needs.names
            except NeedsStores as needs:
                self.give(needs.stores)
            except NeedsItems as needs:
                parts = self.more_items(parts, needs)
            else:
                self.restored = sum(
                    len(rows) for place in (self.state, *parts.states.values()) for rows in rows_of(place)
                )
                for number in parts.states:
                    del self.items[number]
                return self.record(moved)

    def more_items(self, parts: Parts, needs: NeedsItems) -> Parts:
        """Those asked for, what they are inside of, and all that is inside of the loops asked for."""
        assert needs.items - parts.sought or needs.loops - parts.whole, "asked twice for the same"
        sought, whole = set(parts.sought | needs.items), set(parts.whole | needs.loops)
        for number in list(sought):
            while number in self.items:
                sought.add(number)
                number = item_of(self.items[number]["loop"])
        inside: set[int] = set()
        for number, part in sorted(self.items.items()):
            if part["loop"] in whole or item_of(part["loop"]) in inside:
                inside.add(number)
        states = {number: self.items[number] for number in sought | inside if number in self.items}
        return Parts(states=states, sought=frozenset(sought), whole=frozenset(whole))

    def load_more(self, loaded: frozenset[str] | None, needs: NeedsVariables) -> frozenset[str] | None:
        assert loaded is not None, "everything was loaded"
        assert needs.everything or needs.names - loaded, "asked twice for the same"
        return None if needs.everything else loaded | needs.names

    def record(self, moved: Advance) -> tuple[e.Effect, ...]:
        self.state = json.loads(json.dumps(moved.state))
        self.items.update({number: json.loads(json.dumps(part)) for number, part in moved.items.items()})
        for row in moved.written:
            self.rows[row.scope, row.name] = row.value
        for scope, name in list(self.rows):
            if scope in moved.closed_scopes:
                del self.rows[scope, name]
        self.effects.extend(moved.effects)
        self.last = moved.effects
        self.services = replace(self.services, stores={})
        for effect in moved.effects:
            self.keep_open(effect)
            if isinstance(effect, e.DataStoreWritten):
                self.stores[effect.store] = effect.value
        if self.ended:
            assert self.open == {}, "something still waits in an execution that has ended"
            assert all(scope == "" for scope, _ in self.rows)
            assert self.entered() == self.left(), "an element was entered and not left, or the other way round"
        return moved.effects

    def keep_open(self, effect: e.Effect) -> None:
        """Every wait is opened once and ended once."""
        part = getattr(effect, "part", 0)
        if isinstance(effect, OPENING):
            key = (type(effect), effect.token, part)
            assert key not in self.open, f"opened twice: {effect}"
            self.open[key] = effect
        elif type(effect) in ENDING:
            assert self.open.pop((ENDING[type(effect)], effect.token, part), None), f"ended what was not open: {effect}"

    def entered(self) -> list[tuple[int, str]]:
        renamed = {(effect.token, effect.former): effect.element_id for effect in self.all(e.ElementMigrated)}
        entered = [(effect.token, effect.element_id) for effect in self.all(e.ElementActivated)]
        return sorted((token, renamed.get((token, element), element)) for token, element in entered)

    def left(self) -> list[tuple[int, str]]:
        effects = [*self.all(e.ElementCompleted), *self.all(e.ElementTerminated)]
        return sorted((effect.token, effect.element_id) for effect in effects)

    def later(self, **amount: float) -> "Play":
        self.now += timedelta(**amount)
        return self

    def token(self, element_id: str, kind: type[e.Effect] | None = None) -> int:
        """The token of the oldest open wait at that element."""
        for (opened, token, _), effect in self.open.items():
            if effect.element_id == element_id and (kind is None or opened is kind):
                return token
        raise AssertionError(f"nothing waits at {element_id}, only at {self.waiting}")

    def tokens(self, element_id: str) -> list[int]:
        return [token for (_, token, _), effect in self.open.items() if effect.element_id == element_id]

    @property
    def waiting(self) -> list[str]:
        """Elements that wait, oldest first."""
        return [effect.element_id for effect in self.open.values()]

    @property
    def ended(self) -> e.ProcessEnded | None:
        return next((effect for effect in self.effects if isinstance(effect, e.ProcessEnded)), None)

    @property
    def variables(self) -> ProcessData:
        """The variables of the execution."""
        return {name: value for (scope, name), value in self.rows.items() if scope == ""}

    def all(self, kind: type[e.Effect]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def trace(self) -> list[str]:
        """What happened to elements: +entered, element (completed), -terminated."""
        signs = {e.ElementActivated: "+", e.ElementCompleted: "", e.ElementTerminated: "-"}
        return [signs[type(effect)] + effect.element_id for effect in self.effects if type(effect) in signs]

    def completed(self) -> list[str]:
        """Ids of completed elements, loops left out."""
        return [effect.element_id for effect in self.all(e.ElementCompleted) if not effect.body]
