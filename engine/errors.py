"""Everything that Lintas refuses, by the answer it asks of the caller.

    LintasError
    ├── NotFound        there is no such thing, or none that this person may know of
    ├── NotAllowed      the person's position does not allow it
    ├── Conflict        it was so a moment ago; look again
    ├── InvalidInput    what was sent is wrong; `fields` names where
    ├── ModelError      an uploaded bundle is wrong; `findings` names where
    └── Unavailable     not now; try again later

Leaves live in the room that raises them, are named for the fact, and set `code` and `message`.
`code` is stored data of clients: it never changes. `message` is an English template marked with N_;
its `%(name)s` places are filled from the keyword arguments, which never hold personal data beyond
what the reader is shown anyway. There is no HTTP here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.model.text import N_, Text


class LintasError(Exception):
    """Root of all refusals."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("The request could not be carried out.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(str(self.text))

    @property
    def text(self) -> Text:
        """What the person is told, translatable."""
        return Text(self.message, self.facts)


class NotFound(LintasError):
    """Nothing here under that id that this person may see."""

    code = "not_found"
    message = N_(
        "There is nothing here under this address, or you may not see it. Check the link, or go back to your inbox."
    )


class NotAllowed(LintasError):
    """The person's position does not allow it."""

    code = "not_allowed"
    message = N_("Your position does not allow this.")


class Conflict(LintasError):
    """The state has changed since the caller looked."""

    code = "conflict"
    message = N_("Somebody else changed this in the meantime. Load the page again and repeat what is still needed.")


class InvalidInput(LintasError):
    """What was sent is wrong; `fields` maps a field's path to what is wrong with it."""

    code = "invalid_input"
    message = N_("Some of the answers need correction.")

    def __init__(self, fields: Mapping[str, Text] | None = None, **facts: Any) -> None:
        self.fields: Mapping[str, Text] = fields or {}
        super().__init__(**facts)


class ModelError(LintasError):
    """A model or bundle is wrong. Subclasses carry `findings` where there is a place to point at."""

    code = "model_error"
    message = N_("The model cannot be used.")


class Unavailable(LintasError):
    """A part that is needed does not answer at the moment."""

    code = "unavailable"
    message = N_("A service that is needed does not answer at the moment. Nothing was lost; try again later.")
