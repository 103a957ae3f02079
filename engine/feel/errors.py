"""What stops a FEEL text: it cannot be read, or it asks for more than it may use."""


class FeelError(Exception):
    """Root of the two refusals; everything else that goes wrong inside FEEL is null plus a warning."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL. `line` and `column` count from 1; `hint` says what was expected."""

    def __init__(self, hint: str, line: int = 1, column: int = 1) -> None:
        self.hint = hint
        self.line = line
        self.column = column
        super().__init__(f"{hint} (line {line}, column {column})")


class FeelBudgetExceeded(FeelError):
    """The evaluation was stopped: too many steps, too deep, or a value grew too large."""


class FeelHostFault(Exception):
    """A function of the host has no value for these arguments: null, with this text as warning."""


class Fault(Exception):
    """An operation has no value; the evaluation turns it into null and a warning. Never leaves this package."""
