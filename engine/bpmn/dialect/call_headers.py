"""What the task headers of calls to other systems may say: asked at upload, and kept to when the call is made."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

HEADER = "header."
"""Begins the names of task headers that are sent as headers of a request."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "idempotency-key", "upgrade", "te"}
)
"""Headers that say how a request is sent: the client's own."""
TRIED_AGAIN = frozenset({408, 425, 429})
"""Refusals that another attempt may not meet (RFC 9110, RFC 8470, RFC 6585)."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_ERROR = re.compile(r"\s*([2-4]\d\d)\s*=\s*([^\s=;][^=;]*?)\s*")
_SECRET = re.compile(r"\s*secret:[A-Za-z0-9][A-Za-z0-9_.-]*\s*")


@dataclass(frozen=True, slots=True)
class Asks:
    """What a kind of call takes from task headers. `needed` may come from input mappings instead."""

    needed: tuple[str, ...]
    allowed: frozenset[str] = frozenset()
    requests: bool = False
    """Whether headers of a request may be among them."""
    forms: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    """Whether a task header of that name says something that can be kept to."""

    def takes(self, name: str) -> bool:
        """Whether a task header of that name means something to the call."""
        return name in self.needed or name in self.allowed or (self.requests and name.startswith(HEADER))

    def understands(self, name: str, value: str) -> bool:
        """Whether the call can keep to what the task header says."""
        if self.requests and name.startswith(HEADER):
            return sendable(name.removeprefix(HEADER), value)
        return self.forms[name](value) if name in self.forms else "secret:" not in value


def sendable(name: str, value: str) -> bool:
    """Whether it can be sent as a header of a request, and is not one that the client writes itself."""
    return bool(_TOKEN.fullmatch(name)) and name.lower() not in OWN_HEADERS and value.isascii() and value.isprintable()


def errors_of(text: str) -> dict[int, str] | None:
    """Error codes by status, from `404=TIDAK_ADA, 409=GANDA`; None where the text is something else.

    A status of which the call is tried again never gets to the model, so it can have no code.
    """
    found = [_ERROR.fullmatch(part) for part in text.split(",")] if text.strip() else []
    known = {int(each[1]): each[2] for each in found if each}
    return known if len(known) == len(found) and not TRIED_AGAIN & known.keys() else None


CALLS: Mapping[str, Asks] = {
    "lintas:http": Asks(
        ("url",),
        frozenset({"method", "body", "errors"}),
        requests=True,
        forms={"method": lambda text: text.upper() in METHODS, "errors": lambda text: errors_of(text) is not None},
    ),
    "lintas:email": Asks(("to", "subject", "text")),
    "lintas:webhook": Asks(
        ("url", "type", "secret"), forms={"secret": lambda text: _SECRET.fullmatch(text) is not None}
    ),
}
"""By job type."""
