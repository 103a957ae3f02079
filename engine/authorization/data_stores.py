"""Who sees and corrects data stores: supervisors of the agency that owns them (docs/decisions/data-stores.md)."""

from engine.authorization.access import MayNotSupervise
from engine.authorization.supervision import supervising
from engine.errors import NotFound
from engine.model.actor import Actor, Capacity
from engine.model.ids import PositionId


def capacity_for_stores(actor: Actor, agency: str, chosen: PositionId | None = None) -> Capacity:
    """The capacity in which the person has to do with the stores of an agency, named by its code.

    Raises MayNotSupervise, and NotFound where the agency is not the person's own: nobody else learns what it has.
    """
    capacity = supervising(actor, {agency}, chosen)
    if capacity is not None:
        return capacity
    if all(each.agency_code != agency for each in actor.capacities):
        raise NotFound
    raise MayNotSupervise(agency=agency)
