"""Loops and multi-instance: counters on the token of the loop, one child token and one scope for each instance.

internal_data: `n` instances in all, `started`, `done`; of an instance: `index`. Parallel instances are items, so that
a turn needs only those that it touches. Results are rows `#out:<index>` of the loop's scope, what a sequential loop
works on rows `#item:<index>`: names that no expression can spell, so that a step of 5,000 reads and writes one row.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from engine.elements import spiff
from engine.elements.boundaries import BoundaryEvent
from engine.elements.catching import catch_signal
from engine.elements.conversations import sent_key
from engine.elements.effects import MessageThrown, SignalThrown
from engine.elements.event_definitions import (
    ErrorEvent,
    EscalationEvent,
    EventDefinition,
    MessageEvent,
    SignalEvent,
)
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element, Executed
from engine.elements.throwing import beside, throw_error, throw_escalation
from engine.elements.timers import described
from engine.elements.tokens import BEGUN, Token
from engine.model.data import ProcessData, Value

ITEM = "#item:"
"""Begin of the names of variables of the loop's scope: what a sequential loop works on, fixed at its start."""
ITEMS_AS_ONE = "#items"
"""The one variable that held it all in states of format 1."""
IN_ROWS = "rows"
"""Key in internal_data of a sequential loop that does not have that variable."""
OUT = "#out:"


class Behavior(StrEnum):
    """When a multi-instance activity throws an event (BPMN 2.0.2, 10.3.8)."""

    NONE = "None"
    """As each instance completes."""
    ONE = "One"
    """As the first completes."""
    ALL = "All"
    """Never."""
    COMPLEX = "Complex"
    """As an instance completes while a condition holds."""


@dataclass(frozen=True, slots=True)
class Thrown:
    """An event that a multi-instance activity throws, and while what holds."""

    event: EventDefinition
    condition: Formula | None = None


