"""Boundary events, and the way of a BPMN error to the one that catches it (BPMN 2.0.2, 10.5.6)."""

from collections.abc import Iterator
from typing import Any

from engine.elements import spiff
from engine.elements.catching import CYCLE, Catching
from engine.elements.event_definitions import ErrorEvent, TimerEvent
from engine.elements.lifecycle import Technical
from engine.elements.timers import Cycle
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class BoundaryEvent(Catching, spiff.BoundaryEvent):
    """Waits beside its activity; when it happens, the activity is interrupted or goes on."""

    enters_when_ready = True

    def __init__(self, process: Any, name: str, *, interrupting: bool, **attributes: Any) -> None:
        super().__init__(process, name, cancel_activity=interrupting, **attributes)

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Interrupt the activity, or go on waiting beside it; then take what came."""
        split = token.parent
        if split is not None and self.cancel_activity:
            for sibling in split.children:
                if sibling is not token and (
                    sibling.has_not_happened or not isinstance(sibling.task_spec, BoundaryEvent)
                ):
                    sibling.cancel()
        elif split is not None:
            self.rearm(token, split)
        self.enter(token)
        super().happen(token, part, payload)

    def rearm(self, token: Token, split: Token) -> None:
        """It goes on waiting: a fresh token beside the one that fired, unless its time is over."""
        row = token.internal_data.get(CYCLE)
        cycle = Cycle.from_row(row).after(token.top.now) if row else None
        if cycle is None and all(isinstance(event, TimerEvent) for event in self.events):
            return
        fresh = split.spawn(self)
        if cycle is not None:
            fresh.internal_data[CYCLE] = cycle.row()
        fresh.activate()

    def catches(self, token: Token, code: str) -> bool:
        """True if this token waits for an error of that code."""
        return token.waits_for_event and any(
            isinstance(event, ErrorEvent) and event.code in (None, code) for event in self.events
        )


class BoundarySplit(Technical, spiff.BoundaryEventSplit):
    """Stands before an activity with boundary events: one token for it, one for each event."""

    keeps_children_together = True

    def child_completed(self, token: Token, child: Token) -> None:
        """When the activity has completed, its events stop waiting."""
        if isinstance(child.task_spec, BoundaryEvent):
            return
        for sibling in token.children:
            if isinstance(sibling.task_spec, BoundaryEvent) and sibling.has_not_happened:
                sibling.cancel()


def throw_error(token: Token, code: str, message: str = "", payload: ProcessData | None = None) -> None:
    """Give a BPMN error to the innermost boundary event that catches it; uncaught, it ends the execution."""
    for catcher in catchers(token, code):
        catcher.task_spec.fire(catcher, 0, payload or {})
        return
    token.top.escape(token, code, message, payload or {})


def catchers(token: Token, code: str) -> Iterator[Token]:
    """Waiting tokens that catch the error, innermost first; one that names the code before one that takes all."""
    thrower: Token | None = token
    while thrower is not None:
        at: Token | None = thrower
        while at is not None:  # the element itself, then the loop around it
            before = at.parent
            beside = before.children if before is not None and isinstance(before.task_spec, BoundarySplit) else []
            found = [
                event
                for event in beside
                if isinstance(event.task_spec, BoundaryEvent) and event.task_spec.catches(event, code)
            ]
            yield from sorted(found, key=lambda event: event.task_spec.events[0].code is None)
            at = before if at.triggered else None
        thrower = thrower.workflow.owner
