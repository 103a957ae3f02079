"""Who may see and hold up a batch: who asked for it, and the supervisors of the agency for which it was asked.

Only who asked for it lets it go on: every item is done, and stands in the history, in that person's name.
"""

from dataclasses import dataclass
from uuid import UUID

from engine.authorization.access import SUPERVISOR
from engine.errors import NotAllowed, NotFound
from engine.model.actor import Actor
from engine.model.text import N_


class NotTheRequester(NotAllowed):
    """Somebody else asked for the batch, and it would go on in their name."""

    code = "not_the_requester"
    message = N_("Only who asked for this lets it go on, because it is done in their name. Ask for it anew in yours.")


@dataclass(frozen=True, slots=True)
class BatchOwner:
    """For whom a batch works."""

    account_id: UUID
    agency_id: UUID


def may_steer(actor: Actor, owner: BatchOwner) -> bool:
    """Whether the person may see and steer the batch."""
    return owner.account_id == actor.account_id or owner.agency_id in agencies_steered(actor)


def check_may_steer(actor: Actor, owner: BatchOwner) -> None:
    """Raise NotFound where the person may not."""
    if not may_steer(actor, owner):
        raise NotFound


def check_may_go_on(actor: Actor, owner: BatchOwner) -> None:
    """Raise NotTheRequester unless the person asked for the batch."""
    if owner.account_id != actor.account_id:
        raise NotTheRequester


def agencies_steered(actor: Actor) -> frozenset[UUID]:
    """The agencies whose batches are the person's business."""
    return frozenset(each.agency_id for each in actor.capacities if SUPERVISOR in each.functions)
