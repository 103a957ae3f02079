"""The life of an element in BPMN's words (BPMN 2.0.2, 13.3.2), on SpiffWorkflow's hooks.

Put `Element` before SpiffWorkflow's class in the bases and write `on_activate`, `on_execute`, `on_complete`,
`on_terminate`. An element does no I/O: it emits effects. With `tokens.py` the only file that touches SpiffWorkflow's
private names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from engine.elements import spiff
from engine.elements.effects import DataStoreWritten, ElementActivated, ElementCompleted, ElementTerminated
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.stores import StoreTarget
from engine.elements.tokens import LIVE, STEPS, UNDONE, Token, Tokens
from engine.model.data import ProcessData, Value

NOTHING: Mapping[str, Value] = {}


class Executed(Enum):
    """How far an element came when it was run."""

    DONE = "done"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A sequence flow; `id` is None for a connection that is not in the model."""

    id: str | None
    target: "Element"
    number: int
    """Its place among the incoming flows of the target."""
    condition: Formula | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class IoMapping:
    """`target` becomes the value of `source`; a target `a.b` sets a key of the context `a`.

    `reads` are (name, id) of the data stores that the source can name. With `store` that is written instead.
    """

    source: Formula
    target: str
    reads: tuple[tuple[str, str], ...] = ()
    store: StoreTarget | None = None

    def value(self, token: Token, written: Mapping[str, Value] = NOTHING) -> Value:
        """The value of the source; `written` are values of data stores that are about to be written."""
        stores = token.top.stores.read(self.reads)
        if self.store is not None:
            token.top.stores.need(self.store.id)
        stores |= {name: written[store] for name, store in self.reads if store in written}
        return token.evaluate(self.source, stores).value


class Step(Protocol):
    """Something that is computed before, as or after the work of an activity."""

    def run(self, token: Token) -> bool:
        """Write results. False: it threw a BPMN error, and the token goes no further. Raises TechnicalFailure."""
        ...


