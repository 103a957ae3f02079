"""Embedded sub-processes, event sub-processes and transactions (BPMN 2.0.2, 10.3.5)."""

from typing import Any

from engine.elements import spiff
from engine.elements.catching import Catching
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element, Executed
from engine.elements.tokens import UNDONE, Token, Tokens
from engine.model.data import ProcessData

STARTED = "started"
"""Key in internal_data of the root of an ad-hoc sub-process: how many of its elements were started."""
CLOSED = "closed"
"""Key beside it: nothing more is started."""


class SubProcess(Element, spiff.SubWorkflowTask):
    """Runs its own elements in a scope of its own, and is done when no token is left in it."""

    has_scope = True
    is_event_subprocess = False
    is_transaction = False

    def on_execute(self, token: Token) -> Executed:
        """Start what is inside, or undo it."""
        token.start()  # before its first element moves: that may throw to it
        if UNDONE in token.internal_data:
            token.top.begin_undoing(token)
        else:
            token.top.begin_subprocess(token)
        return Executed.WAITING

    def on_terminate(self, token: Token) -> None:
        """Interrupt what is inside."""
        token.top.cancel_subprocess(token)

    def remembered(self, token: Token, *, undoes: bool) -> bool:
        """Remember it if it, or anything in it, can be compensated."""
        inside = token.top.subprocesses[token.id]
        done, inside.done = inside.done, []
        by_itself = self.handler is not None or inside.spec.undoing_body is not None
        if undoes or not (by_itself or done):
            inside.forget(done)
            return False
        if self.handler is not None:
            inside.forget(done)
            done = []
        token.workflow.remember(token, done)
        return True


class Transaction(SubProcess):
    """A sub-process that can be given up: what was done in it is undone (BPMN 2.0.2, 10.7)."""

    is_transaction = True


class AdHocSubProcess(SubProcess):
    """Does what is inside in any order, each once, until its completion condition holds (BPMN 2.0.2, 13.3.5).

    The token at the root of its inside keeps how many were started, and whether more may be.
    """

    def __init__(self, process: Any, name: str, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.sequential = False
        self.cancels_remaining = True
        self.until: Formula | None = None

    def starts_one_by_one(self) -> bool:
        """What is inside is started one after the other."""
        return self.sequential

    def inner_leaving(self, owner: Token, token: Token) -> None:
        """Something inside is about to be left: see whether that was enough."""
        token.enough = self.until is not None and token.evaluate(self.until).value is True

    def inner_completed(self, owner: Token, token: Token) -> None:
        """That was enough: interrupt the rest, or let it finish."""
        inside = token.workflow
        inside.task_tree.internal_data[CLOSED] = True
        if self.cancels_remaining:
            for other in inside.by_age():
                other.cancel()
            inside.ended()
        else:
            inside.task_tree.spawn(inside.spec.end).activate()

    def starts_next(self, owner: Token, inside: Tokens) -> bool:
        """Everything that was started is done: start the next, if there is one."""
        root = inside.task_tree
        flows = root.task_spec.flows
        started = root.internal_data.get(STARTED, 1)
        if not self.sequential or UNDONE in owner.internal_data or CLOSED in root.internal_data:
            return False
        if started >= len(flows):
            return False
        root.internal_data[STARTED] = started + 1
        root.spawn(flows[started].target).activate()
        return True


class EventTrigger(Catching, spiff.StartEvent):
    """The start event of an event sub-process: waits in the scope around it, beside everything else there."""

    enters_when_ready = True
    is_silent = True

    def __init__(self, process: Any, name: str, *, interrupting: bool, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.interrupts = interrupting
        self.body: Element | None = None

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Interrupt everything else in the scope, or go on waiting; then take what came."""
        if self.interrupts:
            for other in token.workflow.by_age():
                if other is not token:
                    other.cancel()
        else:
            self.rearm(token)
        self.enter(token)
        super().happen(token, part, payload)
