"""Tokens and the executions they move in: an index of live tokens, a scheduler that scans no tree, and pruning.

SpiffWorkflow 3.2.0 predicts tasks, copies data between them and searches its tree; here tokens are made when they
arrive, carry no data and are found by index. Finished ones are spliced out at once, so the size of an execution is
that of what is alive. With `lifecycle.py` the only file that touches SpiffWorkflow's private names.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from engine.elements import spiff
from engine.elements.effects import Effect, IncidentRaised, IncidentResolved, Outcome, ProcessEnded
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula, Result
from engine.elements.items import OUTSIDE, TOKENS_OF_AN_ITEM, Items, item_of, too_many_tokens
from engine.elements.scopes import ROOT, Scopes
from engine.elements.scripts import SCRIPTS_REFUSED
from engine.elements.services import Services
from engine.elements.spiff import TaskState
from engine.elements.stores import StoreValues
from engine.model.data import ProcessData, Value

LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
FINISHED = TaskState.FINISHED_MASK
INCIDENT = "incident"
"""Key in internal_data of a token that stands still: what it was about to do."""
SCOPE = "scope"
"""Key in internal_data of a token that undoes something: the scope of what it undoes."""
UNDONE = "undone"
"""Key in internal_data of a token that undoes a sub-process: what was done inside."""
LEFT = "left"
"""Key in internal_data of a token that undoes: what is still to be undone."""
STEPS = "steps"
"""Key in internal_data of a token whose scripts before or after its work have run: how many of the two."""
WAITER = "waiter"
"""Key beside it: the token that goes on when everything is undone, or None."""
BEGUN = "started"
"""Key in internal_data of a loop: how many instances it has begun."""
CAME_OVER = "over"
"""Key in internal_data of a token at a join: number of the incoming flow it came over."""

T = TypeVar("T")
Done = list[Any]
"""[name of an element that was completed, id of its scope that is kept or None, what was done inside]."""


class Children(dict[int, None]):
    """An ordered set of ids with the two list methods SpiffWorkflow uses; removal does not search."""

    def append(self, token_id: int) -> None:
        """Put it last."""
        self[token_id] = None

    def remove(self, token_id: int) -> None:
        """Take it out."""
        self.pop(token_id, None)


class Token(spiff.Task):
    """A token at an element. `internal_data` is saved and holds no values of variables; `data` stays empty."""

    task_spec: Any
    workflow: "Tokens"

    def __init__(
        self,
        workflow: "Tokens",
        task_spec: Any,
        parent: "Token | None" = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,  # noqa: A002 (the name SpiffWorkflow gives it)
    ) -> None:
        # SpiffWorkflow's own constructor draws a random id and reads the clock.
        self.id = (
            id if id is not None else workflow.top_workflow.new_id(workflow.item if parent is None else parent.item)
        )
        self.workflow, self.task_spec, self._state = workflow, task_spec, state
        self._parent, self._children = (parent.id if parent else None), Children()
        self.triggered, self.thread_id, self.last_state_change = False, 0, 0
        self.data, self.internal_data = {}, {}
        self.chosen: tuple[Any, ...] | None = None
        self.payload: ProcessData = {}
        self.again = self.answered = self.enough = self.spares_activity = self.skipped = False
        workflow.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def top(self) -> "ExecutionTokens":
        """The execution it belongs to."""
        return self.workflow.top_workflow

    @property
    def item(self) -> int:
        """The number of the item of a multi-instance that it belongs to; 0 for none."""
        return item_of(self.id)

    @property
    def parent(self) -> "Token | None":
        """The token it came out of, while that is needed."""
        return self.workflow.tasks.get(self._parent)  # type: ignore[arg-type]  # None finds none

    @property
    def children(self) -> "list[Token]":
        """The tokens that came out of it and are still known."""
        return [self.workflow.tasks[child] for child in self._children]

    @property
    def instance_of(self) -> "Token | None":
        """The loop whose instance it is, or what undoes and started it; between them a split may stand."""
        if not self.triggered:
            return None
        around = self.parent
        between = around is not None and around.task_spec.keeps_children_together
        return around.parent if between and around is not None else around

    @property
    def finished(self) -> bool:
        """It left its element, or was interrupted."""
        return bool(self._state & FINISHED)

    @property
    def live(self) -> bool:
        """It stands at its element."""
        return bool(self._state & LIVE)

    @property
    def incident(self) -> str | None:
        """What it was about to do when it failed; None if it did not."""
        stage: str | None = self.internal_data.get(INCIDENT)
        return stage

    @property
    def waits_for_event(self) -> bool:
        """It stands before an event or a join that has not happened."""
        return self._state == TaskState.WAITING

    @property
    def has_not_arrived(self) -> bool:
        """It was made, and has not reached its element."""
        return self._state == TaskState.FUTURE

    @property
    def has_not_happened(self) -> bool:
        """Its event or join has not happened: it waits, or could not begin to."""
        return self.waits_for_event or self.has_not_arrived or self.incident == "activate"

    @property
    def waits_for_answer(self) -> bool:
        """Its element was started and somebody outside has to answer."""
        return self._state == TaskState.STARTED and INCIDENT not in self.internal_data and not self.answered

    @property
    def own_scope_id(self) -> str:
        """The id of the scope it would own; elements with locals do."""
        return self.internal_data.get(SCOPE) or str(self.id)

    @property
    def scope_id(self) -> str:
        """The scope it reads from."""
        own = self.own_scope_id
        return own if own in self.top.scopes.all else self.workflow.scope_id

    @property
    def outer_scope_id(self) -> str:
        """The scope around its own."""
        own = self.top.scopes.all.get(self.own_scope_id)
        return self.workflow.scope_id if own is None or own.parent is None else own.parent

    def open_scope(self, outer: str | None = None) -> None:
        """Give it locals."""
        self.top.scopes.open(self.own_scope_id, self.workflow.scope_id if outer is None else outer)

    def declare(self, name: str, value: Value) -> None:
        """Write a local."""
        self.top.scopes.declare(self.own_scope_id, name, value)

    def assign(self, values: Mapping[str, Value]) -> None:
        """Write results: outwards, except what a loop made local to its instance."""
        outward = dict(values)
        loop = self.instance_of
        if loop is not None:
            local = self.top.scopes.own(self.own_scope_id, loop.task_spec.local_names() & values.keys())
            for name in local:
                self.declare(name, outward.pop(name))
        self.top.scopes.assign(self.outer_scope_id, outward)

    def evaluate(self, formula: Formula, extra: Mapping[str, Value] | None = None) -> Result:
        """The value of a formula here; `extra` are names that no scope holds. Raises NeedsVariables."""
        more = extra or {}
        context = self.top.scopes.read(self.scope_id, formula.names - more.keys())
        services = self.top.services
        return formula.evaluate({**context, **more}, services.functions, self.local_time, services.run_python)

    @property
    def local_time(self) -> datetime:
        """The time of the turn, in the zone of the installation."""
        return self.top.now.astimezone(self.top.services.zone)

    def emit(self, kind: Callable[..., Effect], /, **facts: Any) -> None:
        """Tell what happened here; nothing is told of connections that are not in the model."""
        if self.task_spec.bpmn_id is not None:
            self.top.effects.append(kind(element_id=self.task_spec.bpmn_id, token=self.id, **facts))

    def spawn(self, element: Any, over: int | None = None) -> "Token":
        """A token that comes out of this one at `element`, over the incoming flow of that number."""
        token = Token(self.workflow, element, self)
        if over is not None:
            token.internal_data[CAME_OVER] = over
        return token

    def activate(self) -> None:
        """Enter the element."""
        self.contain("activate", lambda: self.task_spec._update(self))

    def wait(self) -> None:
        """Stay before the element until something happens."""
        self._set_state(TaskState.WAITING)

    def make_ready(self) -> None:
        """Let it run in this turn."""
        self._set_state(TaskState.READY)

    def start(self) -> None:
        """Stay in the element until it is answered."""
        self._set_state(TaskState.STARTED)

    def run(self) -> None:
        """Let the element do its work."""
        done = self.contain("run", lambda: self.task_spec._run_hook(self))
        if self.finished or self.incident:
            return  # what it did ended its own scope, or failed
        if done:
            self.finish()
        elif self._state == TaskState.READY:
            self.start()

    def finish(self) -> None:
        """Take the element's results and leave it, unless what it threw interrupted it."""
        if self.contain("complete", lambda: self.task_spec.leaving(self)) and not self.finished:
            self.complete()

    def skip(self, values: Mapping[str, Value]) -> None:
        """Leave the element without its work and its output mappings; `values` are written where its results go."""
        if self.internal_data.pop(INCIDENT, None) is not None:
            self.emit(IncidentResolved)
        self.skipped = True
        self.assign(values)
        self.finish()

    def cancel(self) -> None:
        """Interrupt it, and what it is the loop of; tokens that came out of it live on their own."""
        if self.finished:
            return
        if self.has_not_arrived:
            self._set_state(TaskState.CANCELLED)
            return
        self.cancel_instances()
        self.task_spec._on_cancel(self)
        if self.internal_data.pop(INCIDENT, None) is not None:
            self.emit(IncidentResolved)
        self._set_state(TaskState.CANCELLED)
        self.close_scope()

    def cancel_instances(self) -> None:
        """Interrupt what it is the loop of. Raises NeedsItems."""
        if self.id in self.top.loops:
            self.top.items.seek_all([self.id])
        for child in self.children:
            child.cancel()

    def merge_away(self) -> None:
        """It is consumed by a join; nothing was interrupted."""
        self._set_state(TaskState.CANCELLED)

    def close_scope(self) -> None:
        """Forget its locals."""
        self.top.scopes.close(self.own_scope_id)

    def contain(self, stage: str, call: Callable[[], T]) -> T | None:
        """What the call gives; None if it failed, and then an incident stands on this token."""
        try:
            return call()
        except TechnicalFailure as failure:
            self.stop(stage, failure.code, failure.detail)
            return None

    def stop(self, stage: str, code: str, detail: str) -> None:
        """Stand still with an incident until it is retried or interrupted."""
        self.internal_data[INCIDENT] = stage
        self._set_state(TaskState.STARTED)
        self.emit(IncidentRaised, code=code, detail=detail)

    def retry(self) -> None:
        """Do again what failed."""
        stage = self.internal_data.pop(INCIDENT)
        self.emit(IncidentResolved)
        if stage == "run":
            self.make_ready()
        elif stage == "complete":
            self.finish()
        else:
            self.again = True
            self._set_state(TaskState.FUTURE)
            self.activate()
            self.again = False

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _inherit_data(self) -> None:
        pass

    def _set_state(self, value: int) -> None:
        old, self._state = self._state, value
        if old != value:
            self.workflow.moved(self, old, value)

    def row(self) -> list[Any]:
        """What a saved execution keeps of it."""
        return [self.id, self._parent, self._state, self.task_spec.name, int(self.triggered), self.internal_data]


