"""Two persons, not two roles: who decided one task of a group may not decide another of the same instance."""

from collections.abc import Collection

from engine.errors import NotAllowed
from engine.model.ids import PersonId
from engine.model.text import N_


class FourEyes(NotAllowed):
    """The person has already decided a task of the same group, in whatever position."""

    code = "four_eyes"
    message = N_(
        "You have already decided in this case, and this decision needs a second person."
        " Release the task so that a colleague can do it."
    )


def check_four_eyes(person_id: PersonId, decided_by: Collection[PersonId]) -> None:
    """Raise FourEyes if the person is among those who completed tasks of the group in this instance."""
    if person_id in decided_by:
        raise FourEyes
