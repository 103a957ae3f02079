"""Routers that are looked into only where the address may be theirs."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette._utils import get_route_path
from starlette.routing import Match
from starlette.types import Scope

API = "/api/v1"
"""Where the JSON API stands."""


class RouterBelow(APIRouter):
    """A router for addresses below `root` (where the router around it stands) and its own prefix.

    FastAPI tries every route of every router in turn, and again for each router around it: more than a hundred
    for one request.
    """

    def __init__(self, prefix: str, *, root: str = "", tags: Sequence[str] = (), **more: Any) -> None:
        super().__init__(prefix=prefix, tags=list(tags), **more)
        self._beginning = root + prefix.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route in it fits."""
        if not get_route_path(scope).startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)
