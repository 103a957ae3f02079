"""Embedded sub-processes."""

from engine.elements import spiff
from engine.elements.lifecycle import Element, Executed
from engine.elements.tokens import Token


class SubProcess(Element, spiff.SubWorkflowTask):
    """Runs its own elements in a scope of its own, and is done when no token is left in it."""

    has_scope = True

    def on_execute(self, token: Token) -> Executed:
        """Start what is inside."""
        token.start()  # before its first element moves: that may throw to it
        token.top.begin_subprocess(token)
        return Executed.WAITING

    def on_terminate(self, token: Token) -> None:
        """Interrupt what is inside."""
        token.top.cancel_subprocess(token)
