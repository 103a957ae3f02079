"""Boundary events: they wait beside their activity (BPMN 2.0.2, 10.5.4)."""

from typing import Any

from engine.elements import spiff
from engine.elements.catching import Catching
from engine.elements.lifecycle import Technical
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class BoundaryEvent(Catching, spiff.BoundaryEvent):
    """Waits beside its activity; when it happens, the activity is interrupted or goes on."""

    enters_when_ready = True

    def __init__(self, process: Any, name: str, *, interrupting: bool, **attributes: Any) -> None:
        super().__init__(process, name, cancel_activity=interrupting, **attributes)
        self.interrupts = interrupting

    def happen(self, token: Token, part: int, payload: ProcessData) -> None:
        """Interrupt the activity, or go on waiting beside it; then take what came."""
        split = token.parent
        undoing: list[Token] = []
        if split is not None and self.cancel_activity and not token.spares_activity:
            for sibling in split.children:
                if sibling is not token and (
                    sibling.has_not_happened or not isinstance(sibling.task_spec, BoundaryEvent)
                ):
                    undoing += [sibling] if sibling.triggered and sibling.live else []
                    sibling.cancel()
        elif split is not None:
            self.rearm(token)
        self.enter(token)
        super().happen(token, part, payload)
        for interrupted in undoing:
            self.undo_next(interrupted)

    def undo_next(self, interrupted: Token) -> None:
        """What undid something was interrupted: that ends it, and what is to be undone next begins."""
        around = interrupted.instance_of
        if around is not None and around.live:
            around.task_spec.instance_done(around, interrupted)


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
