"""Who may send messages into processes: systems of an agency, and its supervisors for the agency's own cases."""

from collections.abc import Collection

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
        "Messages are sent by integration accounts (integrasi@agency), or by supervisors for cases of their agency."
        " Ask the supervisor of your agency."
    )


def check_send(actor: Actor, participating: Collection[str]) -> Capacity:
    """The capacity in which a message is sent. `participating`: addresses of the case it reaches, empty if none yet.

    Raises MayNotSend.
    """
    for capacity in actor.capacities:
        if INTEGRATION in capacity.functions:
            return capacity
    agencies = {address.partition("@")[2] for address in participating}
    for capacity in actor.capacities:
        if capacity.agency_code in agencies and SUPERVISOR in capacity.functions:
            return capacity
    raise MayNotSend
