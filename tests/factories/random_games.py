"""Random processes that the token game of the tests can play: no scripts, jobs and calls, only x and what waits."""

from collections.abc import Callable

from tests.factories import models as m
from tests.factories.random_models import Block, Drawer, Scope


class GameDrawer(Drawer):
    """Draws tasks, events, gateways and loops, with either sub-processes or ways that two tokens take.

    Both together would let a sub-process run twice at once, and its tasks could not be told apart by their names.
    """

    depth = 4

    def __init__(self, seed: int, size: int = 14) -> None:
        super().__init__(seed, size)
        self.nests = self.random.random() < 0.5
        self.joins: list[tuple[Scope, str]] = []
        """Inclusive joins that are drawn around the present block."""

    def block(self, scope: Scope, depth: int) -> Block:
        if depth == 0 or self.left < 0:
            return self.simple(scope)
        kinds: list[Callable[[Scope, int], Block]] = [
            self.sequence,
            self.sequence,
            self.parallel,
            self.inclusive,
            self.exclusive,
            self.again,
            self.race,
            self.with_boundary,
            self.sub_process if self.nests else self.merge,
        ]
        return self.random.choice(kinds)(scope, depth - 1)

    def simple(self, scope: Scope, *, throws: bool = True) -> Block:
        kinds: list[Callable[[str], m.Node]] = [*[m.user_task] * 3, m.task, self.catch, self.receive]
        name = scope.add(self.random.choice(kinds)(self.name("kerja")))
        return name, name

    def catch(self, name: str) -> m.Node:
        return m.catch(name, self.random.choice([m.message("Surat"), m.timer(duration="P1D")]))

    def receive(self, name: str) -> m.Node:
        return m.receive_task(name, "Surat")

    def sub_process(self, scope: Scope, depth: int) -> Block:
        inner = self.scope()
        name = scope.add(m.sub_process(self.name("dalam"), *inner.elements, flows=inner.flows))
        return name, name

    def event_sub_process(self, scope: Scope) -> None:
        """One that does not interrupt may run several times at once, so it holds one task only."""
        name, work, ending = self.name("darurat"), self.name("tangani"), self.name("usai")
        event = self.random.choice([m.message("Surat"), m.timer(duration="P1D")])
        scope.add(
            m.event_sub_process(
                name, event, m.user_task(work), m.end(ending), flows=[f"{name}_mulai -> {work} -> {ending}"],
                interrupting=self.random.random() < 0.5,
            )
        )  # fmt: skip

    def inclusive(self, scope: Scope, depth: int) -> Block:
        opening, closing = scope.add(m.inclusive(self.name("pilih"))), scope.add(m.inclusive(self.name("gabung")))
        self.joins.append((scope, closing))
        for number in range(3):
            first, last = self.block(scope, depth if number else 0)
            scope.flow(opening, first, "default" if number == 0 else f"=x != null and modulo(x, {number + 1}) = 0")
            scope.flow(last, closing)
        self.joins.pop()
        return opening, closing

    def again(self, scope: Scope, depth: int) -> Block:
        """Goes back while x is large, some to a gateway that waits for other tokens to come."""
        entry = self.random.choice([m.exclusive, m.exclusive, m.inclusive])
        opening, closing = scope.add(entry(self.name("ulang"))), scope.add(m.exclusive(self.name("lagi")))
        first, last = self.block(scope, depth)
        ask, after = scope.add(m.user_task(self.name("tanya"))), scope.add(m.task(self.name("sesudah")))
        scope.flow(opening, first)
        scope.flow(last, ask)
        scope.flow(ask, closing)
        scope.flow(closing, opening, "=x != null and x > 3")
        scope.flow(closing, after, "default")
        return opening, after

    def race(self, scope: Scope, depth: int) -> Block:
        gateway, closing = scope.add(m.event_gateway(self.name("lomba"))), scope.add(m.exclusive(self.name("menang")))
        for event in (m.timer(duration="P1D"), m.message("Surat"), m.message("Lain")):
            caught = scope.add(m.catch(self.name("terjadi"), event))
            first, last = self.block(scope, min(depth, 1))
            scope.flow(gateway, caught)
            scope.flow(caught, first)
            scope.flow(last, closing)
        return gateway, closing

    def merge(self, scope: Scope, depth: int) -> Block:
        """Two tokens leave over one flow."""
        opening, closing = scope.add(m.parallel(self.name("buka"))), scope.add(m.exclusive(self.name("lewat")))
        for _ in range(2):
            first, last = self.block(scope, min(depth, 1))
            scope.flow(opening, first)
            scope.flow(last, closing)
        return opening, closing

    def with_boundary(self, scope: Scope, depth: int) -> Block:
        """An activity with events: interrupting ones come back to the path; the others end, or come to a join."""
        host = self.sub_process(scope, depth)[0] if self.nests and self.left > 0 else self.name("tuan")
        if host.startswith("tuan"):
            scope.add(m.user_task(host) if self.random.random() < 0.5 else self.receive(host))
        closing = scope.add(m.exclusive(self.name("lanjut")))
        scope.flow(host, closing)
        for event in self.random.sample([m.timer(duration="P1D"), m.message("Surat"), m.message("Lain")], 2):
            interrupting = self.random.random() < 0.5
            name = scope.add(m.boundary(self.name("tepi"), host, event, interrupting=interrupting))
            if interrupting:
                scope.flow(name, closing)
            else:
                scope.flow(name, self.beside(scope))
        return host, closing

    def beside(self, scope: Scope) -> str:
        """What a token does that another one left behind."""
        task = scope.add(m.user_task(self.name("samping")))
        joins = [closing for around, closing in self.joins if around is scope]
        comes_back = joins and not self.nests and self.random.random() < 0.5
        scope.flow(task, self.random.choice(joins) if comes_back else scope.add(m.end(self.name("ujung"))))
        return task
