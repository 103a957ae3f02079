"""What waits for an answer from outside: asked once, ended once, whatever the reason."""

from engine.elements.effects import Ending
from engine.elements.lifecycle import Element, Executed
from engine.elements.tokens import Token
from engine.model.data import ProcessData


class Answered(Element):
    """Asks somebody outside and waits for the answer: user tasks, service tasks, call activities."""

    def ask(self, token: Token) -> None:
        """Emit what opens the wait, as the last thing that can fail."""
        raise NotImplementedError

    def end(self, token: Token, ending: Ending) -> None:
        """Emit what ends the wait."""
        raise NotImplementedError

    def on_execute(self, token: Token) -> Executed:
        """Ask."""
        token.answered = False
        self.ask(token)
        return Executed.WAITING

    def close(self, token: Token) -> None:
        """The answer is here, whatever it says."""
        self.end(token, Ending.DONE)
        token.answered = True

    def answer(self, token: Token, data: ProcessData) -> None:
        """The work was done; `data` is what it gave."""
        self.close(token)
        self.take(token, data)
        token.finish()

    def on_terminate(self, token: Token) -> None:
        """The answer is no longer wanted."""
        if token.waits_for_answer:
            self.end(token, Ending.INTERRUPTED)
