"""A decision model that was read and checked, ready to decide."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from engine.dmn.checks import Reads, Steps, check_table
from engine.dmn.description import DecisionInput, DescribedTable, described, described_input
from engine.dmn.entering import from_json
from engine.dmn.findings import Finding
from engine.dmn.graph import (
    BusinessKnowledge,
    DecisionElement,
    DecisionService,
    Element,
    Elements,
    Evaluation,
    InputData,
    Key,
    required_by,
)
from engine.dmn.logic import Logic, Typed
from engine.dmn.session import DecisionWarning, Session
from engine.dmn.table import DecisionTable
from engine.dmn.trace import TracedTable
from engine.dmn.types import Types
from engine.errors import NotFound
from engine.feel import Budget, FeelBudgetExceeded
from engine.model.data import ProcessData, Value
from engine.model.text import N_

BUDGET = Budget(steps=2_000_000)


class DecisionUnknown(NotFound):
    """The model has no such decision."""

    code = "decision_unknown"
    message = N_("The decision model has no decision '%(decision)s'. Deploy a model that has it, or correct the id.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the outside may know of a decision before it is made."""

    id: str
    name: str
    reads: frozenset[str]
    """Names of the inputs that it needs, also for the decisions it requires."""
    annotations: tuple[str, ...]
    """All annotations of its own rules, such as their legal basis, in the order of the rules."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made, and how."""

    result: Value
    tables: tuple[TracedTable, ...] = ()
    """The decision tables that were evaluated, in order."""
    warnings: tuple[DecisionWarning, ...] = ()
    failed: str | None = None
    """Why the model gives no decision (rules contradict, the budget is used up); the result is None then."""
    version: int | None = None
    """Which deployed version decided; None for a model that was not deployed."""

    @property
    def matched(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each table evaluated, in order: the id of its decision, and ids of the rules that decided."""
        return tuple((table.decision_id, table.rules) for table in self.tables)

    @property
    def annotations(self) -> tuple[str, ...]:
        """Annotations of those rules, such as their legal basis, without repetitions; none where it failed."""
        if self.failed is not None:
            return ()
        return tuple(dict.fromkeys(text for table in self.tables for text in table.annotations))


class DecisionModel:
    """The decisions of one file and of those it imports; immutable, shared between threads."""

    def __init__(
        self,
        decisions: Mapping[str, Decision],
        keys: Mapping[str, Key],
        elements: Elements,
        types: Types,
        tables: Sequence[DecisionTable] = (),
        own_tables: Sequence[DecisionTable] = (),
        prefixes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.decisions = decisions
        """Decisions of the file itself, and its decision services behind them, by id; by name where it gives no id."""
        self._keys = keys
        self._elements = elements
        self._types = types
        self._tables = tuple(tables)
        self._own_tables = tuple(own_tables)
        self._prefixes = prefixes

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the tables of the file itself: errors where deciding would fail, warnings otherwise."""
        steps = Steps()
        return tuple(
            finding
            for table in self._own_tables
            for finding in check_table(table, self._types, self._read_by(table), steps)
        )

    def _read_by(self, table: DecisionTable) -> Reads:
        """What is known of the variables of a table of the file itself."""
        owner = next((each for key, each in self._elements.items() if self._shown(key) == table.owner_id), None)
        if isinstance(owner, BusinessKnowledge):
            return Reads(types=dict(owner.function.parameters) if owner.function else {})
        if not isinstance(owner, DecisionElement):
            return Reads()
        required = [self._elements[each.key] for each in owner.requirements if not each.path]
        values = [each for each in required if isinstance(each, (InputData, DecisionElement))]
        types = {each.name: each.type_name for each in values}
        if whole(owner.logic) is not table:
            return Reads(types=types)
        made = {each.name for each in required if not isinstance(each, InputData)}
        return Reads(self.decisions[table.owner_id].reads - made, types)

    def _shown(self, key: Key) -> str:
        """The id of an element as people read it: behind the name of its import."""
        return self._prefixes.get(key[0], "") + key[1]

    def tables(self, decision_id: str) -> tuple[DescribedTable, ...]:
        """The tables of a decision and of all that it requires; DecisionUnknown if there is no such decision."""
        return tuple(described(table) for table in self._tables_behind(decision_id))

    def inputs(self, decision_id: str) -> tuple[DecisionInput, ...]:
        """What a caller has to give for a decision, by name; DecisionUnknown if there is no such decision."""
        tables = self._tables_behind(decision_id)
        declared = self._declared(self._elements[self._keys[decision_id]])
        columns = [column for table in tables for column in table.inputs]
        order = {column.expression.expression.text: place for place, column in reversed(list(enumerate(columns)))}
        names = sorted(self.decisions[decision_id].reads, key=lambda name: (order.get(name, len(order)), name))
        return tuple(described_input(name, declared, tables, self._types) for name in names)

    def _declared(self, asked: Element) -> dict[str, str | None]:
        """The types of input data by name; of a service also those of the decisions that its caller makes."""
        declared = {each.name: each.type_name for each in self._elements.values() if isinstance(each, InputData)}
        for key in asked.inputs if isinstance(asked, DecisionService) else ():
            element = self._elements[key]
            if isinstance(element, DecisionElement):
                declared[element.name] = element.type_name
        return declared

    def from_json(self, decision_id: str, given: ProcessData) -> ProcessData:
        """Inputs with the texts of dates, times and durations read as such, where the model asks for them."""
        return from_json(given, self.inputs(decision_id), self._types)

    def _tables_behind(self, decision_id: str) -> list[DecisionTable]:
        if decision_id not in self.decisions:
            raise DecisionUnknown(decision=decision_id)
        behind = required_by(self._elements, self._keys[decision_id])
        order = {self._shown(key): place for place, key in enumerate(behind)}
        return sorted((each for each in self._tables if each.owner_id in order), key=lambda each: order[each.owner_id])

    def evaluate(
        self,
        decision_id: str,
        inputs: ProcessData,
        *,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        now: dt.datetime | None = None,
        budget: Budget = BUDGET,
    ) -> Decided:
        """Make a decision, or call a decision service with its inputs by name.

        Bad inputs give None and warnings; DecisionUnknown if there is neither.

        `now` is what now() and today() tell inside the model; without it they are null.
        """
        if decision_id not in self.decisions:
            raise DecisionUnknown(decision=decision_id)
        session = Session(self._types, functions or {}, budget, now)
        evaluation = Evaluation(self._elements, session, inputs)
        key = self._keys[decision_id]
        service = self._elements[key]
        if isinstance(service, DecisionService):
            return _decided(session, lambda: evaluation.called(service))
        return _decided(session, lambda: evaluation.value(key))


def whole(logic: Logic | None) -> Logic | None:
    """The logic without the type around it."""
    return logic.inner if isinstance(logic, Typed) else logic


def _decided(session: Session, decide: Callable[[], Value]) -> Decided:
    result = None
    try:
        result = session.run.settle(decide())
    except FeelBudgetExceeded as exceeded:
        session.fail(str(exceeded), None)
    except RecursionError:
        session.fail("Expected decisions and functions that go less deep.", None)
    return Decided(
        None if session.failed else result,
        tuple(session.tables),
        tuple(session.warnings),
        session.failed,
    )