class Loop(Element):
    """What stands around the instances of an activity."""

    is_loop_body = True
    has_scope = True

    def __init__(self, process: Any, name: str, *, instance: Element, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.instance = instance

    def local_names(self) -> frozenset[str]:
        """What each instance keeps to itself."""
        return frozenset({"loopCounter"})

    def spawn_instance(self, token: Token) -> Token:
        """One more child, with a scope."""
        index = token.internal_data[BEGUN]
        token.internal_data[BEGUN] = index + 1
        child = self.new_instance(token)
        child.triggered = True
        child.internal_data["index"] = index
        child.open_scope(token.own_scope_id)
        child.declare("loopCounter", index + 1)
        return child

    def new_instance(self, token: Token) -> Token:
        """The token of one more instance."""
        return token.spawn(self.instance)


class StandardLoop(Loop, spiff.BpmnSpecMixin):
    """Does its activity again while a condition holds (BPMN 2.0.2, 13.3.6)."""

    def __init__(
        self,
        process: Any,
        name: str,
        *,
        instance: Element,
        condition: Formula | None,
        maximum: int | None,
        tests_before: bool,
        **attributes: Any,
    ) -> None:
        super().__init__(process, name, instance=instance, **attributes)
        self.condition = condition
        self.maximum = maximum
        self.tests_before = tests_before

    def on_execute(self, token: Token) -> Executed:
        """Begin the first round, unless the condition is tested before."""
        token.internal_data.update({BEGUN: 0, "done": 0})
        if self.tests_before and not self.goes_on(token, 0):
            return Executed.DONE
        token.start()
        self.spawn_instance(token).activate()
        return Executed.WAITING

    def goes_on(self, token: Token, done: int) -> bool:
        """May there be one more round?"""
        if self.maximum is not None and done >= self.maximum:
            return False
        return self.condition is None or token.evaluate(self.condition).value is True

    def instance_leaving(self, token: Token, instance: Token) -> None:
        """Test the condition where the locals of this round can be read."""
        instance.enough = not self.goes_on(instance, token.internal_data["done"] + 1)

    def instance_done(self, token: Token, instance: Token) -> None:
        """Begin the next round, or end the loop."""
        token.internal_data["done"] += 1
        if instance.enough:
            token.finish()
        else:
            self.spawn_instance(token).activate()


class MultiInstance(Loop):
    """Does its activity once for each item, or a number of times (BPMN 2.0.2, 13.3.7)."""

    sequential = False

    def __init__(
        self,
        process: Any,
        name: str,
        *,
        instance: Element,
        collection: Formula | None,
        cardinality: Formula | None,
        input_element: str | None,
        output_collection: str | None,
        output_element: Formula | None,
        until: Formula | None,
        behavior: Behavior = Behavior.ALL,
        throws: tuple[Thrown, ...] = (),
        **attributes: Any,
    ) -> None:
        super().__init__(process, name, instance=instance, task_spec=instance.name, **attributes)
        self.collection = collection
        self.cardinality = cardinality
        self.input_element = input_element
        self.output_collection = output_collection
        self.output_element = output_element
        self.until = until
        self.behavior = behavior
        self.throws = throws

    def local_names(self) -> frozenset[str]:
        """What each instance keeps to itself."""
        own = {"loopCounter"} | ({self.input_element} if self.input_element else set())
        return self.output_names() | own

    def output_names(self) -> frozenset[str]:
        """Variables that the output element is made of; null in each instance until it writes them."""
        return frozenset() if self.output_element is None else self.output_element.names - {self.input_element}

    def on_execute(self, token: Token) -> Executed:
        """Start the instances; without items there is nothing to do."""
        items = self.items(token)
        if len(items) + token.top.alive > token.top.tokens_limit:
            raise TechnicalFailure(
                "budget",
                f"Expected at most {token.top.tokens_limit} tokens in one execution, but {self.bpmn_id} would start "
                f"{len(items)} instances.",
            )
        token.internal_data.update({"n": len(items), BEGUN: 0, "done": 0})
        self.keep_items(token, items)
        if not items:
            self.collect(token)
            return Executed.DONE
        token.start()
        for item in items[:1] if self.sequential else items:
            self.start_instance(token, item)
        return Executed.WAITING

    def keep_items(self, token: Token, items: list[Value]) -> None:
        """Keep what instances will be started for later."""

    def next_item(self, token: Token) -> Value:
        """What the next instance is started for."""
        return None

    def items(self, token: Token) -> list[Value]:
        """What there is an instance for; raises TechnicalFailure if that is neither a list nor a number."""
        if self.cardinality is not None:
            return list(range(1, self.number(token, self.cardinality) + 1))
        if self.collection is None:
            raise TechnicalFailure("no_collection", f"Expected an input collection of {self.bpmn_id}, but it has none.")
        result = token.evaluate(self.collection)
        if not isinstance(result.value, list):
            raise TechnicalFailure(
                "no_collection",
                f"Expected a list as input collection of {self.bpmn_id}, but {self.collection.text} gave "
                f"{described(result.value)}.{result.explain()}",
            )
        return result.value

    def number(self, token: Token, cardinality: Formula) -> int:
        """How many instances there are; raises TechnicalFailure if it is no whole number of 0 or more."""
        result = token.evaluate(cardinality)
        value = result.value
        whole = not isinstance(value, bool) and is_number(value) and value == int(value)
        if not whole or value < 0 or value > token.top.tokens_limit:
            raise TechnicalFailure(
                "bad_cardinality",
                f"Expected a whole number of instances of {self.bpmn_id}, 0 to {token.top.tokens_limit}, but "
                f"{cardinality.text} gave {described(value)} that is none.{result.explain()}",
            )
        return int(value)

    def start_instance(self, token: Token, item: Value) -> None:
        """One more child, with its locals."""
        child = self.spawn_instance(token)
        for name in sorted(self.output_names()):
            if self.is_local_result(token, name):
                child.declare(name, None)
        if self.input_element:
            child.declare(self.input_element, item)
        child.activate()

    def is_local_result(self, token: Token, name: str) -> bool:
        """A plain variable is the instance's own; of a larger expression, what does not exist outside."""
        plain = self.output_element is not None and self.output_element.variable == name
        return plain or not token.top.scopes.read(token.scope_id, [name])

    def instance_leaving(self, token: Token, instance: Token) -> None:
        """Take the instance's output element, see whether it was the last that is needed, and what is thrown."""
        if self.output_collection is not None and self.output_element is not None:
            token.declare(f"{OUT}{instance.internal_data['index']}", instance.evaluate(self.output_element).value)
        counts = token.internal_data
        done = counts["done"] + 1
        facts = {
            "numberOfInstances": counts["n"],
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": counts[BEGUN] - done,
            "numberOfTerminatedInstances": 0,
        }
        instance.enough = self.until is not None and instance.evaluate(self.until, facts).value is True
        for thrown in self.throws:
            if self.is_thrown(thrown, instance, done, facts):
                throw_implicitly(token, instance, thrown.event)

    def is_thrown(self, thrown: Thrown, instance: Token, done: int, facts: ProcessData) -> bool:
        """Is this the moment for that event?"""
        if self.behavior is Behavior.ONE:
            return done == 1
        return thrown.condition is None or instance.evaluate(thrown.condition, facts).value is True

    def instance_done(self, token: Token, instance: Token) -> None:
        """Start the next one, or end the loop."""
        counts = token.internal_data
        counts["done"] += 1
        if instance.enough:
            token.cancel_instances()
        elif counts["done"] < counts["n"]:
            if self.sequential:
                self.start_instance(token, self.next_item(token))
            return
        self.collect(token)
        token.finish()

    def collect(self, token: Token) -> None:
        """Write the results, in the order of the items, as one list."""
        if self.output_collection is None or self.output_element is None:
            return
        names = [f"{OUT}{index}" for index in range(token.internal_data[BEGUN])]
        rows = token.top.scopes.own(token.own_scope_id, names)
        token.assign({self.output_collection: [rows[name] for name in names if name in rows]})


class ParallelMultiInstance(MultiInstance, spiff.ParallelMultiInstanceTask):
    """All instances at once."""

    has_items = True

    def new_instance(self, token: Token) -> Token:
        """The first token of a new item."""
        return Token(token.workflow, self.instance, token, id=token.top.items.begin(token.id))


class SequentialMultiInstance(MultiInstance, spiff.SequentialMultiInstanceTask):
    """One instance after the other."""

    sequential = True

    def keep_items(self, token: Token, items: list[Value]) -> None:
        """A row for each item but the first, if instances are told theirs."""
        token.internal_data[IN_ROWS] = 1
        if self.input_element:
            for index, item in enumerate(items[1:], 1):
                token.declare(f"{ITEM}{index}", item)

    def next_item(self, token: Token) -> Value:
        """Read its row."""
        if not self.input_element:
            return None
        index = token.internal_data[BEGUN]
        if IN_ROWS not in token.internal_data:
            items = token.top.scopes.own(token.own_scope_id, [ITEMS_AS_ONE])[ITEMS_AS_ONE]
            return items[index] if isinstance(items, list) else None
        name = f"{ITEM}{index}"
        return token.top.scopes.own(token.own_scope_id, [name])[name]


def throw_implicitly(token: Token, instance: Token, event: EventDefinition) -> None:
    """Throw as an instance completes; boundary events of the activity happen without interrupting the others."""
    around = [each for each in beside(token) if isinstance(each.task_spec, BoundaryEvent)]
    for each in around:
        each.spares_activity = True
    try:
        throw_one(token, instance, event)
    finally:
        for each in around:
            each.spares_activity = False


def throw_one(token: Token, instance: Token, event: EventDefinition) -> None:
    """Throw what a multi-instance activity says; raises TechnicalFailure."""
    if isinstance(event, SignalEvent):
        token.emit(SignalThrown, name=event.name, payload={})
        catch_signal(token.top, event.name, {})
    elif isinstance(event, MessageEvent):
        token.emit(MessageThrown, name=event.name, correlation_key=sent_key(instance, event, {}), payload={})
    elif isinstance(event, EscalationEvent):
        throw_escalation(token, event.code or "")
    elif isinstance(event, ErrorEvent):
        throw_error(token, event.code or "")


def is_number(value: Value) -> bool:
    """A number of process data."""
    return isinstance(value, (int, Decimal))
