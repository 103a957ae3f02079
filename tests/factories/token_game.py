"""The token game of the standard in a few lines, for processes without waits of their own: slow, obvious, independent.

It holds tokens as a list of sequence flows and open user tasks, and does the first thing that can be done. It knows
tasks, gateways and embedded sub-processes; an inclusive join searches paths as BPMN 2.0.2, 13.4.3 words it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.factories.models import BPMN

Choose = Callable[[str, dict[str, Any]], bool]
"""Whether the condition of a sequence flow holds."""


@dataclass
class Scope:
    """A process or sub-process that runs: tokens on flows, tasks that people have, sub-processes that run in it."""

    node: Any
    flows: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    inside: "list[tuple[str, Scope]]" = field(default_factory=list)

    @property
    def over(self) -> bool:
        return not (self.flows or self.tasks or self.inside)


class TokenGame:
    """One execution. `done` counts what was completed."""

    def __init__(self, xml: bytes, holds: Choose) -> None:
        process = etree.fromstring(xml).find(f"{{{BPMN}}}process")
        self.holds = holds
        self.data: dict[str, Any] = {}
        self.done: Counter[str] = Counter()
        self.process = self.begin(process)
        self.play()

    def begin(self, node: Any) -> Scope:
        scope = Scope(node)
        for start in node.findall(f"{{{BPMN}}}startEvent"):
            self.leave(scope, start)
        return scope

    def waiting(self) -> list[str]:
        """The tasks that people have, sorted."""
        return sorted(task for scope in self.scopes(self.process) for task in scope.tasks)

    def complete(self, task: str, data: dict[str, Any]) -> None:
        """A person completes the task."""
        self.data |= data
        scope = next(scope for scope in self.scopes(self.process) if task in scope.tasks)
        scope.tasks.remove(task)
        self.leave(scope, self.node(scope, task))
        self.play()

    def scopes(self, scope: Scope) -> list[Scope]:
        return [scope, *(found for _, inner in scope.inside for found in self.scopes(inner))]

    def play(self) -> None:
        """Do whatever can be done, joins last."""
        while any(self.step(scope) for scope in self.scopes(self.process)):
            pass
        if any(self.join_inclusively(scope) for scope in self.scopes(self.process)):
            self.play()

    def step(self, scope: Scope) -> bool:
        for name, inner in scope.inside:
            if inner.over:
                scope.inside.remove((name, inner))
                self.leave(scope, self.node(scope, name))
                return True
        return any(self.arrive(scope, flow) for flow in list(scope.flows))

    def arrive(self, scope: Scope, flow: str) -> bool:
        """Let the token on a flow enter what it leads to; False if it has to wait there."""
        target = self.node(scope, self.node(scope, flow).get("targetRef"))
        kind, incoming = etree.QName(target).localname, self.incoming(scope, target)
        if kind == "inclusiveGateway" and len(incoming) > 1:
            return False
        taken = incoming if kind == "parallelGateway" else [flow]
        if not all(each in scope.flows for each in taken):
            return False
        for each in taken:
            scope.flows.remove(each)
        self.enter(scope, target, kind)
        return True

    def enter(self, scope: Scope, target: Any, kind: str) -> None:
        if kind == "userTask":
            scope.tasks.append(target.get("id"))
        elif kind == "subProcess":
            scope.inside.append((target.get("id"), self.begin(target)))
        else:
            self.leave(scope, target)

    def leave(self, scope: Scope, node: Any) -> None:
        """The element is done; put tokens on the flows that are taken."""
        self.done[node.get("id")] += 1
        kind, default = etree.QName(node).localname, node.get("default")
        flows = self.out(scope, node.get("id"))
        if kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1:
            holding = [flow for flow in flows if flow != default and self.holds(self.condition(scope, flow), self.data)]
            flows = (holding[:1] if kind == "exclusiveGateway" else holding) or [default]
        scope.flows += flows

    def join_inclusively(self, scope: Scope) -> bool:
        for gateway in scope.node.findall(f"{{{BPMN}}}inclusiveGateway"):
            incoming = self.incoming(scope, gateway)
            full = [flow for flow in incoming if flow in scope.flows]
            if len(incoming) < 2 or not full:
                continue
            empty = [flow for flow in incoming if flow not in full]
            places = [flow for flow in scope.flows if flow not in full]
            for name in (*scope.tasks, *(name for name, _ in scope.inside)):
                places += self.out(scope, name)
            if any(
                self.reaches(scope, flow, empty, gateway) and not self.reaches(scope, flow, full, gateway)
                for flow in places
            ):
                continue
            for flow in full:
                scope.flows.remove(flow)
            self.leave(scope, gateway)
            return True
        return False

    def reaches(self, scope: Scope, flow: str, wanted: list[str], gateway: Any) -> bool:
        """A path leads from this flow to one of those without visiting the gateway."""
        seen: set[str] = set()
        work = [flow]
        while work:
            at = work.pop()
            if at in wanted:
                return True
            target = self.node(scope, self.node(scope, at).get("targetRef"))
            if at not in seen and target is not gateway:
                seen.add(at)
                work += self.out(scope, target.get("id"))
        return False

    def out(self, scope: Scope, name: str) -> list[str]:
        flows = scope.node.findall(f"{{{BPMN}}}sequenceFlow")
        return [flow.get("id") for flow in flows if flow.get("sourceRef") == name]

    def incoming(self, scope: Scope, node: Any) -> list[str]:
        flows = scope.node.findall(f"{{{BPMN}}}sequenceFlow")
        return [flow.get("id") for flow in flows if flow.get("targetRef") == node.get("id")]

    def condition(self, scope: Scope, flow: str) -> str:
        return str(self.node(scope, flow).findtext(f"{{{BPMN}}}conditionExpression") or "")

    def node(self, scope: Scope, identifier: str) -> Any:
        return next(node for node in scope.node if node.get("id") == identifier)
