"""Who may see and steer a batch: who asked for it, and the supervisors of the agency for which it was asked."""

from dataclasses import dataclass
from uuid import UUID

from engine.authorization.access import SUPERVISOR
from engine.errors import NotFound
from engine.model.actor import Actor


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


def agencies_steered(actor: Actor) -> frozenset[UUID]:
    """The agencies whose batches are the person's business."""
    return frozenset(each.agency_id for each in actor.capacities if SUPERVISOR in each.functions)