class Element(spiff.BpmnTaskSpec):
    """What all elements have in common. Instances are shared by all executions and frozen once read."""

    settles = False
    """Tokens that wait here are looked at when nothing else moves."""
    keeps_children_together = False
    """A finished token stays while one that came out of it is unfinished."""
    counts_arrivals = False
    """A token that reaches it remembers over which flow (joins)."""
    enters_when_ready = False
    """It counts as activated when it happens, not when a token waits for it (joins, boundary events)."""
    takes_over_events = False
    """The events behind it have happened when a token reaches them (event gateways)."""
    interrupts = False
    """Its event ends the wait of others, so what waits for the same and interrupts nothing comes before it."""
    is_loop_body = False
    has_items = False
    """Each of its instances is an item, a part of the state of its own."""
    heard_inside: frozenset[str] = frozenset()
    """Of a loop with items: signals that something in an item may wait for."""
    watched_inside: frozenset[str] = frozenset()
    """Of a loop with items: variables that conditions in an item read."""
    has_scope = False
    """It owns a scope even without mappings."""
    is_silent = False
    """Nobody is told that it was entered or left; what it waits for is told."""
    undoes = False
    """Tokens that come out of it undo something and are remembered no more."""
    signal_names: tuple[str, ...] = ()
    condition_names: frozenset[str] = frozenset()
    handler: "Element | None" = None
    """What undoes it after it has completed."""
    before: Step | None = None
    """Runs when the activity begins, after its input mappings."""
    after: Step | None = None
    """Runs when its work is done, before its output mappings."""
    completion_quantity = 1
    """Tokens that leave over each flow."""
    input_mappings: tuple[IoMapping, ...] = ()
    output_mappings: tuple[IoMapping, ...] = ()
    all_results_leave = False
    """What it gives is written outwards although output mappings choose among it."""

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.flows: list[Flow] = []
        self.incoming: list[Element] = []

    def on_activate(self, token: Token) -> bool:
        """A token entered. True: go on; False: it waits, and the hook has put it into that state."""
        return True

    def on_execute(self, token: Token) -> Executed:
        """Do the work, or ask somebody outside for it."""
        return Executed.DONE

    def on_complete(self, token: Token) -> None:
        """The work is done; the token has not left yet."""

    def on_terminate(self, token: Token) -> None:
        """The element is interrupted; end what it had opened. The token is still in its state."""

    def settle(self, tokens: Tokens) -> None:
        """Nothing else moves: may a token that waits here go on?"""

    def local_names(self) -> frozenset[str]:
        """Of a loop: names that its instances keep to themselves."""
        return frozenset()

    def instance_leaving(self, token: Token, instance: Token) -> None:
        """Of a loop: take an instance's result while its locals can be read."""

    def instance_done(self, token: Token, instance: Token) -> None:
        """Of a loop: an instance has completed."""

    def starts_one_by_one(self) -> bool:
        """Of a sub-process: what nothing leads to is started one after the other."""
        return False

    def inner_leaving(self, owner: Token, token: Token) -> None:
        """Of a sub-process: an element inside is about to be left."""

    def inner_completed(self, owner: Token, token: Token) -> None:
        """Of a sub-process: an element inside has completed, and that is enough."""

    def starts_next(self, owner: Token, inside: Tokens) -> bool:
        """Of a sub-process: nothing moves inside. True if something more was started."""
        return False

    def child_completed(self, token: Token, child: Token) -> None:
        """A token that came directly out of this one has completed (splits for boundary events)."""

    def freeze(self) -> None:
        """The process was read: work out what depends on its whole graph."""

    @property
    def process(self) -> Any:
        """The process or sub-process it is part of."""
        return self._wf_spec

    def add_flow(
        self, target: "Element", flow_id: str | None = None, condition: Formula | None = None, *, default: bool = False
    ) -> None:
        """Connect it to `target`."""
        self.flows.append(Flow(flow_id, target, len(target.incoming), condition, default))
        target.incoming.append(self)
        self.connect(target)

    def arrive(self, token: Token) -> bool:
        """A token is here. True: it may run."""
        if not self.enters_when_ready:
            self.enter(token)
        return self.on_activate(token)

    def enter(self, token: Token) -> None:
        """The element is active: say so, and evaluate its input mappings."""
        if not token.again and not self.is_silent:
            token.emit(ElementActivated, body=self.is_loop_body)
        if UNDONE in token.internal_data:
            return
        if self.has_scope or self.input_mappings or self.output_mappings:
            token.open_scope()
        for mapping in self.input_mappings:
            value = mapping.value(token)
            name, _, rest = mapping.target.partition(".")
            before = token.top.scopes.own(token.own_scope_id, [name]).get(name) if rest else None
            token.declare(name, placed(before, rest, value))

    def take(self, token: Token, data: ProcessData) -> None:
        """Take results: local if output mappings choose among them, else written outwards."""
        if not self.output_mappings or self.all_results_leave:
            token.assign(data)
            return
        for name, value in data.items():
            token.declare(name, value)

    def leaving(self, token: Token) -> bool:
        """Evaluate what is to be kept, before the token is gone. False: it is interrupted instead."""
        if not token.skipped and not self.stepped(token, self.after, 2):
            return False
        stored: dict[str, Value] = {}
        if self.output_mappings and UNDONE not in token.internal_data and not token.skipped:
            token.assign(self.outputs(token, stored))
        loop = token.instance_of
        around = token.workflow.owner
        if loop is not None:
            loop.task_spec.instance_leaving(loop, token)
        elif around is not None and self.bpmn_id is not None:
            around.task_spec.inner_leaving(around, token)
        for store, value in stored.items():  # the last thing: what fails before it is tried again, and writes once
            token.emit(DataStoreWritten, store=store, value=token.top.stores.write(store, value))
        return True

    def outputs(self, token: Token, stored: dict[str, Value]) -> ProcessData:
        """What the output mappings give, by variable; values of data stores are put into `stored`."""
        values: ProcessData = {}
        for mapping in self.output_mappings:
            if mapping.store is not None:
                value = mapping.value(token, stored)
                mapping.store.check(value)
                stored[mapping.store.id] = value
                continue
            name, _, rest = mapping.target.partition(".")
            before = values.get(name)
            if rest and before is None:
                before = token.top.scopes.read(token.outer_scope_id, [name]).get(name)
            values[name] = placed(before, rest, mapping.value(token, stored))
        return values

    def stepped(self, token: Token, step: Step | None, number: int) -> bool:
        """Run a step once, however often what follows it is tried. False: it threw a BPMN error."""
        if step is None or token.internal_data.get(STEPS, 0) >= number or UNDONE in token.internal_data:
            return True
        token.internal_data[STEPS] = number
        try:
            return step.run(token)
        except TechnicalFailure:
            token.internal_data[STEPS] = number - 1
            raise

    def _predict(self, my_task: Token, seen: Any = None, looked_ahead: int = 0, mask: Any = None) -> None:
        """Nothing is predicted: tokens are made when they arrive."""

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task.make_ready()

    def _update_hook(self, my_task: Token) -> bool:
        return self.arrive(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.stepped(my_task, self.before, 1):
            return None
        return True if self.on_execute(my_task) is Executed.DONE else None

    def _on_complete(self, my_task: Token) -> None:
        flows: tuple[Flow, ...] = tuple(self.flows) if my_task.chosen is None else my_task.chosen
        if UNDONE in my_task.internal_data:
            flows = ()
        if not self.is_silent:
            left_over = tuple(flow.id for flow in flows if flow.id is not None)
            my_task.emit(ElementCompleted, body=self.is_loop_body, flows=left_over)
        self.on_complete(my_task)
        before = my_task.parent
        if before is not None:
            before.task_spec.child_completed(before, my_task)
        loop = my_task.instance_of
        kept = False
        if not my_task.workflow.completed:  # else what it threw ended its own scope
            kept = self.remembered(my_task, undoes=loop is not None and loop.task_spec.undoes)
            around = my_task.workflow.owner
            if my_task.enough and loop is None and around is not None:
                around.task_spec.inner_completed(around, my_task)
            else:
                self.send_on(my_task, flows * self.completion_quantity)
        if not kept:
            my_task.close_scope()
        if loop is not None and loop.state & LIVE:
            loop.task_spec.instance_done(loop, my_task)

    def _on_cancel(self, my_task: Token) -> None:
        entered = not (self.enters_when_ready and my_task.has_not_happened)
        self.on_terminate(my_task)
        if entered and not self.is_silent:
            my_task.emit(ElementTerminated, body=self.is_loop_body)

    def remembered(self, token: Token, *, undoes: bool) -> bool:
        """Remember a completed activity that can be compensated; True if its scope is kept for that."""
        if self.handler is None or undoes:
            return False
        token.workflow.remember(token, [])
        return True

    def send_on(self, token: Token, flows: tuple[Flow, ...]) -> None:
        """Make a token for each flow, then let each enter."""
        if token.workflow is token.top and any(flow.id is None for flow in flows) and self.bpmn_id is not None:
            token.top.last_element = self.bpmn_id
        sent = [token.spawn(flow.target, flow.number if flow.target.counts_arrivals else None) for flow in flows]
        for child in sent:
            if not child.finished:
                child.activate()


class Technical(Element):
    """An element that is not in the model: no effect tells of it, no budget counts it."""


def placed(context: Value, path: str, value: Value) -> Value:
    """`value`, or if there is a path, the context with the value put there."""
    if not path:
        return value
    name, _, rest = path.partition(".")
    known = context if isinstance(context, dict) else {}
    return {**known, name: placed(known.get(name), rest, value)}
