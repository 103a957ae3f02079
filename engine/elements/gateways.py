"""Gateways, the start and the end of a scope. Joins count the tokens that wait; none of them searches history."""

from collections.abc import Iterable
from typing import Any

from engine.elements import spiff
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula, Result
from engine.elements.lifecycle import Element, Executed, Flow, Technical
from engine.elements.tokens import CAME_OVER, Token, Tokens
from engine.model.data import ProcessData

USED = "used"
"""Key in internal_data of the token that remembers: flows over which a complex gateway has consumed tokens."""


class ExclusiveGateway(Element, spiff.ExclusiveGateway):
    """Takes the first flow whose condition is true, else the default (BPMN 2.0.2, 13.4.2)."""

    def on_execute(self, token: Token) -> Executed:
        """Choose one flow."""
        results: list[Result] = []
        for flow in self.flows:
            if not flow.is_default and holds(token, flow, results):
                token.chosen = (flow,)
                return Executed.DONE
        token.chosen = default_flow(self, results)
        return Executed.DONE


class Join(Element):
    """A token that reaches a join waits there and remembers its flow; those tokens are the count."""

    counts_arrivals = True
    enters_when_ready = True

    def on_activate(self, token: Token) -> bool:
        """Wait for the others."""
        token.wait()
        return False

    def waiting(self, tokens: Tokens) -> dict[int, list[Token]]:
        """The tokens that wait here, oldest first, by number of the flow they came over."""
        by_flow: dict[int, list[Token]] = {}
        for token in sorted(tokens.at.get(self.name, {}).values(), key=lambda found: found.id):
            if token.waits_for_event and CAME_OVER in token.internal_data:
                by_flow.setdefault(token.internal_data[CAME_OVER], []).append(token)
        return by_flow

    def join(self, arrived: dict[int, list[Token]]) -> None:
        """One token of each flow becomes one token, which goes on."""
        first, *others = (waiting[0] for waiting in arrived.values())
        for token in others:
            token.merge_away()
        self.enter(first)
        first.make_ready()


class ParallelGateway(Join, spiff.ParallelGateway):
    """Waits for one token on each incoming flow, then sends one over each outgoing flow (BPMN 2.0.2, 13.4.1)."""

    def on_activate(self, token: Token) -> bool:
        """Go on when a token has come over each flow."""
        if len(self.incoming) == 1:
            self.enter(token)
            return True
        token.wait()
        arrived = self.waiting(token.workflow)
        if len(arrived) == len(self.incoming):
            self.join(arrived)
        return False


class InclusiveGateway(Join, spiff.InclusiveGateway):
    """Waits while a token elsewhere can still reach it, then takes every flow that holds (BPMN 2.0.2, 13.4.3)."""

    settles = True

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.reaching: tuple[frozenset[str], ...] = ()

    def freeze(self) -> None:
        """Find, for each incoming flow, the elements from which a path leads to it past this gateway."""
        self.reaching = tuple(self.upstream(source) for source in self.incoming)

    def upstream(self, source: Element) -> frozenset[str]:
        """`source` and everything before it, without going through this gateway."""
        seen: set[str] = set()
        work = [source]
        while work:
            element = work.pop()
            if element.name not in seen and element is not self:
                seen.add(element.name)
                work.extend(element.incoming)
        return frozenset(seen)

    def on_activate(self, token: Token) -> bool:
        """Wait until nothing else moves, unless there is nothing to wait for."""
        if len(self.incoming) == 1:
            self.enter(token)
            return True
        token.wait()
        return False

    def settle(self, tokens: Tokens) -> None:
        """Go on unless a token elsewhere can reach an empty flow, and no flow that has a token.

        Once: further tokens are looked at when the one that went on has left, since it may come back to an empty flow.
        """
        arrived = self.waiting(tokens)
        if arrived and not self.is_expected(tokens, arrived, arrived):
            self.join(arrived)

    def is_expected(self, tokens: Tokens, served: Iterable[int], full: Iterable[int]) -> bool:
        """A token elsewhere can reach a flow that is not served, and none of the flows that have a token."""
        served, to_full = set(served), frozenset().union(*(self.reaching[number] for number in full))
        to_empty = frozenset().union(*(names for number, names in enumerate(self.reaching) if number not in served))
        return any(name in to_empty and name not in to_full for name in tokens.at if name != self.name)

    def on_execute(self, token: Token) -> Executed:
        """Choose every flow that holds."""
        results: list[Result] = []
        taken = tuple(flow for flow in self.flows if not flow.is_default and holds(token, flow, results))
        token.chosen = taken or default_flow(self, results)
        return Executed.DONE


