"""Who may take work that is addressed to functions of agencies, and in which position."""

from collections.abc import Collection

from engine.errors import InvalidInput, NotAllowed
from engine.model.actor import Actor, Capacity
from engine.model.ids import PositionId
from engine.model.text import N_


class NotAddressed(NotAllowed):
    """None of the person's positions is among those that the work is addressed to."""

    code = "not_addressed"
    message = N_(
        "This is addressed to %(addressed_to)s. None of your positions is among them;"
        " ask the supervisor of that agency if you think it should be yours."
    )


class CapacityUnclear(InvalidInput):
    """The person may act in several positions and has not said in which."""

    code = "capacity_unclear"
    message = N_("You hold several positions that may do this. Choose the position in which you act: %(positions)s.")

    def __init__(self, choices: tuple[Capacity, ...]) -> None:
        self.choices = choices
        names = "; ".join(f"{each.position_name}, {each.agency_name}" for each in choices)
        super().__init__(positions=names)


def may_claim(actor: Actor, candidates: Collection[str]) -> bool:
    """Whether work addressed to `candidates` is this person's to take."""
    return bool(actor.capacities_for(frozenset(candidates)))


def capacity_for(actor: Actor, candidates: Collection[str], chosen: PositionId | None) -> Capacity:
    """The capacity in which the person acts on work that is addressed to `candidates`.

    Raises NotAddressed if there is none or the chosen one is none of them, CapacityUnclear if there are several
    and none was chosen.
    """
    capacities = actor.capacities_for(frozenset(candidates))
    if not capacities:
        raise NotAddressed(addressed_to=", ".join(sorted(candidates)))
    return choose_capacity(capacities, chosen, addressed_to=candidates)


def choose_capacity(
    capacities: tuple[Capacity, ...], chosen: PositionId | None, *, addressed_to: Collection[str]
) -> Capacity:
    """One of `capacities` (at least one): the chosen one, or the only one."""
    if chosen is not None:
        for capacity in capacities:
            if capacity.position_id == chosen:
                return capacity
        raise NotAddressed(addressed_to=", ".join(sorted(addressed_to)))
    if len(capacities) > 1:
        raise CapacityUnclear(capacities)
    return capacities[0]