def in_turn(waiting: Iterable[Token]) -> list[Token]:
    """The order in which one happening reaches them: it reaches all that wait, so those that interrupt come last."""
    return sorted(waiting, key=lambda token: (token.task_spec.interrupts, token.id))


class Tokens(spiff.Workflow):
    """The tokens of one process or of one embedded sub-process."""

    scope_id: str
    owner: Token | None = None
    """The token whose sub-process this is; None for the process."""
    top_workflow: "ExecutionTokens"
    depth: int
    live: dict[int, Token]
    at: dict[str, dict[int, Token]]
    done: "list[Done]"
    """What can be compensated, in the order in which it was completed."""

    @property
    def item(self) -> int:
        """The item of a multi-instance that it is in; 0 for none."""
        return OUTSIDE if self.owner is None else self.owner.item

    def reset_index(self) -> None:
        """No token is live, and none stands anywhere."""
        self.task_tree = None
        self.live = {}
        self.at = {}
        self.done = []

    def begin(self) -> None:
        """Make the root token; it goes to the start event."""
        self.task_tree = Token(self, self.spec.start)
        self.task_tree.activate()

    def moved(self, token: Token, old: int, new: int) -> None:
        """Keep the index: every change of state comes through here."""
        top, spec = self.top_workflow, token.task_spec
        if new & LIVE and not old & LIVE:
            top.alive += 1
            self.live[token.id] = token
            self.at.setdefault(spec.name, {})[token.id] = token
        elif old & LIVE and not new & LIVE:
            top.alive -= 1
            self.live.pop(token.id, None)
            here = self.at.get(spec.name, {})
            here.pop(token.id, None)
            if not here:
                self.at.pop(spec.name, None)
        if new == TaskState.READY:
            top.ready[token.id] = token
        elif old == TaskState.READY:
            top.ready.pop(token.id, None)
        for index, names in ((top.listening, spec.signal_names), (top.watching, spec.condition_names)):
            for name in names:
                if new == TaskState.WAITING:
                    index.setdefault(name, {})[token.id] = token
                elif old == TaskState.WAITING:
                    index[name].pop(token.id, None)
        if spec.has_items:
            if new & LIVE and BEGUN in token.internal_data:
                top.loops[token.id] = token
            else:
                top.loops.pop(token.id, None)
        if new & FINISHED:
            top.finished.append(token)
        self.note_settling(token, new)

    def note_settling(self, token: Token, new: int) -> None:
        """A join that waits for others is looked at when a token arrives there and when any token is gone."""
        arrived = new == TaskState.WAITING and token.task_spec.settles
        gone = new & FINISHED and not self.completed and any(name in self.at for name in self.spec.settling_names)
        if arrived or gone:
            self.top_workflow.settling[self.scope_id] = self

    def cancel(self, success: bool = False) -> list[Token]:
        """Interrupt everything in it."""
        self.success, self.completed = success, True
        cancelled = self.by_age()
        for token in cancelled:
            token.cancel()
        self.forget(self.done)
        self.done = []
        return cancelled

    def by_age(self) -> list[Token]:
        """Its tokens that have not left, oldest first: an order that saving does not change."""
        return sorted((token for token in self.tasks.values() if not token.finished), key=lambda token: token.id)

    def remember(self, token: Token, inner: "list[Done]") -> None:
        """What `token` did can be compensated; its variables are kept as they are now."""
        scope_id = token.own_scope_id if token.own_scope_id in self.top_workflow.scopes.all else None
        if scope_id is not None:
            self.top_workflow.scopes.keep(scope_id)
        self.done.append([token.task_spec.name, scope_id, inner])

    def forget(self, done: "list[Done]") -> None:
        """That can not be compensated any more."""
        for _, scope_id, inner in done:
            self.forget(inner)
            if scope_id is not None:
                self.top_workflow.scopes.close(scope_id)

    def undo(self, done: "list[Done]", waiter: Token | None = None) -> None:
        """Compensate these, the last one first; `waiter` is finished when that is over."""
        undone = {id(each) for each in done}
        self.done = [each for each in self.done if id(each) not in undone]
        undoing = self.task_tree.spawn(self.spec.undoing)
        undoing.internal_data.update({LEFT: done, WAITER: None if waiter is None else waiter.id})
        undoing.activate()

    def keep(self, done: "Iterable[Done]") -> None:
        """Bring back what can be compensated, as it was saved."""
        for _, scope_id, inner in done:
            self.keep(inner)
            if scope_id is not None:
                self.top_workflow.scopes.keep(scope_id)

    def ended(self) -> None:
        """Its last token arrived at the end."""
        self.completed = True

    def update_waiting_tasks(self) -> None:
        """SpiffWorkflow's scan of all waiting tasks: the index makes it needless."""

    def rows(self) -> dict[int, list[list[Any]]]:
        """What a saved execution keeps of it, by the item that its tokens belong to."""
        rows: dict[int, list[list[Any]]] = {}
        for token in self.tasks.values():
            rows.setdefault(token.item, []).append(token.row())
        return rows

    def restore(self, rows: Iterable[Iterable[Any]]) -> None:
        """Bring back tokens as they were saved; raises KeyError, TypeError or ValueError for nonsense.

        The root comes with the first rows, items of a multi-instance after their loop.
        """
        restored = []
        for token_id, parent, state, name, triggered, internal_data in rows:
            token = Token(self, self.spec.task_specs[name], None, int(state), int(token_id))
            token._parent = parent
            token.triggered = bool(triggered)
            token.internal_data = dict(internal_data)
            restored.append(token)
            if parent is None:
                self.task_tree = token
        if self.task_tree is None:
            raise KeyError(self.scope_id)
        for token in restored:
            if LEFT in token.internal_data:
                token.internal_data[LEFT] = list(token.internal_data[LEFT])
                self.keep(token.internal_data[LEFT])
            if token._parent is not None:
                self.tasks[token._parent]._children.append(token.id)
            if token._state & LIVE:
                self.moved(token, 0, token._state)


