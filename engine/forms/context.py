"""What expressions of a form see, and how long they may take all together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Self

SECONDS = 2.0


@dataclass(slots=True)
class Allowance:
    """Shared by all expressions of one laying out: the moment that now() and today() tell, and the time that is left.

    When the time is used up, expressions have no value any more, and `exceeded` says so.
    """

    now: datetime
    ends: float = field(default_factory=lambda: monotonic() + SECONDS)
    exceeded: bool = False

    def used_up(self) -> bool:
        """Whether no expression may be evaluated any more."""
        self.exceeded = self.exceeded or monotonic() > self.ends
        return self.exceeded


class Context(dict[str, Any]):
    """Values by name."""

    __slots__ = ("allowance",)

    def __init__(self, values: Mapping[str, Any], allowance: Allowance) -> None:
        super().__init__(values)
        self.allowance = allowance

    def extended(self, names: Mapping[str, Any]) -> Self:
        """The same with more names, which win."""
        return type(self)({**self, **names}, self.allowance)
