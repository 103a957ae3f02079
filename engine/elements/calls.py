"""Call activities: the called process is an execution of its own."""

from typing import Any

from engine.elements import spiff
from engine.elements.answered import Answered
from engine.elements.effects import CallEnded, CallRequested, Ending
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.tasks import mapped_inputs
from engine.elements.timers import described
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class CallActivity(Answered, spiff.BpmnSpecMixin):
    """Asks the host to start another process, and waits until it returns or throws."""

    def __init__(
        self, process: Any, name: str, *, called: Formula, passes_all: bool, takes_all: bool, **attributes: Any
    ) -> None:
        super().__init__(process, name, **attributes)
        self.called = called
        self.passes_all = passes_all
        self.takes_all = takes_all

    def ask(self, token: Token) -> None:
        """Request the call."""
        result = token.evaluate(self.called)
        if not isinstance(result.value, str) or not result.value:
            raise TechnicalFailure(
                "no_called_process",
                f"Expected the id of a process to be called by {self.bpmn_id}, but got "
                f"{described(result.value)}.{result.explain()}",
            )
        variables = token.top.scopes.visible(token.scope_id) if self.passes_all else mapped_inputs(self, token)
        token.emit(CallRequested, process_id=result.value, variables=variables)

    def end(self, token: Token, ending: Ending) -> None:
        """The call returned, or has to be cancelled."""
        token.emit(CallEnded, ending=ending)

    def take(self, token: Token, data: ProcessData) -> None:
        """Take the outputs of the called process as far as the model wants them."""
        if self.output_mappings or self.takes_all:
            super().take(token, data)
