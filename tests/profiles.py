"""How many random examples tests try: as many as each says, or a multiple of that in a long run, such as at night.

EXAMPLES=50 make test
"""

import os

from hypothesis import settings

FACTOR = int(os.environ.get("EXAMPLES", "1"))
"""How many times as many as usual."""


def examples(usual: int) -> settings:
    """Settings for a test of that many random examples."""
    return settings(max_examples=usual * FACTOR, deadline=None)
