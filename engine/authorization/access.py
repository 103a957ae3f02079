"""Who may look at, start, supervise and deploy."""

from collections.abc import Collection, Iterable

from engine.authorization.claims import choose_capacity
from engine.errors import NotAllowed
from engine.model.actor import Actor, Capacity
from engine.model.ids import PositionId
from engine.model.text import N_
from engine.organisation.addresses import AddressPattern

DESIGNER = "perancang_proses"
SUPERVISOR = "penyelia"


class MayNotStart(NotAllowed):
    """None of the person's positions may start the process."""

    code = "may_not_start"
    message = N_(
        "This process is started by %(startable_by)s. None of your positions is among them; ask them to start it."
    )


class MayNotDeploy(NotAllowed):
    """Only process designers of the owning agency change its processes."""

    code = "may_not_deploy"
    message = N_(
        "Processes of %(agency)s are deployed by its process designers (perancang_proses@%(agency)s)."
        " Ask one of them to deploy the bundle."
    )


class MayNotSupervise(NotAllowed):
    """Only supervisors of an agency do this for its cases."""

    code = "may_not_supervise"
    message = N_("This is done by the supervisors of %(agency)s (penyelia@%(agency)s). Ask one of them.")


def may_see_instance(actor: Actor, participating: Collection[str]) -> bool:
    """Whether the person may open an instance in which the functions `participating` take or took part.

    Those functions may, and the supervisors of their agencies.
    """
    return not actor.addresses.isdisjoint(participating) or supervises_any(actor, participating)


def supervises_any(actor: Actor, participating: Collection[str]) -> bool:
    """Whether the person is a supervisor of an agency whose functions take part."""
    agencies = {address.partition("@")[2] for address in participating}
    return any(may_supervise(actor, agency) for agency in agencies)


def may_supervise(actor: Actor, agency: str) -> bool:
    """Whether the person is a supervisor (penyelia) of the agency with this code."""
    return f"{SUPERVISOR}@{agency}" in actor.addresses


def check_supervise(actor: Actor, agency: str) -> None:
    """Raise MayNotSupervise unless the person is a supervisor of the agency."""
    if not may_supervise(actor, agency):
        raise MayNotSupervise(agency=agency)


def may_deploy(actor: Actor, owner_agency: str) -> bool:
    """Whether the person designs processes (perancang_proses) of the agency that owns the bundle."""
    return f"{DESIGNER}@{owner_agency}" in actor.addresses


def check_deploy(actor: Actor, owner_agency: str) -> None:
    """Raise MayNotDeploy unless the person is a process designer of the agency that owns the bundle."""
    if not may_deploy(actor, owner_agency):
        raise MayNotDeploy(agency=owner_agency)


def may_start(actor: Actor, startable_by: Iterable[AddressPattern]) -> bool:
    """Whether a position of the person matches; a process that names nobody is started by nobody."""
    return bool(capacities_to_start(actor, startable_by))


def capacities_to_start(actor: Actor, startable_by: Iterable[AddressPattern]) -> tuple[Capacity, ...]:
    """The capacities in which the person may start the process."""
    patterns = tuple(startable_by)
    return tuple(
        capacity
        for capacity in actor.capacities
        if any(pattern.matches(address) for pattern in patterns for address in capacity.addresses)
    )


def capacity_to_start(actor: Actor, startable_by: Iterable[AddressPattern], chosen: PositionId | None) -> Capacity:
    """The capacity in which the person starts. Raises MayNotStart, or CapacityUnclear if one must be chosen."""
    patterns = tuple(startable_by)
    names = sorted(str(pattern) for pattern in patterns)
    capacities = capacities_to_start(actor, patterns)
    if not capacities:
        raise MayNotStart(startable_by=", ".join(names) or "—")
    return choose_capacity(capacities, chosen, addressed_to=names)
