"""Multi-instance: counters on the token of the loop, one child token and one scope for each instance.

internal_data: `n` instances in all, `started`, `done`; of an instance: `index`. Results are rows `#out:<index>` of
the loop's scope, names that no expression can spell, so that finishing one of 5,000 instances writes one row.
"""

from typing import Any

from engine.elements import spiff
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element, Executed
from engine.elements.timers import described
from engine.elements.tokens import Token
from engine.model.data import Value

ITEMS = "#items"
"""Variable of the loop's scope: what a sequential loop works on, fixed at its start."""
OUT = "#out:"


class MultiInstance(Element):
    """The loop around an activity (BPMN 2.0.2, 13.3.7)."""

    is_loop_body = True
    has_scope = True
    sequential = False

    def __init__(
        self,
        process: Any,
        name: str,
        *,
        instance: Element,
        collection: Formula,
        input_element: str | None,
        output_collection: str | None,
        output_element: Formula | None,
        until: Formula | None,
        **attributes: Any,
    ) -> None:
        super().__init__(process, name, task_spec=instance.name, **attributes)
        self.instance = instance
        self.collection = collection
        self.input_element = input_element
        self.output_collection = output_collection
        self.output_element = output_element
        self.until = until

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
        token.internal_data.update(n=len(items), started=0, done=0)
        if self.sequential:
            token.declare(ITEMS, items)
        if not items:
            self.collect(token)
            return Executed.DONE
        token.start()
        for item in items[:1] if self.sequential else items:
            self.start_instance(token, item)
        return Executed.WAITING

    def items(self, token: Token) -> list[Value]:
        """What there is an instance for; raises TechnicalFailure if it is not a list."""
        result = token.evaluate(self.collection)
        if not isinstance(result.value, list):
            raise TechnicalFailure(
                "no_collection",
                f"Expected a list as input collection of {self.bpmn_id}, but {self.collection.text} gave "
                f"{described(result.value)}.{result.explain()}",
            )
        return result.value

    def start_instance(self, token: Token, item: Value) -> None:
        """One more child, with its locals."""
        index = token.internal_data["started"]
        token.internal_data["started"] = index + 1
        child = token.spawn(self.instance)
        child.triggered = True
        child.internal_data["index"] = index
        child.open_scope(token.own_scope_id)
        for name in sorted(self.output_names()):
            if self.is_local_result(token, name):
                child.declare(name, None)
        if self.input_element:
            child.declare(self.input_element, item)
        child.declare("loopCounter", index + 1)
        child.activate()

    def is_local_result(self, token: Token, name: str) -> bool:
        """A plain variable is the instance's own; of a larger expression, what does not exist outside."""
        plain = self.output_element is not None and self.output_element.variable == name
        return plain or not token.top.scopes.read(token.scope_id, [name])

    def instance_leaving(self, token: Token, instance: Token) -> None:
        """Take the instance's output element, and see whether it was the last that is needed."""
        if self.output_collection is not None and self.output_element is not None:
            token.declare(f"{OUT}{instance.internal_data['index']}", instance.evaluate(self.output_element).value)
        counts = token.internal_data
        done = counts["done"] + 1
        facts = {
            "numberOfInstances": counts["n"],
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": counts["started"] - done,
            "numberOfTerminatedInstances": 0,
        }
        instance.enough = self.until is not None and instance.evaluate(self.until, facts).value is True

    def instance_done(self, token: Token, instance: Token) -> None:
        """Start the next one, or end the loop."""
        counts = token.internal_data
        counts["done"] += 1
        if instance.enough:
            for other in token.children:
                other.cancel()
        elif counts["done"] < counts["n"]:
            if self.sequential:
                items = token.top.scopes.read(token.own_scope_id, [ITEMS])[ITEMS]
                self.start_instance(token, items[counts["started"]])
            return
        self.collect(token)
        token.finish()

    def collect(self, token: Token) -> None:
        """Write the results, in the order of the items, as one list."""
        if self.output_collection is None or self.output_element is None:
            return
        names = [f"{OUT}{index}" for index in range(token.internal_data["started"])]
        rows = token.top.scopes.own(token.own_scope_id, names)
        token.assign({self.output_collection: [rows[name] for name in names if name in rows]})


class ParallelMultiInstance(MultiInstance, spiff.ParallelMultiInstanceTask):
    """All instances at once."""


class SequentialMultiInstance(MultiInstance, spiff.SequentialMultiInstanceTask):
    """One instance after the other."""

    sequential = True
