"""In which positions a person may do something, and what stands against it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engine.authorization.decisions import Authority, Barred, barred
from engine.model.actor import Capacity


@dataclass(frozen=True, slots=True)
class CapacityOption:
    """A position to act in. `barred` is None where nothing stands against it."""

    position_id: UUID
    position_name: str
    position_name_en: str
    agency_name: str
    agency_name_en: str
    status: str
    barred: Barred | None


def option(
    capacity: Capacity, decision_class: str | None = None, today: date | None = None, authority: Authority | None = None
) -> CapacityOption:
    """The option for one capacity; without `today` decisions are not looked at."""
    return CapacityOption(
        position_id=capacity.position_id,
        position_name=capacity.position_name,
        position_name_en=capacity.position_name_en,
        agency_name=capacity.agency_name,
        agency_name_en=capacity.agency_name_en,
        status=str(capacity.status),
        barred=None if today is None else barred(capacity, decision_class, today=today, authority=authority),
    )
