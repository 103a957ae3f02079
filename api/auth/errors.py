"""Why a request is not believed."""

from engine.errors import NotAllowed
from engine.model.text import N_


class NotSignedIn(NotAllowed):
    """There is no session, or it has ended."""

    code = "not_signed_in"
    message = N_("You are not signed in, or your session has ended. Sign in and try again.")


class NoValidToken(NotSignedIn):
    """A program did not say on whose behalf it asks, or its token has ended."""

    code = "token_invalid"
    message = N_(
        "Send a valid API token in the header “Authorization: Bearer …”. "
        "The operator issues one with “lintas token issue”."
    )


class ForgedRequest(NotAllowed):
    """A form without a valid token of ours."""

    code = "csrf"
    message = N_(
        "The page you sent this from is no longer valid: it was opened before you signed in, or it is not one of ours. "
        "Nothing was changed. Open the page again and repeat it."
    )
