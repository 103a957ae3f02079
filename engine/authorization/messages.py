"""Who may send messages into processes: systems of agencies that have a part in them, and supervisors."""

from dataclasses import dataclass

from engine.authorization.access import SUPERVISOR
from engine.errors import NotAllowed
from engine.model.actor import Actor, Capacity
from engine.model.text import N_

INTEGRATION = "integrasi"
"""Function of the positions under which other systems sign in."""


class MayNotSend(NotAllowed):
    """Neither an integration account nor a supervisor of an agency that takes part."""

    code = "may_not_send_message"
    message = N_(
        "Messages are sent by integration accounts (integrasi@agency) of agencies that own the process or take part,"
        " or by supervisors for cases of their agency. Ask the supervisor of your agency."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The cases or the process that a message reaches."""

    named: frozenset[str] = frozenset()
    """Codes of the agencies that own the processes, or that their bundles call participants."""
    owned: bool = False
    """Whether an agency owns a process; one that the operator deployed for nobody takes messages of all systems."""
    at_work: frozenset[str] = frozenset()
    """Codes of the agencies whose people take or took part in the cases."""

    def takes_from(self, agency_code: str) -> bool:
        """Whether a system of that agency may send the message."""
        return not self.owned or agency_code in self.named or agency_code in self.at_work


def check_send(actor: Actor, reached: Reached | None) -> Capacity:
    """The capacity in which a message is sent. `reached` is None where nobody waits for it yet. Raises MayNotSend."""
    for capacity in actor.capacities:
        if INTEGRATION in capacity.functions and (reached is None or reached.takes_from(capacity.agency_code)):
            return capacity
    for capacity in actor.capacities:
        if reached is not None and capacity.agency_code in reached.at_work and SUPERVISOR in capacity.functions:
            return capacity
    raise MayNotSend


def sending_agencies(actor: Actor) -> frozenset[str]:
    """Codes of the agencies in whose name the actor may send messages. Raises MayNotSend where there is none."""
    found = {each.agency_code for each in actor.capacities if not each.functions.isdisjoint((INTEGRATION, SUPERVISOR))}
    if not found:
        raise MayNotSend
    return frozenset(found)
