"""Process data: what variables, forms, messages and decisions carry."""

from typing import Any

Value = Any
"""None, bool, str, int, Decimal, date, datetime (aware), time, timedelta, YearsMonths, list or dict[str, Value].
Never float: JSON numbers with a fraction are read as Decimal at the edge."""

ProcessData = dict[str, Value]
"""Variables by name. The only dictionary that crosses rooms without a class of its own."""
