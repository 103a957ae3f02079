"""Actors and capacities with everything filled in, for rules that need no database."""

from datetime import date
from typing import Any

from engine.ids import new_id
from engine.model.actor import Actor, Capacity, HolderStatus


def a_capacity(address: str = "biro_sdm@otorita-ikn", **changes: Any) -> Capacity:
    """A definitive holder of a position with the function of `address`."""
    function, agency = address.split("@")
    values: dict[str, Any] = {
        "holder_id": new_id(),
        "position_id": new_id(),
        "position_code": f"kepala-{function}",
        "position_name": f"Kepala {function}",
        "position_name_en": f"Head of {function}",
        "agency_id": new_id(),
        "agency_code": agency,
        "agency_name": agency.title(),
        "agency_name_en": agency.title(),
        "status": HolderStatus.DEFINITIVE,
        "functions": frozenset({function}),
        "since": date(2026, 1, 1),
    }
    return Capacity(**values | changes)


def an_actor(*capacities: Capacity) -> Actor:
    """A person who holds the positions given."""
    return Actor(
        account_id=new_id(),
        person_id=new_id(),
        name="Sri Rahayu",
        username="sri.rahayu",
        language="id",
        capacities=capacities,
    )
