"""Answers to people who did something: where the case stands now and who is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TaskLink:
    """A task the same person may go on with."""

    task_id: UUID
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class NextWork:
    """A task that became open, and the addresses `function@agency` it went to."""

    name: str
    name_en: str
    addressed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """Where a case stands after a turn."""

    instance_id: UUID
    number: str
    status: str
    next_task: TaskLink | None
    waiting_for: tuple[NextWork, ...]

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """From the JSON form of `dataclasses.asdict`."""
        link = data["next_task"]
        return cls(
            instance_id=UUID(data["instance_id"]),
            number=data["number"],
            status=data["status"],
            next_task=TaskLink(UUID(link["task_id"]), link["name"], link["name_en"]) if link else None,
            waiting_for=tuple(
                NextWork(item["name"], item["name_en"], tuple(item["addressed_to"])) for item in data["waiting_for"]
            ),
        )
