"""Who acts, and in which capacity."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.model.ids import AccountId, AgencyId, HolderId, PersonId, PositionId


class HolderStatus(StrEnum):
    """How a person holds a position (docs/glossary.md)."""

    DEFINITIVE = "definitif"
    PLT = "plt"
    PLH = "plh"
    PJ = "pj"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """One position that a person holds today, and how. A person may have several and chooses one to act in."""

    holder_id: HolderId
    position_id: PositionId
    position_code: str
    position_name: str
    position_name_en: str
    agency_id: AgencyId
    agency_code: str
    agency_name: str
    agency_name_en: str
    status: HolderStatus
    functions: frozenset[str]
    since: date
    until: date | None = None
    decree_number: str | None = None
    extension_decree: str | None = None
    agency_zone: str = "Asia/Jakarta"
    """IANA zone in which the agency works."""

    @property
    def addresses(self) -> frozenset[str]:
        """`function@agency` for each function, the position's own code among them."""
        return frozenset(f"{name}@{self.agency_code}" for name in (*self.functions, self.position_code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person with the positions held today."""

    account_id: AccountId
    person_id: PersonId
    name: str
    username: str
    language: str
    capacities: tuple[Capacity, ...]

    @property
    def addresses(self) -> frozenset[str]:
        """All addresses whose work this person may see and claim."""
        return frozenset[str]().union(*(capacity.addresses for capacity in self.capacities))

    @property
    def agency_ids(self) -> frozenset[AgencyId]:
        """The agencies in which the person holds a position."""
        return frozenset(capacity.agency_id for capacity in self.capacities)

    def has_function(self, function: str) -> bool:
        """Whether any capacity has `function`, in whatever agency."""
        return any(function in capacity.functions for capacity in self.capacities)

    def capacities_for(self, candidates: frozenset[str]) -> tuple[Capacity, ...]:
        """The capacities in which the person may take work that is addressed to `candidates`."""
        return tuple(capacity for capacity in self.capacities if capacity.addresses & candidates)
