"""Compensation: what was completed is undone, the last thing first (BPMN 2.0.2, 10.7 and 13.5.5).

Each scope remembers its completed activities that have a handler. A sub-process hands what was done in it to the scope
around it, with its variables as they were when it completed. Nothing of finished tokens is needed.
"""

from engine.elements import spiff
from engine.elements.boundaries import BoundarySplit
from engine.elements.event_definitions import CompensateEvent
from engine.elements.lifecycle import Element, Executed, Technical
from engine.elements.spiff import TaskState
from engine.elements.throwing import catch_cancel
from engine.elements.tokens import LEFT, SCOPE, UNDONE, WAITER, Done, Token, Tokens


class Undoing(Technical, spiff.SimpleBpmnTask):
    """Undoes one thing after the other, beside the other tokens of the scope."""

    undoes = True

    def on_execute(self, token: Token) -> Executed:
        """Begin with the last."""
        token.start()
        return self.next(token)

    def next(self, token: Token) -> Executed:
        """Undo one more, if there is one; boundary events of what undoes it wait beside that."""
        left: list[Done] = token.internal_data[LEFT]
        if not left:
            return Executed.DONE
        name, scope_id, inner = left.pop()
        element: Element = self.process.task_specs[name]
        undoing, *events = spawn_beside(token, element if element.handler is None else element.handler)
        undoing.triggered = True
        if scope_id is not None:
            undoing.internal_data[SCOPE] = scope_id
        if element.handler is None:
            undoing.internal_data[UNDONE] = inner
        for each in (undoing, *events):
            each.activate()
        return Executed.WAITING

    def instance_done(self, token: Token, instance: Token) -> None:
        """One thing is undone."""
        if self.next(token) is Executed.DONE:
            token.finish()

    def on_complete(self, token: Token) -> None:
        """Everything is undone: who waited for that goes on."""
        waiter = token.top.find(token.internal_data[WAITER] or 0)
        if waiter is not None and waiter.live:
            waiter.finish()

    def on_terminate(self, token: Token) -> None:
        """What was not undone stays done."""
        token.workflow.forget(token.internal_data[LEFT])


def spawn_beside(token: Token, entry: Element) -> list[Token]:
    """A token for what undoes something, and one for each of its boundary events."""
    if not isinstance(entry, BoundarySplit):
        return [token.spawn(entry)]
    split = Token(token.workflow, entry, token, TaskState.COMPLETED)
    return [split.spawn(flow.target) for flow in entry.flows]


class GivingUp(Technical, spiff.SimpleBpmnTask):
    """Undoes what was done in a transaction, then leaves it by its cancel event; without one, its token just ends."""

    def on_execute(self, token: Token) -> Executed:
        """Undo all that was done."""
        token.start()
        tokens = token.workflow
        if not tokens.done:
            return Executed.DONE
        tokens.undo(tokens.done, token)
        return Executed.WAITING

    def on_complete(self, token: Token) -> None:
        """Leave the transaction."""
        owner = token.workflow.owner
        if owner is not None and not catch_cancel(owner):
            outside, around = owner.workflow, owner.workflow.task_tree
            owner.cancel()
            around.spawn(outside.spec.end).activate()


def give_up(token: Token) -> None:
    """Interrupt everything else in the transaction around, then undo it."""
    owner = token.workflow.owner
    while owner is not None and not owner.task_spec.is_transaction:
        owner = owner.workflow.owner
    if owner is None:
        return
    inside = token.top.subprocesses[owner.id]
    for other in inside.by_age():
        other.cancel()
    inside.task_tree.spawn(inside.spec.giving_up).activate()


def compensate(token: Token, event: CompensateEvent) -> Executed:
    """Undo what the event names, in the scope that it means; WAITING if the thrower has to wait for it."""
    tokens = compensated_scope(token, event.activity)
    done = [each for each in tokens.done if event.activity in (None, tokens.spec.task_specs[each[0]].bpmn_id)]
    if not done:
        return Executed.DONE
    tokens.undo(done, token if event.waits else None)
    return Executed.WAITING if event.waits else Executed.DONE


def compensated_scope(token: Token, activity: str | None) -> Tokens:
    """The scope whose activities are meant: that of the token; of an event sub-process, the one around it."""
    tokens: Tokens = token.workflow
    while tokens.owner is not None:
        named = any(element.bpmn_id == activity for element in tokens.spec.task_specs.values())
        if named if activity is not None else not tokens.owner.task_spec.is_event_subprocess:
            break
        tokens = tokens.owner.workflow
    return tokens
