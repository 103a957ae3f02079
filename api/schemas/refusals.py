"""Bodies that cannot be read."""

from engine.errors import InvalidInput
from engine.model.text import N_


class MalformedJson(InvalidInput):
    """The body is not JSON, or JSON that cannot be kept."""

    code = "malformed_json"
    message = N_("The body cannot be read as JSON: %(reason)s.")


class WrongMediaType(InvalidInput):
    """The body is of a kind that is not taken here."""

    code = "unsupported_media_type"
    message = N_("Send the body as %(expected)s and say so in the header Content-Type.")
