"""The token game of the standard in a few lines, for processes that only wait: slow, obvious, independent.

It holds tokens as a list of sequence flows and of nodes that wait, and does the first thing that can be done. It knows
tasks, events, gateways and sub-processes; an inclusive join searches paths as BPMN 2.0.2, 13.4.3 words it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.factories.models import BPMN

Wait = tuple[str, int]
Choose = Callable[[str, dict[str, Any]], bool]
"""Whether the condition of a sequence flow holds."""
STAYS = ("userTask", "receiveTask", "intermediateCatchEvent")


@dataclass
class Holder:
    """A node in which a token stands: a task, an event, an event gateway or a sub-process with what runs inside.

    `open` is what can happen to it, by element and part, with a number that says what has waited longest. Parts are the
    ways out of an event gateway.
    """

    name: str
    open: dict[Wait, int] = field(default_factory=dict)
    inside: "Scope | None" = None


@dataclass
class Scope:
    """A process or sub-process that runs: tokens on flows and in nodes, and start events of event sub-processes."""

    node: Any
    flows: list[str] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    open: dict[Wait, int] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return not (self.flows or self.holders)


class TokenGame:
    """One execution. `done` counts what was completed."""

    def __init__(self, xml: bytes, holds: Choose) -> None:
        process = etree.fromstring(xml).find(f"{{{BPMN}}}process")
        self.holds = holds
        self.data: dict[str, Any] = {}
        self.done: Counter[str] = Counter()
        self.opened = 0
        self.process = Scope(process)
        self.begin(self.process)
        self.play()

    def begin(self, scope: Scope) -> None:
        for inner in scope.node.findall(f"{{{BPMN}}}subProcess[@triggeredByEvent='true']"):
            self.wait_for(scope.open, inner.find(f"{{{BPMN}}}startEvent").get("id"))
        for start in scope.node.findall(f"{{{BPMN}}}startEvent"):
            self.leave(scope, start)

    def wait_for(self, waits: dict[Wait, int], name: str, part: int = 0) -> None:
        self.opened += 1
        waits[name, part] = self.opened

    def waiting(self) -> list[Wait]:
        """Everything that can happen, sorted."""
        return sorted(wait for _, _, waits in self.waits() for wait in waits)

    def waits(self) -> Iterator[tuple[Scope, Holder | None, dict[Wait, int]]]:
        for scope in self.scopes():
            yield scope, None, scope.open
            yield from ((scope, holder, holder.open) for holder in scope.holders)

    def scopes(self) -> list[Scope]:
        """All that run, those around before those inside."""
        found = [self.process]
        for scope in found:
            found += [holder.inside for holder in scope.holders if holder.inside is not None]
        return found

    def happen(self, wait: Wait, data: dict[str, Any]) -> None:
        """A task is completed, a message comes or a timer is due: for whom has waited longest for it."""
        self.data |= data
        there = [(waits[wait], scope, holder) for scope, holder, waits in self.waits() if wait in waits]
        _, scope, holder = min(there, key=lambda found: found[0])
        name, part = wait
        if holder is None:
            self.start_event_sub_process(scope, name)
        elif self.is_boundary(scope, name):
            self.happen_at_boundary(scope, holder, name)
        else:
            scope.holders.remove(holder)
            self.complete(scope, self.node(scope, name), part)
        self.play()

    def complete(self, scope: Scope, node: Any, part: int) -> None:
        if etree.QName(node).localname == "eventBasedGateway":
            self.done[node.get("id")] += 1
            node = self.node(scope, self.node(scope, self.out(scope, node.get("id"))[part]).get("targetRef"))
        self.leave(scope, node)

    def happen_at_boundary(self, scope: Scope, holder: Holder, name: str) -> None:
        event = self.node(scope, name)
        if event.get("cancelActivity") == "true":
            scope.holders.remove(holder)
        else:
            self.happen_again(holder.open, event)
        self.leave(scope, event)

    def happen_again(self, waits: dict[Wait, int], event: Any) -> None:
        """What does not interrupt goes on waiting, unless it is a point in time."""
        del waits[event.get("id"), 0]
        if event.find(f"{{{BPMN}}}timerEventDefinition") is None:
            self.wait_for(waits, event.get("id"))

    def start_event_sub_process(self, scope: Scope, name: str) -> None:
        node = next(inner for inner in scope.node if any(each.get("id") == name for each in inner))
        start = next(each for each in node if each.get("id") == name)
        if start.get("isInterrupting") == "true":
            scope.flows, scope.holders, scope.open = [], [], {}
        else:
            self.happen_again(scope.open, start)
        inside = Scope(node)
        scope.holders.append(Holder(node.get("id"), inside=inside))
        self.leave(inside, start)

    def play(self) -> None:
        """Do whatever can be done, joins last."""
        while any(self.step(scope) for scope in self.scopes()):
            pass
        if any(self.join_inclusively(scope) for scope in self.scopes()):
            self.play()
        if self.process.over:
            self.process.open = {}

    def step(self, scope: Scope) -> bool:
        for holder in scope.holders:
            if holder.inside is not None and holder.inside.over:
                scope.holders.remove(holder)
                self.leave(scope, self.node(scope, holder.name))
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
        holder = Holder(target.get("id"))
        if kind in STAYS:
            self.wait_for(holder.open, holder.name)
        elif kind == "eventBasedGateway":
            for part in range(len(self.out(scope, holder.name))):
                self.wait_for(holder.open, holder.name, part)
        elif kind != "subProcess":
            self.leave(scope, target)
            return
        for event in self.boundaries(scope, holder.name):
            self.wait_for(holder.open, event)
        scope.holders.append(holder)
        if kind == "subProcess":
            holder.inside = Scope(target)
            self.begin(holder.inside)

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
            for holder in scope.holders:
                names = {holder.name, *(name for name, _ in holder.open)}
                places += [flow for name in names for flow in self.out(scope, name)]
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
                names = (target.get("id"), *self.boundaries(scope, target.get("id")))
                work += [flow for name in names for flow in self.out(scope, name)]
        return False

    def boundaries(self, scope: Scope, name: str) -> list[str]:
        events = scope.node.findall(f"{{{BPMN}}}boundaryEvent")
        return [event.get("id") for event in events if event.get("attachedToRef") == name]

    def is_boundary(self, scope: Scope, name: str) -> bool:
        return etree.QName(self.node(scope, name)).localname == "boundaryEvent"

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
