"""Places in lists: where the next page begins. To readers they are words without meaning."""

import base64
import binascii
from collections.abc import Sequence

import orjson

from engine.errors import InvalidInput
from engine.model.text import N_, Text

LONGEST = 1000


def encode_cursor(*parts: str | int) -> str:
    """A word that stands for a place."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode_cursor(text: str, *kinds: Sequence[type]) -> list[str | int]:
    """The parts of the place, if they are of one of the `kinds`. Raises InvalidInput for anything else."""
    try:
        if len(text) > LONGEST:
            raise no_such_page()
        parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as error:
        raise no_such_page() from error
    if not isinstance(parts, list) or [type(part) for part in parts] not in [list(kind) for kind in kinds]:
        raise no_such_page()
    return parts


def no_such_page() -> InvalidInput:
    """The error for a place that is none."""
    return InvalidInput({"after": Text(N_("This page of the list no longer exists. Begin again at the first page."))})
