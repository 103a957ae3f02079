"""What supervisors may do with cases: docs/decisions/supervision.md says why it is theirs and nobody else's."""

from collections.abc import Collection
from datetime import datetime

from engine.authorization.access import DESIGNER, SUPERVISOR, MayNotDeploy, MayNotSupervise
from engine.errors import InvalidInput, NotFound
from engine.model.actor import Actor, Capacity
from engine.model.ids import PositionId
from engine.model.text import N_, Text

LONGEST_REASON = 2000
SHORTEST_REASON_TO_CANCEL = 20
MISSING = N_("Give a reason. It is kept in the history.")
TOO_SHORT = N_("Give a reason of at least %(least)s characters. It is kept in the history.")


def agencies_of(addresses: Collection[str]) -> frozenset[str]:
    """The codes of the agencies to which these addresses belong."""
    return frozenset(address.partition("@")[2] for address in addresses)


def supervised_agencies(actor: Actor) -> frozenset[str]:
    """The codes of the agencies of which the person is a supervisor."""
    return frozenset(each.agency_code for each in actor.capacities if SUPERVISOR in each.functions)


def check_supervisor(actor: Actor) -> None:
    """Raise MayNotSupervise unless the person is a supervisor of some agency."""
    if not supervised_agencies(actor):
        raise MayNotSupervise(agency=", ".join(sorted({each.agency_code for each in actor.capacities})) or "—")


def capacity_of_supervisor(actor: Actor, chosen: PositionId | None = None) -> Capacity:
    """A capacity in which the person is a supervisor of any agency: the chosen one, or the first.

    Raises MayNotSupervise.
    """
    check_supervisor(actor)
    capacity = supervising(actor, supervised_agencies(actor), chosen)
    if capacity is None:
        raise MayNotSupervise(agency=", ".join(sorted(supervised_agencies(actor))))
    return capacity


def capacity_to_supervise(actor: Actor, participating: Collection[str], chosen: PositionId | None = None) -> Capacity:
    """The capacity in which the person supervises a case in which the functions `participating` take or took part.

    The chosen one, or the first. Raises NotFound where the case is none of the person's business, MayNotSupervise.
    """
    agencies = agencies_of(participating)
    capacity = supervising(actor, agencies, chosen)
    if capacity is not None:
        return capacity
    if actor.addresses.isdisjoint(participating) and supervised_agencies(actor).isdisjoint(agencies):
        raise NotFound
    raise MayNotSupervise(agency=", ".join(sorted(agencies)))


def capacity_to_dispatch(
    actor: Actor, candidates: Collection[str], participating: Collection[str], chosen: PositionId | None = None
) -> Capacity:
    """The capacity in which the person distributes a task that is addressed to `candidates`.

    Only the supervisors of an agency to which the task is addressed. Raises NotFound, MayNotSupervise.
    """
    capacity = supervising(actor, agencies_of(candidates), chosen)
    if capacity is not None:
        return capacity
    if actor.addresses.isdisjoint(participating) and supervised_agencies(actor).isdisjoint(agencies_of(participating)):
        raise NotFound
    raise MayNotSupervise(agency=", ".join(sorted(agencies_of(candidates))))


def supervising(actor: Actor, agencies: Collection[str], chosen: PositionId | None) -> Capacity | None:
    """The supervisor's position in one of the agencies: the chosen one, or the first."""
    for capacity in actor.capacities:
        fits = capacity.agency_code in agencies and SUPERVISOR in capacity.functions
        if fits and chosen in (None, capacity.position_id):
            return capacity
    return None


def capacity_to_design(actor: Actor, owner_agency: str, chosen: PositionId | None = None) -> Capacity:
    """The capacity in which the person changes the processes of an agency. Raises MayNotDeploy."""
    for capacity in actor.capacities:
        fits = capacity.agency_code == owner_agency and DESIGNER in capacity.functions
        if fits and chosen in (None, capacity.position_id):
            return capacity
    raise MayNotDeploy(agency=owner_agency)


def check_reason(reason: str, *, least: int = 1) -> str:
    """The reason without the space around it. Raises InvalidInput where it is shorter than `least` or too long."""
    text = reason.strip()
    if len(text) < least:
        raise InvalidInput({"reason": Text(TOO_SHORT, {"least": least}) if least > 1 else Text(MISSING)})
    if len(text) > LONGEST_REASON:
        message = Text(N_("Give a reason of at most %(most)s characters."), {"most": LONGEST_REASON})
        raise InvalidInput({"reason": message})
    return text


def check_due_at(due_at: datetime | None, now: datetime) -> None:
    """Raise InvalidInput for a due time without a zone, or one that has passed. None: there is to be none."""
    if due_at is None:
        return
    if due_at.tzinfo is None:
        raise InvalidInput({"due_at": Text(N_("Give the time with its zone, for instance 2026-12-01T15:00+07:00."))})
    if due_at <= now:
        raise InvalidInput({"due_at": Text(N_("This time has passed. Choose a time in the future."))})
