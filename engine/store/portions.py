"""Conditions on many values: cut so that statements stay below what databases take, and put so that indexes serve."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

Each = TypeVar("Each")
MOST_VALUES = 5_000


def portions(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """The values in their order, at most MOST_VALUES at a time; nothing for no values."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]


def among(columns: Sequence[sa.Column[Any]], keys: Sequence[tuple[Any, ...]]) -> sa.ColumnElement[bool]:
    """The columns together are one of `keys`. SQLite finds rows by an index only where each column is limited alone."""
    alone = (column.in_(sorted({key[place] for key in keys})) for place, column in enumerate(columns))
    return sa.and_(*alone, sa.tuple_(*columns).in_(keys))
