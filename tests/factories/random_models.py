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

    depth = 3
    """How many blocks stand inside each other in one scope."""

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
        first, last = self.block(scope, self.depth)
        scope.flow(scope.add(m.start(self.name("mulai"))), first)
        scope.flow(last, scope.add(m.end(self.name("selesai"))))
        if self.random.random() < 0.25:
            self.event_sub_process(scope)
        return scope

    def event_sub_process(self, scope: Scope) -> None:
        """One that does not interrupt does nothing that waits, else it could be started for ever."""
        interrupting = self.random.random() < 0.5
        name, work = self.name("darurat"), self.name("tangani")
        events = [m.message("Surat"), m.signal("S"), m.timer(duration="P1D"), m.escalation("X"), m.condition("=x = 4")]
        event = self.random.choice([*events, m.error("E")] if interrupting else events)
        doing = m.user_task(work, **VALID) if interrupting else m.script_task(work, "=if x = null then 1 else x", "x")
        ending = self.name("usai")
        scope.add(
            m.event_sub_process(
                name, event, doing, m.end(ending), flows=[f"{name}_mulai -> {work} -> {ending}"],
                interrupting=interrupting,
            )
        )  # fmt: skip

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
            self.complex,
            self.undone,
            self.transaction,
            self.ad_hoc,
            self.several_tokens,
        ]
        return self.random.choice(kinds)(scope, depth - 1)

    def simple(self, scope: Scope, *, throws: bool = True) -> Block:
        kinds = ["user", "service", "script", "call", "each", "each_after", "message", "again", "all_of"]
        kind = self.random.choice([*kinds, "signal", "each_sub", "escalation"] if throws else kinds)
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
        elif kind == "escalation":
            node = m.throw(name, m.escalation("X"))
        elif kind == "again":
            node = m.user_task(name, loop=m.standard_loop(until="=x > 2", most=3), **VALID)
        elif kind == "all_of":
            node = m.catch(name, m.message("Surat"), m.timer(duration="P1D"), m.signal("S"), parallelMultiple="true")
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

    def complex(self, scope: Scope, depth: int) -> Block:
        """Goes on when two of three have come, and takes up the third."""
        opening, closing = scope.add(m.parallel(self.name("buka"))), self.name("cukup")
        scope.add(m.complex_gateway(closing, self.random.choice(["=activationCount >= 2", "=activationCount >= 1"])))
        for _ in range(3):
            first, last = self.block(scope, min(depth, 1))
            scope.flow(opening, first)
            scope.flow(last, closing)
        after = scope.add(m.task(self.name("sesudah")))
        scope.flow(closing, after)
        return opening, after

    def undoable(self, scope: Scope) -> str:
        """An activity with what undoes it."""
        host, _ = self.simple(scope, throws=False)
        if host.startswith("all_of"):
            return host
        event, handler = self.name("urung"), self.name("balik")
        scope.add(m.boundary(event, host, m.compensation()))
        if self.random.random() < 0.5:
            scope.add(m.user_task(handler, isForCompensation="true", **VALID))
        else:
            scope.add(m.script_task(handler, "=if x = null then 1 else x", "x", isForCompensation="true"))
        scope.add(m.undone_by(event, handler))
        return host

    def undone(self, scope: Scope, depth: int) -> Block:
        """Two things, and what undoes them."""
        first, second, throwing = self.undoable(scope), self.undoable(scope), self.name("batalkan")
        scope.add(m.throw(throwing, m.compensation(waits=self.random.random() < 0.7)))
        between, last = self.block(scope, depth)
        scope.flow(first, between)
        scope.flow(last, second)
        scope.flow(second, throwing)
        return first, throwing

    def transaction(self, scope: Scope, depth: int) -> Block:
        """Ends as it should, or is given up."""
        inner = Scope()
        host, choice = self.undoable(inner), self.name("berhasil")
        inner.flow(inner.add(m.start(self.name("mulai"))), host)
        inner.flow(host, inner.add(m.exclusive(choice)))
        inner.flow(choice, inner.add(m.end(self.name("selesai"))), "=x != null and x > 2")
        inner.flow(choice, inner.add(m.end(self.name("gagal"), m.cancel())), "default")
        name = self.name("transaksi")
        scope.add(m.transaction(name, *inner.elements, flows=inner.flows))
        event, closing = self.name("batal"), scope.add(m.exclusive(self.name("lanjut")))
        scope.add(m.boundary(event, name, m.cancel()))
        scope.flow(name, closing)
        scope.flow(event, closing)
        return name, closing

    def ad_hoc(self, scope: Scope, depth: int) -> Block:
        """Several things in any order."""
        inner = Scope()
        for _ in range(3):
            inner.add(m.user_task(self.name("user"), **VALID))
        attributes = {"ordering": self.random.choice(["Parallel", "Sequential"])}
        until = self.random.choice([None, "=x = 3"])
        name = scope.add(m.ad_hoc(self.name("bebas"), *inner.elements, until=until, **attributes))
        return name, name

    def several_tokens(self, scope: Scope, depth: int) -> Block:
        """One token becomes two, and two become one."""
        first, last = scope.add(m.task(self.name("dua"), completionQuantity="2")), self.name("satu")
        between, after = self.simple(scope, throws=False)
        scope.flow(first, between)
        scope.flow(after, scope.add(m.task(last, startQuantity="2")))
        return first, last

    def with_boundary(self, scope: Scope, depth: int) -> Block:
        """An activity with events: interrupting ones come back to the path, the others end by themselves."""
        host, _ = self.random.choice([self.simple, lambda inside: self.sub_process(inside, depth)])(scope)
        if host.startswith(("signal", "all_of", "escalation")):
            return host, host
        closing = scope.add(m.exclusive(self.name("lanjut")))
        scope.flow(host, closing)
        events = [m.timer(duration="P1D"), m.message("Surat"), m.signal("S"), m.error("E"), m.timer(cycle="R2/PT1H")]
        events += [m.condition("=x = 3"), m.escalation("X")]
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
