"""What stops a token, and what stops a whole turn because variables were not loaded."""

from collections.abc import Collection

from engine.errors import LintasError
from engine.model.text import N_


class TechnicalFailure(Exception):
    """An element cannot do its work; becomes an incident on its token. Never leaves the turn.

    `code` is stored with the incident. `detail` tells the supervisor what was expected and what was found;
    it holds no values of variables.
    """

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}")


class NeedsVariables(LintasError):
    """Variables are read that were not loaded; load `names` too (or `everything`) and repeat the turn."""

    code = "needs_variables"
    message = N_("Variables are needed that were not loaded: %(names)s.")

    def __init__(self, names: Collection[str] = (), *, everything: bool = False) -> None:
        self.names = frozenset(names)
        self.everything = everything
        super().__init__(names="all" if everything else ", ".join(sorted(self.names)))