class ComplexGateway(InclusiveGateway):
    """Goes on when its activation condition holds, then takes up the late ones (BPMN 2.0.2, 13.4.5).

    Between the two a token stands here that remembers over which flows tokens were consumed.
    """

    def __init__(self, process: Any, name: str, *, activation: Formula | None, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.activation = activation

    def on_activate(self, token: Token) -> bool:
        """Wait until it is activated; with one way in there is nothing to wait for."""
        if len(self.incoming) == 1:
            self.enter(token)
            return True
        token.wait()
        self.try_to_start(token.workflow)
        return False

    def try_to_start(self, tokens: Tokens) -> None:
        """Waiting for start: go on if the activation condition holds."""
        arrived = self.waiting(tokens)
        if self.activation is None or not arrived or self.memory(tokens) is not None:
            return
        first = min((token for here in arrived.values() for token in here), key=lambda token: token.id)
        count = sum(len(here) for here in arrived.values())
        facts: ProcessData = {"activationCount": count, "waitingForStart": True}
        if first.evaluate(self.activation, facts).value is not True:
            return
        memory = (first.parent or tokens.task_tree).spawn(self)
        memory.internal_data[USED] = sorted(arrived)
        memory.wait()
        self.join(arrived)

    def memory(self, tokens: Tokens) -> Token | None:
        """The token that says that the gateway waits for its reset."""
        here = tokens.at.get(self.name, {}).values()
        return next((token for token in here if token.waits_for_event and USED in token.internal_data), None)

    def settle(self, tokens: Tokens) -> None:
        """Waiting for reset: take up the tokens that came late, when no more can come."""
        memory = self.memory(tokens)
        if memory is None:
            if self.activation is None:
                super().settle(tokens)
            return
        used = memory.internal_data[USED]
        late = {number: here for number, here in self.waiting(tokens).items() if number not in used}
        if self.is_expected(tokens, {*used, *late}, late):
            return
        for here in late.values():
            here[0].merge_away()
        if any(flow.condition is not None or flow.is_default for flow in self.flows):
            self.enter(memory)
            memory.make_ready()
        else:
            memory.merge_away()
        self.try_to_start(tokens)

    def on_execute(self, token: Token) -> Executed:
        """Choose every flow that holds; at the reset there may be none, and flows without condition are not taken."""
        resets = USED in token.internal_data
        facts: ProcessData = {"waitingForStart": not resets}
        results: list[Result] = []
        flows = [flow for flow in self.flows if not flow.is_default and not (resets and flow.condition is None)]
        taken = tuple(flow for flow in flows if holds(token, flow, results, facts))
        if not taken and resets:
            taken = tuple(flow for flow in self.flows if flow.is_default)
        token.chosen = taken if taken or resets else default_flow(self, results)
        return Executed.DONE


class Collector(Join, spiff.SimpleBpmnTask):
    """Stands before an activity that needs several tokens, over whatever flow (startQuantity)."""

    is_silent = True

    def __init__(self, process: Any, name: str, *, quantity: int, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.quantity = quantity

    def on_activate(self, token: Token) -> bool:
        """Go on when there are enough."""
        token.wait()
        arrived = [found for here in self.waiting(token.workflow).values() for found in here]
        if len(arrived) >= self.quantity:
            first, *others = sorted(arrived, key=lambda found: found.id)[: self.quantity]
            for other in others:
                other.merge_away()
            first.make_ready()
        return False


class Start(Technical, spiff.BpmnStartTask):
    """The root of a process: goes to the start event that was asked for."""

    def on_execute(self, token: Token) -> Executed:
        """Choose the start event; the first only, where one thing comes after the other."""
        owner = token.workflow.owner
        if owner is not None and owner.task_spec.starts_one_by_one():
            token.chosen = tuple(
                flow for flow in self.flows if flow is self.flows[0] or flow.target.name in self.process.triggers
            )
        wanted = token.top.start_event if token.workflow is token.top else None
        if wanted is not None:
            triggers = self.process.triggers
            token.chosen = tuple(
                flow for flow in self.flows if flow.target.bpmn_id == wanted or flow.target.name in triggers
            )
        return Executed.DONE


class End(Technical, spiff.SimpleBpmnTask):
    """A process or sub-process ends when all its tokens are here, but for those that may start event sub-processes."""

    settles = True

    def on_activate(self, token: Token) -> bool:
        """Wait for the other tokens of the scope."""
        token.wait()
        return False

    def settle(self, tokens: Tokens) -> None:
        """Go on if every token of the scope is here."""
        first, *others = sorted(tokens.at[self.name].values(), key=lambda token: token.id)
        triggers = [token for name in self.process.triggers for token in tokens.at.get(name, {}).values()]
        idle = [token for token in triggers if token.has_not_happened]
        if len(tokens.live) > 1 + len(others) + len(idle):
            return
        if tokens.owner is not None and tokens.owner.task_spec.starts_next(tokens.owner, tokens):
            return
        for token in idle:
            token.cancel()
        for token in others:
            token.merge_away()
        first.make_ready()

    def on_complete(self, token: Token) -> None:
        """The scope has ended."""
        token.workflow.ended()


def holds(token: Token, flow: Flow, results: list[Result], facts: ProcessData | None = None) -> bool:
    """True if the flow has no condition, or its condition is true; null and everything else count as false."""
    if flow.condition is None:
        return True
    result = token.evaluate(flow.condition, facts)
    results.append(result)
    return result.value is True


def default_flow(element: Element, results: list[Result]) -> tuple[Flow, ...]:
    """The default flow; raises TechnicalFailure if there is none."""
    default = tuple(flow for flow in element.flows if flow.is_default)
    if not default and element.flows:
        raise TechnicalFailure(
            "no_flow",
            f"Expected a condition of {element.bpmn_id} to be true, or a default flow, but none holds."
            + "".join(result.explain() for result in results),
        )
    return default