class SubProcessTokens(Tokens, spiff.BpmnSubWorkflow):
    """The tokens of one embedded sub-process; its scope is that of the token that owns it."""

    def __init__(self, spec: Any, owner: Token) -> None:
        self.scope_id = owner.own_scope_id
        self.owner: Token = owner
        # As if it were restored: SpiffWorkflow then makes no root of its own and predicts nothing.
        super().__init__(spec, owner.id, owner.top, deserializing=True)
        self.reset_index()

    def _calculate_depth(self) -> int:
        return 1 + self.owner.workflow.depth

    def ended(self) -> None:
        """Its last token arrived at the end; so the sub-process is done."""
        super().ended()
        if not self.owner.finished:
            self.owner.finish()


class ExecutionTokens(Tokens, spiff.BpmnWorkflow):
    """One execution: the tokens of a process, of its sub-processes, their scopes, and what happened in this turn."""

    subprocesses: dict[int, SubProcessTokens]
    prunes = True

    def __init__(
        self, spec: Any, subprocess_specs: Mapping[str, Any], *, services: Services, now: datetime, scopes: Scopes
    ) -> None:
        self.scope_id, self.scopes = ROOT, scopes
        self.stores = StoreValues(services.stores)
        self.services, self.now = services, now
        self.effects: list[Effect] = []
        self.ready: dict[int, Token] = {}
        self.finished: list[Token] = []
        self.settling: dict[str, Tokens] = {}
        self.items = Items()
        self.loops: dict[int, Token] = {}
        """Live tokens that began instances, which are items."""
        self.listening: dict[str, dict[int, Token]] = {}
        self.watching: dict[str, dict[int, Token]] = {}
        self.alive, self.next_id, self.tokens_limit = 0, 1, 10**9
        self.outcome: Outcome | None = None
        self.last_element = ""
        self.start_event: str | None = None
        super().__init__(spec, dict(subprocess_specs), SCRIPTS_REFUSED, deserializing=True)
        self.reset_index()

    def new_id(self, item: int = OUTSIDE) -> int:
        """Ids grow within an item, and are never used twice. Raises TechnicalFailure."""
        if item != OUTSIDE:
            return self.items.new_id(item)
        if self.next_id >= TOKENS_OF_AN_ITEM:
            raise too_many_tokens()
        self.next_id += 1
        return self.next_id - 1

    def find(self, token_id: int) -> Token | None:
        """The token with that id, wherever it is. Raises NeedsItems."""
        if not self.items.seek(item_of(token_id)):
            return None
        for workflow in (self, *self.subprocesses.values()):
            token: Token | None = workflow.tasks.get(token_id)
            if token is not None:
                return token
        return None

    def get_task_from_id(self, task_id: int) -> Token | None:
        """The name by which SpiffWorkflow calls `find`."""
        return self.find(task_id)

    def tell(self, effect: Effect) -> None:
        """Tell what happened to the execution as a whole."""
        self.effects.append(effect)

    def begin_subprocess(self, owner: Token) -> None:
        """Start the sub-process inside `owner`; it is registered before its first token moves."""
        sub = SubProcessTokens(self.subprocess_specs[owner.task_spec.spec], owner)
        self.subprocesses[owner.id] = sub
        sub.begin()

    def begin_undoing(self, owner: Token) -> None:
        """Undo the sub-process inside `owner`: by its own handler, else all that was done in it."""
        sub = SubProcessTokens(self.subprocess_specs[owner.task_spec.spec], owner)
        self.subprocesses[owner.id] = sub
        sub.task_tree = Token(sub, sub.spec.start, None, TaskState.COMPLETED)
        sub.done = list(owner.internal_data[UNDONE])
        if sub.spec.undoing_body is not None:
            sub.task_tree.spawn(sub.spec.undoing_body).activate()
        else:
            sub.undo(sub.done)

    def cancel_subprocess(self, owner: Token) -> None:
        """Interrupt what is inside of `owner`."""
        sub = self.subprocesses.get(owner.id)
        if sub is not None and not sub.completed:
            sub.cancel()

    def restore_subprocess(self, owner_id: int, rows: Iterable[Iterable[Any]]) -> None:
        """Bring back the sub-process inside a restored owner."""
        sub = self.subprocesses.get(owner_id)
        if sub is None:
            owner = self.find(owner_id)
            if owner is None:
                raise KeyError(owner_id)
            sub = SubProcessTokens(self.subprocess_specs[owner.task_spec.spec], owner)
            self.subprocesses[owner_id] = sub
        sub.restore(rows)

    def restore_done(self, owner_id: int, done: "list[Done]") -> None:
        """Bring back what can be compensated inside a restored owner; 0 is the execution."""
        tokens = self.subprocesses[owner_id] if owner_id else self
        tokens.done = list(done)
        tokens.keep(tokens.done)

    def ended(self) -> None:
        """Its last token arrived at the end."""
        super().ended()
        self.forget(self.done)
        self.done = []
        self.outcome = Outcome.COMPLETED
        self.tell(
            ProcessEnded(
                element_id=self.last_element,
                token=self.task_tree.id,
                outcome=Outcome.COMPLETED,
                outputs=self.scopes.visible(ROOT),
            )
        )

    def end_early(self, outcome: Outcome, element_id: str = "") -> None:
        """Interrupt everything; the execution is over."""
        self.outcome = outcome
        self.cancel()
        self.tell(ProcessEnded(element_id=element_id, token=self.task_tree.id, outcome=outcome))

    def next_ready(self) -> Token | None:
        """The token that may run: first come, first served. None: everything waits for somebody outside."""
        while True:
            self.watch()
            token = next(iter(self.ready.values()), None)
            if token is not None or not self.settle():
                return token

    def watch(self) -> None:
        """Look at every condition that reads a variable which was written; nothing else moves in between."""
        while self.scopes.news:
            written, self.scopes.news = self.scopes.news, {}
            self.seek_watching(written)
            names = dict.fromkeys(name for _, name in written)
            found = {token.id: token for name in names for token in self.watching.get(name, {}).values()}
            for token in in_turn(found.values()):
                if token.waits_for_event:
                    token.task_spec.look(token)

    def seek_watching(self, written: Iterable[tuple[str, str]]) -> None:
        """Raise NeedsItems if items that are not at hand watch what was written, and can see it."""
        watched = [loop for loop in self.loops.values() if loop.task_spec.watched_inside]
        self.items.seek_all(
            loop.id
            for loop in watched
            if any(
                name in loop.task_spec.watched_inside and self.scopes.is_visible(scope_id, loop.own_scope_id)
                for scope_id, name in written
            )
        )

    def settle(self) -> bool:
        """Nothing is ready: look at inclusive joins and at ends of scopes. True if something moved."""
        pending, self.settling = self.settling, {}
        for workflow in sorted(pending.values(), key=lambda tokens: -tokens.depth):
            for name in workflow.spec.settling_names:
                if name in workflow.at and not workflow.completed:
                    workflow.spec.task_specs[name].settle(workflow)
        return bool(self.ready or self.settling)

    def prune(self) -> None:
        """Splice out every finished token; what is alive under it moves to the root of its workflow.

        Kept are the root, and a split while a direct child is unfinished: boundary events find their activity,
        and the activity its events, through it.
        """
        if not self.prunes:
            self.finished.clear()
            return
        work, self.finished = self.finished, []
        while work:
            token = work.pop()
            workflow = token.workflow
            root = workflow.task_tree
            if token is root or workflow.tasks.get(token.id) is not token or not token.finished:
                continue
            if token.task_spec.keeps_children_together and any(not child.finished for child in token.children):
                continue
            parent = token.parent or root
            for child in token.children:
                child._parent = root.id
                root._children.append(child.id)
            parent._children.remove(token.id)
            if parent.finished:
                work.append(parent)
            del workflow.tasks[token.id]
            if token.id in self.subprocesses:
                self.settling.pop(self.subprocesses.pop(token.id).scope_id, None)
