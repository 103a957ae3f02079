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
    """Variables are read that were not loaded; load `names` too (or `everything`) and repeat the turn.

    `scopes` are those in which nothing was looked for yet.
    """

    code = "needs_variables"
    message = N_("Variables are needed that were not loaded: %(names)s.")

    def __init__(self, names: Collection[str] = (), *, scopes: Collection[str] = (), everything: bool = False) -> None:
        self.names = frozenset(names)
        self.scopes = frozenset(scopes)
        self.everything = everything
        super().__init__(names="all" if everything else ", ".join(sorted(self.names)))


class NeedsItems(LintasError):
    """Items of multi-instance activities are touched that were not loaded; load them too and repeat the turn."""

    code = "needs_items"
    message = N_("Items of a multi-instance activity are needed that were not loaded: %(numbers)s.")

    def __init__(self, *, items: Collection[int] = (), loops: Collection[int] = ()) -> None:
        """`items` by number; of `loops` (ids of their tokens) everything that is inside."""
        self.items = frozenset(items)
        self.loops = frozenset(loops)
        super().__init__(numbers=", ".join(str(number) for number in sorted(self.items | self.loops)))


class NeedsStores(LintasError):
    """Data stores are used that were not given; give `stores` (their ids) too and repeat the turn."""

    code = "needs_stores"
    message = N_("Data stores are needed that were not loaded: %(names)s.")

    def __init__(self, stores: Collection[str]) -> None:
        self.stores = frozenset(stores)
        super().__init__(names=", ".join(sorted(self.stores)))
