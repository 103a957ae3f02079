"""Gateways, the start and the end of a scope. Joins count the tokens that wait; none of them searches history."""

from typing import Any

from engine.elements import spiff
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Result
from engine.elements.lifecycle import Element, Executed, Flow, Technical
from engine.elements.tokens import CAME_OVER, Token, Tokens


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
            if token.waits_for_event:
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
        """Go on unless a token elsewhere can reach an empty flow, and no flow that has a token."""
        while arrived := self.waiting(tokens):
            to_full = frozenset().union(*(self.reaching[number] for number in arrived))
            to_empty = frozenset().union(
                *(names for number, names in enumerate(self.reaching) if number not in arrived)
            )
            if any(name in to_empty and name not in to_full for name in tokens.at if name != self.name):
                return
            self.join(arrived)

    def on_execute(self, token: Token) -> Executed:
        """Choose every flow that holds."""
        results: list[Result] = []
        taken = tuple(flow for flow in self.flows if not flow.is_default and holds(token, flow, results))
        token.chosen = taken or default_flow(self, results)
        return Executed.DONE


class Start(Technical, spiff.BpmnStartTask):
    """The root of a process: goes to the start event that was asked for."""

    def on_execute(self, token: Token) -> Executed:
        """Choose the start event."""
        wanted = token.top.start_event if token.workflow is token.top else None
        if wanted is not None:
            token.chosen = tuple(flow for flow in self.flows if flow.target.bpmn_id == wanted)
        return Executed.DONE


class End(Technical, spiff.SimpleBpmnTask):
    """A process or sub-process ends when all its tokens are here."""

    settles = True

    def on_activate(self, token: Token) -> bool:
        """Wait for the other tokens of the scope."""
        token.wait()
        return False

    def settle(self, tokens: Tokens) -> None:
        """Go on if every token of the scope is here."""
        first, *others = sorted(tokens.at[self.name].values(), key=lambda token: token.id)
        if len(tokens.live) > 1 + len(others):
            return
        for token in others:
            token.merge_away()
        first.make_ready()

    def on_complete(self, token: Token) -> None:
        """The scope has ended."""
        token.workflow.ended()


def holds(token: Token, flow: Flow, results: list[Result]) -> bool:
    """True if the flow has no condition, or its condition is true; null and everything else count as false."""
    if flow.condition is None:
        return True
    result = token.evaluate(flow.condition)
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
