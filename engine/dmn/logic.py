"""Boxed expressions (DMN 10.2): what a decision or a business knowledge model consists of, and how it is evaluated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.dmn.session import FeelText, Session
from engine.feel import Frame, Function, Run
from engine.feel.errors import Fault
from engine.feel.invocation import invoke
from engine.feel.iteration import walkable
from engine.model.data import Value


class Logic(Protocol):
    """A boxed expression."""

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """Its value in that scope; null and a warning where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Typed:
    """A boxed expression whose value is fitted to a type."""

    inner: Logic
    type_name: str
    element_id: str | None

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The fitted value."""
        return session.fit(self.inner.evaluate(session, frame), self.type_name, self.element_id)


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """A FEEL text."""

    text: FeelText

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The value of the text."""
        return session.value(self.text, frame)


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """A named part of a context, or its result if the name is None."""

    name: str | None
    logic: Logic


@dataclass(frozen=True, slots=True)
class Context:
    """Entries that see the earlier ones; an entry without a name is the value of the whole."""

    entries: tuple[ContextEntry, ...]

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The context, or its result."""
        values: dict[str, Value] = {}
        scope = frame.inner(values)
        for entry in self.entries:
            value = entry.logic.evaluate(session, scope)
            if entry.name is None:
                return value
            values[entry.name] = value
        return values


@dataclass(frozen=True, slots=True)
class List:
    """Items in order."""

    items: tuple[Logic, ...]

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The list."""
        return [item.evaluate(session, frame) for item in self.items]


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """A list with a context for each row."""
        return [
            {name: cell.evaluate(session, frame) for name, cell in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function called with named bindings."""

    element_id: str | None
    function: Logic
    bindings: tuple[tuple[str, Logic], ...]

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """What the function gives."""
        function = self.function.evaluate(session, frame)
        names = [name for name, _ in self.bindings]
        values = [logic.evaluate(session, frame) for _, logic in self.bindings]
        if not isinstance(function, Function):
            session.warn("there is nothing that could be invoked", self.element_id)
            return None
        try:
            return invoke(session.run, function, values, names)
        except Fault as fault:
            session.warn(str(fault), self.element_id)
            return None


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """Typed parameters and a body."""

    element_id: str | None
    name: str
    parameters: tuple[tuple[str, str | None], ...]
    body: Logic

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The function, closed over the scope."""
        return self.closed(session, frame, None)

    def closed(self, session: Session, frame: Frame, result_type: str | None) -> Function:
        """The function over that scope; arguments and result are fitted to their types."""
        names = tuple(name for name, _ in self.parameters)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.spend(10)
            values: dict[str, Value] = {}
            for (name, type_name), argument in zip(self.parameters, arguments, strict=True):
                fits, values[name] = session.types.fitted(argument, type_name, run)
                if not fits:
                    raise Fault(f"{self.name}(): expected {type_name} for '{name}'")
            result = self.body.evaluate(session, Frame(values, frame, run))
            return session.fit(result, result_type, self.element_id)

        return Function(names, call, self.name)


@dataclass(frozen=True, slots=True)
class Conditional:
    """If, then and else."""

    element_id: str | None
    condition: Logic
    then: Logic
    otherwise: Logic

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The one branch that the condition chooses; only true chooses the first."""
        condition = self.condition.evaluate(session, frame)
        if condition is not None and not isinstance(condition, bool):
            session.warn("expected true or false as condition", self.element_id)
            return None
        chosen = self.then if condition else self.otherwise
        return chosen.evaluate(session, frame)


@dataclass(frozen=True, slots=True)
class For:
    """The body for each item."""

    element_id: str | None
    name: str
    source: Logic
    body: Logic

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The list of the body's values, which may read the earlier ones as `partial`."""
        items = items_of(self.source.evaluate(session, frame), session, self.element_id)
        if items is None:
            return None
        results: list[Value] = []
        for item in items:
            session.run.items(len(results))
            scope = frame.inner({self.name: item, "partial": list(results)})
            results.append(self.body.evaluate(session, scope))
        return results


@dataclass(frozen=True, slots=True)
class Quantified:
    """Every or some item satisfies the condition."""

    element_id: str | None
    every: bool
    name: str
    source: Logic
    condition: Logic

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """True or false; null where an item without an answer could decide it."""
        items = items_of(self.source.evaluate(session, frame), session, self.element_id)
        if items is None:
            return None
        unknown = False
        for item in items:
            session.run.spend(10)
            result = self.condition.evaluate(session, frame.inner({self.name: item}))
            if result is (not self.every):
                return not self.every
            if result is not None and not isinstance(result, bool):
                session.warn("expected true or false as condition", self.element_id)
                return None
            unknown = unknown or result is None
        return None if unknown else self.every


@dataclass(frozen=True, slots=True)
class Filter:
    """The items that meet a condition."""

    element_id: str | None
    source: Logic
    condition: Logic

    def evaluate(self, session: Session, frame: Frame) -> Value:
        """The list of those items; the condition sees `item` and, of contexts, the entries."""
        items = items_of(self.source.evaluate(session, frame), session, self.element_id)
        if items is None:
            return None
        chosen = []
        for item in items:
            session.run.spend(10)
            scope = frame.inner({"item": item})
            result = self.condition.evaluate(session, scope.inner(item) if isinstance(item, dict) else scope)
            if result is not None and not isinstance(result, bool):
                session.warn("expected true or false as condition", self.element_id)
                return None
            if result:
                chosen.append(item)
        return chosen


def items_of(value: Value, session: Session, element_id: str | None) -> list[Value] | None:
    """What is walked over; None and a warning if it is nothing to walk over."""
    try:
        source = walkable(value)
        items: list[Value] = []
        for item in source:
            session.run.items(len(items) // 1000)
            items.append(item)
    except Fault as fault:
        session.warn(str(fault), element_id)
        return None
    return items
