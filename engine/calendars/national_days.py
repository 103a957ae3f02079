"""Public holidays and collective leave of Indonesia, as the library `holidays` knows them.

Dates by the moon are estimates until the government announces them: the official list corrects them
(engine/calendars/rules.py).
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from holidays import country_holidays

FIRST_YEAR, LAST_YEAR = 1946, 2100
"""What the library knows."""
CATEGORIES = ("public", "government")
"""Holidays of everybody, and collective leave of civil servants (cuti bersama)."""


@cache
def national_days(year: int) -> Mapping[date, str]:
    """The days of a year without work, with their Indonesian names; none beyond what the library knows."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    found = country_holidays("ID", years=year, categories=CATEGORIES, language="id")
    return dict(sorted(found.items()))
