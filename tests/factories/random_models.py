"""Random block-structured processes: whatever is drawn ends, if everything that waits is answered."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.factories import models as m

VALID: dict[str, Any] = {"form": "formulir", "properties": {"lintas:decisionClass": "routine"}}
Block = tuple[str, str]
"""First and last element of a piece of the process."""


class Scope:
    """The elements and flows of a process or sub-process while they are drawn."""

    def __init__(self) -> None:
        self.elements: list[m.Node] = []
        self.flows: list[str] = []

    def add(self, node: m.Node) -> str:
        self.elements.append(node)
        return str(node.get("id"))

    def flow(self, source: str, target: str, remark: str = "") -> None:
        self.flows.append(f"{source} -> {target}" + (f" [{remark}]" if remark else ""))


class Drawer:
    """Draws by a seed; `size` bounds the number of elements."""

    def __init__(self, seed: int, size: int = 14) -> None:
        self.random = Random(seed)
        self.left = size
        self.number = 0

    def process(self) -> bytes:
        scope = self.scope()
        return m.a_process(*scope.elements, flows=scope.flows)

    def name(self, kind: str) -> str:
        self.number += 1
        self.left -= 1
        return f"{kind}{self.number}"

    def scope(self) -> Scope:
        scope = Scope()
        first, last = self.block(scope, 3)
        scope.flow(scope.add(m.start(self.name("mulai"))), first)
        scope.flow(last, scope.add(m.end(self.name("selesai"))))
        return scope

    def block(self, scope: Scope, depth: int) -> Block:
        if depth == 0 or self.left < 0:
            return self.simple(scope)
        kinds: list[Callable[[Scope, int], Block]] = [
            self.sequence,
            self.sequence,
            self.parallel,
            self.inclusive,
            self.exclusive,
            self.loop,
            self.race,
            self.sub_process,
            self.with_boundary,
        ]
        return self.random.choice(kinds)(scope, depth - 1)

    def simple(self, scope: Scope, *, throws: bool = True) -> Block:
        kinds = ["user", "service", "script", "call", "each", "each_after", "message"]
        kind = self.random.choice([*kinds, "signal", "each_sub"] if throws else kinds)
        name = self.name(kind)
        loop = m.multi_instance("=[1, 2]", item="i", results=f"r_{name}", result="=x")
        if kind == "user":
            node = m.user_task(name, outputs=self.random.choice([None, {"x": "=x"}]), **VALID)
        elif kind == "service":
            node = m.service_task(name, inputs=self.random.choice([None, {"y": "=x"}]))
        elif kind == "script":
            node = m.script_task(name, "=if x = null then 1 else x + 1", "x")
        elif kind == "call":
            node = m.call_activity(name, "lain", passes_all=self.random.random() < 0.3)
        elif kind == "each":
            until = self.random.choice([None, "=numberOfCompletedInstances = 1"])
            each = m.multi_instance("=[1, 2, 3]", item="i", results="r", result="=x", until=until)
            node = m.user_task(name, loop=each, **VALID)
        elif kind == "each_after":
            node = m.service_task(
                name, loop=m.multi_instance("=[1, 2]", item="i", results="r", result="=i", sequential=True)
            )
        elif kind == "each_sub" and self.left > 0:
            inner = self.scope()
            node = m.sub_process(name, *inner.elements, flows=inner.flows, loop=loop)
        elif kind == "signal":
            node = m.throw(name, m.signal("S"))
        else:
            node = m.receive_task(name, "Surat")
        scope.add(node)
        return name, name

    def sequence(self, scope: Scope, depth: int) -> Block:
        first, middle = self.block(scope, depth)
        onwards, last = self.block(scope, depth)
        scope.flow(middle, onwards)
        return first, last

    def parallel(self, scope: Scope, depth: int) -> Block:
        opening, closing = scope.add(m.parallel(self.name("buka"))), scope.add(m.parallel(self.name("tutup")))
        for _ in range(self.random.choice([2, 2, 3])):
            first, last = self.block(scope, depth)
            scope.flow(opening, first)
            scope.flow(last, closing)
        return opening, closing

    def inclusive(self, scope: Scope, depth: int) -> Block:
        opening, closing = scope.add(m.inclusive(self.name("pilih"))), scope.add(m.inclusive(self.name("gabung")))
        for number in range(3):
            first, last = self.block(scope, depth if number else 0)
            scope.flow(opening, first, "default" if number == 0 else f"=x != null and modulo(x, {number + 1}) = 0")
            scope.flow(last, closing)
        return opening, closing

    def exclusive(self, scope: Scope, depth: int) -> Block:
        opening, closing = scope.add(m.exclusive(self.name("atau"))), scope.add(m.exclusive(self.name("lalu")))
        for number in range(2):
            first, last = self.block(scope, depth)
            scope.flow(opening, first, "=x != null and x > 1" if number else "default")
            scope.flow(last, closing)
        return opening, closing

    def loop(self, scope: Scope, depth: int) -> Block:
        """Repeats two times: each loop counts in a variable of its own."""
        count = self.name("n")
        opening, closing = scope.add(m.exclusive(self.name("ulang"))), scope.add(m.exclusive(self.name("lagi")))
        counter = scope.add(m.script_task(self.name("hitung"), f"=if {count} = null then 1 else {count} + 1", count))
        after = scope.add(m.task(self.name("sesudah")))
        first, last = self.block(scope, depth)
        scope.flow(opening, first)
        scope.flow(last, counter)
        scope.flow(counter, closing)
        scope.flow(closing, opening, f"={count} < 2")
        scope.flow(closing, after, "default")
        return opening, after

    def race(self, scope: Scope, depth: int) -> Block:
        gateway, closing = scope.add(m.event_gateway(self.name("lomba"))), scope.add(m.exclusive(self.name("menang")))
        for event in (m.timer(duration="P1D"), m.message("Surat"), m.signal("S")):
            caught = scope.add(m.catch(self.name("terjadi"), event))
            first, last = self.block(scope, min(depth, 1))
            scope.flow(gateway, caught)
            scope.flow(caught, first)
            scope.flow(last, closing)
        return gateway, closing

    def sub_process(self, scope: Scope, depth: int) -> Block:
        inner = self.scope()
        inputs = self.random.choice([None, {"x": "=2"}])
        name = scope.add(m.sub_process(self.name("dalam"), *inner.elements, flows=inner.flows, inputs=inputs))
        return name, name

    def with_boundary(self, scope: Scope, depth: int) -> Block:
        """An activity with events: interrupting ones come back to the path, the others end by themselves."""
        host, _ = self.random.choice([self.simple, lambda inside: self.sub_process(inside, depth)])(scope)
        if host.startswith("signal"):
            return host, host
        closing = scope.add(m.exclusive(self.name("lanjut")))
        scope.flow(host, closing)
        events = [m.timer(duration="P1D"), m.message("Surat"), m.signal("S"), m.error("E"), m.timer(cycle="R2/PT1H")]
        for event in self.random.sample(events, self.random.choice([1, 2])):
            interrupting = event.tag.endswith("errorEventDefinition") or self.random.random() < 0.5
            name = scope.add(m.boundary(self.name("tepi"), host, event, interrupting=interrupting))
            if interrupting:
                scope.flow(name, closing)
            else:
                first, last = self.simple(scope, throws=False)  # its own signal would fire it for ever
                scope.flow(name, first)
                scope.flow(last, scope.add(m.end(self.name("ujung"))))
        return host, closing
