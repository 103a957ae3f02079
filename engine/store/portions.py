"""Long lists of values, cut so that each statement stays below what databases take."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Each = TypeVar("Each")
MOST_VALUES = 5_000


def portions(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """The values in their order, at most MOST_VALUES at a time; nothing for no values."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]
