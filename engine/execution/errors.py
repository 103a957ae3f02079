"""What an execution refuses."""

from engine.errors import Conflict, ModelError
from engine.model.text import N_


class TokenGone(Conflict):
    """The token does not wait for that (any more): somebody else was faster, or it was interrupted."""

    code = "token_gone"
    message = N_("This is no longer waiting: it was done by somebody else, or the process has gone another way.")


class UnknownStartEvent(ModelError):
    """The process has no such start event."""

    code = "unknown_start_event"
    message = N_("The process %(process_id)s cannot be started at %(start_event)s.")


class StateUnreadable(ModelError):
    """The saved state does not fit the definition, or has another format."""

    code = "state_unreadable"
    message = N_("The saved state of this process instance cannot be read with its definition: %(reason)s")
