"""Filters in addresses: what cannot be understood is left out, so that an old link still shows a list."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request

from api.dependencies import clean

OLDEST_DAYS = 36_500
Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""The number of an execution or a token, from an address."""


def asked_in(request: Request) -> dict[str, str]:
    """The texts of the query, cut to a sensible length."""
    return {clean(name)[:200]: clean(value).strip()[:200] for name, value in request.query_params.items()}


def whole_number(text: str) -> int | None:
    """A number without sign; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def days(text: str) -> timedelta | None:
    """An age in days."""
    number = whole_number(text)
    return None if number is None or number == 0 else timedelta(days=min(number, OLDEST_DAYS))


def days_of(age: timedelta | None) -> int | None:
    """The same as a number, for the address."""
    return None if age is None else age.days


def identity(text: str) -> UUID | None:
    """The id of a row."""
    try:
        return UUID(text)
    except ValueError:
        return None


def one_of(text: str, known: Mapping[str, object] | tuple[str, ...]) -> str | None:
    """The text if it is one of those."""
    return text if text in known else None
