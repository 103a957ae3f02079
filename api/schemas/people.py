"""The person on whose behalf a program asks."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.told import Told
from engine.model.actor import Actor, Capacity


class OwnCapacity(Told):
    """A position that the person holds today. Dates are days in the agency's zone."""

    position_id: UUID
    position_code: str
    position_name: str
    position_name_en: str
    agency_code: str
    agency_name: str
    agency_name_en: str
    status: str = Field(description="`definitif`, `plt`, `plh` or `pj`.")
    addresses: list[str] = Field(description="Work that is addressed to one of these may be taken.")
    since: date
    until: date | None
    decree_number: str | None

    @classmethod
    def of(cls, capacity: Capacity) -> Self:
        """The position as data."""
        return cls(
            position_id=capacity.position_id,
            position_code=capacity.position_code,
            position_name=capacity.position_name,
            position_name_en=capacity.position_name_en,
            agency_code=capacity.agency_code,
            agency_name=capacity.agency_name,
            agency_name_en=capacity.agency_name_en,
            status=str(capacity.status),
            addresses=sorted(capacity.addresses),
            since=capacity.since,
            until=capacity.until,
            decree_number=capacity.decree_number,
        )


class Me(Told):
    """The person behind the token or the session."""

    name: str
    username: str
    language: str
    capacities: list[OwnCapacity]

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """The person as data."""
        capacities = [OwnCapacity.of(each) for each in actor.capacities]
        return cls(name=actor.name, username=actor.username, language=actor.language, capacities=capacities)
