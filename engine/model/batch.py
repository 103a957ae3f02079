"""Many commands of one kind, asked for at once and carried out one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from engine.model.data import ProcessData
from engine.model.text import Text


class BatchKind(StrEnum):
    """What is done with each item. Stored data."""

    START = "start"
    CANCEL = "cancel"
    RETRY = "retry"
    SUSPEND = "suspend"
    RESUME = "resume"
    MIGRATE = "migrate"
    REVERT = "revert"
    REASSIGN = "reassign"
    DUE_DATE = "due_date"


TASK_KINDS = frozenset({BatchKind.REASSIGN, BatchKind.DUE_DATE})
"""Their items are tasks."""


class BatchStatus(StrEnum):
    """Stored data. STOPPED: its remaining items will not be done, unless it is resumed."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"


class ItemState(StrEnum):
    """Stored data."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """`instance_id`: the case that it is about. `content`: what the kind needs for it."""

    instance_id: UUID | None = None
    content: ProcessData


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item was not done: the error's code and text, and what is wrong with each of its fields."""

    code: str
    text: Text
    fields: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items wait, are done and have failed."""

    waiting: int = 0
    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.done + self.failed
