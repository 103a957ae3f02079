"""The tokens of an execution go over to another version of its process: pure, like a turn.

What waits goes on waiting as it was: a task keeps its answers, a timer its time, a message its key. What the new
version waits for beside it begins, what only the old one waited for ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.elements.boundaries import BoundaryEvent
from engine.elements.catching import CYCLE, HAPPENED, HELD, Catching
from engine.elements.effects import Effect, ElementMigrated, Ending, UserTaskMigrated
from engine.elements.event_definitions import TimerEvent
from engine.elements.gateways import USED, Join
from engine.elements.lifecycle import Element
from engine.elements.process import ProcessSpec
from engine.elements.services import Services
from engine.elements.spiff import TaskState
from engine.elements.tasks import UserTask
from engine.elements.tokens import BEGUN, CAME_OVER, LEFT, UNDONE, ExecutionTokens, Token, Tokens
from engine.errors import InvalidInput
from engine.execution.advance import DEFAULT_LIMITS, Advance, Limits, advance_of, run
from engine.execution.definition import ExecutableDefinition
from engine.execution.migration_plan import MigrationPlan
from engine.execution.sameness import addressed_otherwise, other_work, same_inside, same_wait
from engine.execution.state import Parts, State, Variables, from_state
from engine.model.text import N_, Text

SPLIT, TRIGGER = "#split", "#trigger"
TECHNICAL = ""


class MigrationRefused(InvalidInput):
    """Some tokens have no place in the new version; the fields say at which elements, and why."""

    code = "migration_refused"
    message = N_("The case cannot be migrated: some of its tokens have no place in the new version.")


def migrate(
    source: ExecutableDefinition,
    target: ExecutableDefinition,
    state: State,
    variables: Variables,
    parts: Parts,
    plan: MigrationPlan,
    *,
    recompute_timers: bool = False,
    services: Services,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> Advance:
    """Put every token at its element in the new version, then run to the next waits.

    `recompute_timers`: times are counted anew from `now`, instead of being kept.
    Raises MigrationRefused, NeedsVariables, NeedsItems until all of them are at hand, StateUnreadable.
    """
    old = from_state(state, source, variables, parts, services=services, now=now)
    old.items.seek_all(old.loops)
    passage = Passage(old, target, plan, recompute_timers=recompute_timers)
    passage.check()
    passage.close()
    old.prune()
    before = advance_of(old)
    fresh, items = passage.translated(before.state, before.items)
    new = from_state(fresh, target, variables, Parts(items, everything=True), services=services, now=now)
    passage.open(new)
    run(new, limits)
    after = advance_of(new)
    renamed = [place for place in passage.places.values() if place.former != place.element_id]
    kept = passage.places.keys() - passage.reopened
    tasks = [each for tokens in passage.scopes(new) for each in tokens.by_age() if each.id in kept]
    effects: list[Effect] = [*before.effects, *renamed, *filter(None, map(task_migrated, tasks)), *after.effects]
    closed = tuple(dict.fromkeys((*before.closed_scopes, *after.closed_scopes)))
    return replace(after, effects=tuple(effects), closed_scopes=closed)


def task_migrated(token: Token) -> UserTaskMigrated | None:
    """What the new version says about a task that is open."""
    element = token.task_spec
    if not isinstance(element, UserTask) or not token.waits_for_answer:
        return None
    return UserTaskMigrated(
        element_id=element.bpmn_id or "",
        token=token.id,
        name=element.bpmn_name or element.bpmn_id or "",
        form_key=element.assignment.form_key,
        properties=element.assignment.properties,
    )


def ask_anew(token: Token, element: Element) -> None:
    """Wait for what the new version waits for."""
    if isinstance(element, Catching):
        token.contain("activate", lambda: element.open(token))
    elif isinstance(element, UserTask):
        token.again = True
        token.contain("run", lambda: element.enter(token))
        token.again = False
        if token.incident is None:
            token.contain("run", lambda: element.ask(token))


class Passage:
    """One execution on its way."""

    def __init__(
        self, old: ExecutionTokens, target: ExecutableDefinition, plan: MigrationPlan, *, recompute_timers: bool
    ) -> None:
        self.old, self.target, self.plan, self.recompute_timers = old, target, plan, recompute_timers
        self.findings: dict[str, Text] = {}
        self.places: dict[int, ElementMigrated] = {}
        self.left_behind: list[Token] = []
        self.reopened: set[int] = set()

    def check(self) -> None:
        """Find the place of every token. Raises MigrationRefused."""
        for tokens in self.scopes(self.old):
            spec = self.spec_of(tokens)
            for token in tokens.by_age():
                self.check_token(token, spec)
            if tokens.owner is not None and spec is not None:
                self.check_inside(tokens, tokens.owner, spec)
            self.check_done(tokens.done, spec, tokens.spec)
        if self.findings:
            raise MigrationRefused(self.findings)

    def scopes(self, execution: ExecutionTokens) -> Iterator[Tokens]:
        """The process and its running sub-processes."""
        yield execution
        yield from (sub for sub in execution.subprocesses.values() if not sub.completed)

    def spec_of(self, tokens: Tokens) -> ProcessSpec | None:
        """What stands for a scope in the new version, if anything does."""
        if tokens.owner is None:
            return self.target.spec
        return self.target.subprocesses.get(self.plan.elements.get(tokens.owner.task_spec.bpmn_id, ""))

    def check_token(self, token: Token, spec: ProcessSpec | None) -> None:
        """Find its place, or why it has none."""
        base, _, part = token.task_spec.name.partition("#")
        loop = token.instance_of
        undoes = LEFT in token.internal_data or UNDONE in token.internal_data
        if undoes or part == "giving-up" or (loop is not None and loop.task_spec.undoes):
            self.findings[base or self.target.process_id] = Text(N_("It is being undone. Wait until that is over."))
        elif base == TECHNICAL:
            return
        elif spec is None or base not in self.plan.elements:
            if self.is_event_beside(token):
                self.left_behind.append(token)
            else:
                self.findings[base] = self.plan.problem(base)
        else:
            self.find_place(token, spec, self.plan.elements[base], part)

    def is_event_beside(self, token: Token) -> bool:
        """It waits for what may happen beside the work: no work is lost with it."""
        return token.has_not_happened and (
            isinstance(token.task_spec, BoundaryEvent) or token.task_spec.name.endswith(TRIGGER)
        )

    def check_inside(self, tokens: Tokens, owner: Token, spec: ProcessSpec) -> None:
        """What a sub-process may still start."""
        base = owner.task_spec.bpmn_id or ""
        around = self.spec_of(owner.workflow)
        new = None if around is None else around.task_specs.get(self.renamed(owner.task_spec.name))
        if new is not None and not same_inside(owner.task_spec, new, tokens.spec, spec, self.renamed):
            self.findings[base] = Text(
                N_("It runs, and something else is inside in the new version, or in another order.")
            )

    def find_place(self, token: Token, spec: ProcessSpec, to: str, part: str) -> None:
        """Its element exists in the new version: is it entered the same way there?"""
        old: Element = token.task_spec
        new = spec.task_specs.get(f"{to}#{part}" if part else to)
        host = token.parent.task_spec.name.removesuffix(SPLIT) if token.parent is not None else ""
        if self.is_event_beside(token):
            split = spec.task_specs.get(f"{self.plan.elements.get(host, '')}{SPLIT}")
            beside = split is not None and any(flow.target is new for flow in split.flows)
            if new is None or (isinstance(old, BoundaryEvent) and not beside):
                self.left_behind.append(token)
                return
        if new is None or type(new) is not type(old):
            self.findings[old.bpmn_id or to] = Text(N_("In the new version it is of another kind."))
            return
        if isinstance(old, Join) and {CAME_OVER, USED} & token.internal_data.keys():
            self.check_join(token, old, new)
        if isinstance(old, Catching) and token.waits_for_event and isinstance(new, Catching):
            self.check_wait(token, old, new)
        if token.waits_for_answer or BEGUN in token.internal_data:
            self.check_work(token, old, new)
        waits_beside = old.enters_when_ready and token.has_not_happened
        self.places[token.id] = ElementMigrated(
            element_id=to,
            token=token.id,
            former=old.name.partition("#")[0],
            entered=not (waits_beside or old.is_silent or old.is_loop_body),
        )

    def check_work(self, token: Token, old: Element, new: Element) -> None:
        """What was asked for is answered once, and by those who were asked."""
        if (said := other_work(old, new)) is not None:
            self.findings[old.bpmn_id or ""] = said
        elif addressed_otherwise(old, new):
            self.reopened.add(token.id)

    def check_join(self, token: Token, old: Join, new: Element) -> None:
        """A join counts tokens by their flows: those must be the same."""
        if sorted(self.ways(old, mapped=True)) != sorted(self.ways(new, mapped=False)):
            said = N_("Other flows lead to it in the new version, and tokens wait there.")
            self.findings[old.bpmn_id or ""] = Text(said)

    def ways(self, join: Element, *, mapped: bool) -> list[str]:
        """The incoming flows by number: named for where they come from, with the id where several come from there."""
        found: list[str] = []
        for number, origin in enumerate(join.incoming):
            name = origin.bpmn_id or origin.name
            place = self.plan.elements.get(name, name) if mapped else name
            same = sum(each is origin for each in join.incoming) > 1
            flow = next(each.id for each in origin.flows if each.target is join and each.number == number)
            found.append(f"{place} {flow}" if same else place)
        return found

    def check_wait(self, token: Token, old: Catching, new: Catching) -> None:
        """What it waits for is kept if it is the same; else it is waited for anew."""
        timed = self.recompute_timers and any(isinstance(event, TimerEvent) for event in new.events)
        if not timed and same_wait(old, new, self.renamed):
            return
        if HAPPENED in token.internal_data:
            said = N_("It has waited for several events, some of which came, and waits for others in the new version.")
            self.findings[old.bpmn_id or ""] = Text(said)
            return
        self.reopened.add(token.id)

    def check_done(self, done: Sequence[Any], spec: ProcessSpec | None, old: ProcessSpec) -> None:
        """What may have to be undone must be undone there too."""
        for name, _, inner in done:
            base = name.partition("#")[0]
            to = self.plan.elements.get(base)
            new = None if spec is None or to is None else spec.task_specs.get(self.renamed(name))
            lost = old.task_specs[name].handler is not None and (new is None or new.handler is None)
            if new is None or lost:
                self.findings[base] = Text(N_("It was done and may have to be undone, which the new version cannot."))
            elif inner and to is not None:
                self.check_done(inner, self.target.subprocesses.get(to), self.old.subprocess_specs[base])

    def close(self) -> None:
        """End what only the old version waits for, and what is waited for anew."""
        for token in self.left_behind:
            token.cancel()
        for token_id in sorted(self.reopened):
            waiting = self.old.find(token_id)
            if waiting is not None and waiting.waits_for_answer:
                waiting.task_spec.end(waiting, Ending.INTERRUPTED)
            elif waiting is not None and waiting.waits_for_event:
                waiting.task_spec.close(waiting)
                for key in (CYCLE, HAPPENED, HELD):
                    waiting.internal_data.pop(key, None)

    def translated(self, state: State, items: Mapping[int, State]) -> tuple[State, dict[int, State]]:
        """The state and the parts of all items in the words of the new version."""
        specs = {0: (self.old.spec, self.target.spec)}
        for owner, sub in self.old.subprocesses.items():
            if (spec := self.spec_of(sub)) is not None:
                specs[owner] = sub.spec, spec
        fresh = self.translated_place(state, specs)
        if "last" in state:
            fresh["last"] = self.plan.elements.get(state["last"], state["last"])
        return fresh, {number: self.translated_place(part, specs) for number, part in items.items()}

    def translated_place(self, place: State, specs: Mapping[int, tuple[ProcessSpec, ProcessSpec]]) -> State:
        """The state without its items, or the part of one; new tokens take their numbers there."""
        most = len(place["tokens"]) + sum(len(rows) for _, rows in place["subs"])
        numbers = iter(range(place["next"], place["next"] + most + 1))
        fresh = {
            **place,
            "tokens": self.rows_of(*specs[0], place["tokens"], numbers),
            "subs": [[owner, self.rows_of(*specs[owner], rows, numbers)] for owner, rows in place["subs"]],
            "next": next(numbers),
        }
        if "done" in place:
            fresh["done"] = [[owner, self.done_of(done)] for owner, done in place["done"]]
        return fresh

    def done_of(self, done: Sequence[Any]) -> list[Any]:
        """What may have to be undone, by its new names."""
        return [[self.renamed(name), scope, self.done_of(inner)] for name, scope, inner in done]

    def rows_of(self, old: ProcessSpec, new: ProcessSpec, rows: Sequence[Any], numbers: Iterator[int]) -> list[Any]:
        """The tokens of one scope: renamed, and with a split beside them exactly where the new version has one."""
        split_rows = [row for row in rows if row[3].endswith(SPLIT)]
        gone = {row[0]: row[1] for row in split_rows if self.renamed(row[3]) not in new.task_specs}
        splits = {row[0] for row in split_rows} - gone.keys()
        kept: list[Any] = []
        for token, parent, state, name, triggered, own in rows:
            if token in gone:
                continue
            above, to = gone.get(parent, parent), self.renamed(name)
            if "#" not in name and f"{to}{SPLIT}" in new.task_specs and above not in splits:
                split = next(numbers)
                kept.append([split, above, int(TaskState.COMPLETED), f"{to}{SPLIT}", 0, {}])
                above = split
            data = self.data_of(own, old.task_specs[name], new.task_specs[to])
            kept.append([token, above, state, to, triggered, data])
        return kept

    def renamed(self, name: str) -> str:
        """The name of an element or of a part of it in the new version."""
        base, sign, part = name.partition("#")
        return f"{self.plan.elements.get(base, base)}{sign}{part}"

    def data_of(self, own: dict[str, Any], old: Element, new: Element) -> dict[str, Any]:
        """What a token remembers; numbers of flows are those of the new version."""
        if not isinstance(old, Join) or not {CAME_OVER, USED} & own.keys():
            return own
        old_ways, new_ways = self.ways(old, mapped=True), self.ways(new, mapped=False)
        number = {each: new_ways.index(way) for each, way in enumerate(old_ways) if way in new_ways}
        data = dict(own)
        if CAME_OVER in own and own[CAME_OVER] in number:
            data[CAME_OVER] = number[own[CAME_OVER]]
        if USED in own:
            data[USED] = sorted(number[each] for each in own[USED])
        return data

    def open(self, new: ExecutionTokens) -> None:
        """Begin what the new version waits for beside what was there."""
        known = set(self.plan.elements.values())
        for tokens in list(self.scopes(new)):
            for token in tokens.by_age():
                self.open_beside(token, known)
            for name in tokens.spec.triggers:
                if name.removesuffix(TRIGGER) not in known:
                    tokens.task_tree.spawn(tokens.spec.task_specs[name]).activate()

    def open_beside(self, token: Token, known: set[str]) -> None:
        """The token's own scope and wait, and boundary events that are new."""
        element: Element = token.task_spec
        mapped = element.has_scope or element.input_mappings or element.output_mappings
        if mapped and token.live and not (element.enters_when_ready and token.has_not_happened):
            token.open_scope()
        if token.id in self.reopened:
            ask_anew(token, element)
        split = token.parent
        if split is None or not split.task_spec.name.endswith(SPLIT) or isinstance(element, BoundaryEvent):
            return
        for flow in split.task_spec.flows:
            if isinstance(flow.target, BoundaryEvent) and flow.target.bpmn_id not in known:
                split.spawn(flow.target).activate()
