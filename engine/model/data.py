"""Process data: what variables, forms, messages and decisions carry."""

from typing import Any

Value = Any
"""None, bool, str, int, Decimal, date, datetime (aware), time, timedelta, YearsMonths, list or dict[str, Value].
Never float: JSON numbers with a fraction are read as Decimal at the edge."""

ProcessData = dict[str, Value]
"""Variables by name. The only dictionary that crosses rooms without a class of its own."""

OWN_NAMES = frozenset({"instance"})
"""Variables that the product keeps: number, date and agency of the case. Nobody else writes them."""
INTERNAL = "#"
"""Begins the names of what elements keep for themselves."""
LONGEST_NAME = 200
"""Characters that the name of a variable may have."""


def foreign_names(data: ProcessData) -> list[str]:
    """Names in data from outside that may be no variable's: those that the product keeps, and what no column holds."""
    return [
        name
        for name in data
        if name in OWN_NAMES or name.startswith(INTERNAL) or not name.strip() or len(name) > LONGEST_NAME
    ]
