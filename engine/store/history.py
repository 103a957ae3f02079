"""The audit trail of an instance: a chain of keyed hashes over everything but personal values."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.model.actor import Capacity
from engine.model.data import Value
from engine.model.ids import AgencyId, DefinitionId, ExecutionNumber, InstanceId, PersonId, PositionId, TaskId
from engine.store.codec import dump
from engine.store.tables import history_event
from engine.store.tables.types import microseconds


@dataclass(frozen=True, slots=True)
class HistoryKey:
    """The secret without which no chain can be forged. It is kept outside the database."""

    secret: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """The key in `path`; a new one is made, readable by its owner only, where there is none."""
        try:
            return cls(path.read_bytes())
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return cls(path.read_bytes())

    def link(self, head: bytes | None, content: bytes) -> bytes:
        """The hash of an event whose predecessor has the hash `head`."""
        return hmac.digest(self.secret, (head or b"") + content, "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """By whom and in which capacity something was done."""

    person_id: PersonId
    position_id: PositionId
    capacity: str
    agency_id: AgencyId

    @classmethod
    def of(cls, person_id: PersonId, capacity: Capacity) -> Self:
        """The deed of a person who acts in `capacity`."""
        return cls(
            person_id=person_id,
            position_id=capacity.position_id,
            capacity=str(capacity.status),
            agency_id=capacity.agency_id,
        )


def through(via: str | None) -> dict[str, str]:
    """What the detail of an event says where somebody else did it in the person's name: through whom."""
    return {} if via is None else {"via": via}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something to remember. `detail` must not hold personal data; `value` may and can be erased."""

    kind: str
    definition_id: DefinitionId
    detail: Any = field(default_factory=dict)
    execution: ExecutionNumber = 0
    element_id: str | None = None
    deed: Deed | None = None
    task_id: TaskId | None = None
    four_eyes: str | None = None
    value: Value = None


@dataclass(slots=True)
class Chain:
    """The end of an instance's history, and what is to be appended to it."""

    instance_id: InstanceId
    key: HistoryKey
    sequence: int
    head: bytes | None
    rows: list[dict[str, Any]] = field(default_factory=list)

    def append(self, event: Event, at: datetime) -> None:
        """Add `event` to the chain; `write` puts it into the database."""
        deed = event.deed
        row: dict[str, Any] = {
            "instance_id": self.instance_id,
            "sequence": self.sequence + 1,
            "at": at,
            "kind": event.kind,
            "execution": event.execution,
            "element_id": event.element_id,
            "definition_id": event.definition_id,
            "person_id": deed.person_id if deed else None,
            "position_id": deed.position_id if deed else None,
            "capacity": deed.capacity if deed else None,
            "agency_id": deed.agency_id if deed else None,
            "task_id": event.task_id,
            "four_eyes": event.four_eyes,
            "detail": dump(event.detail),
            "commitment": None,
            "salt": None,
            "value": None,
        }
        if event.value is not None:
            row["salt"], row["value"] = secrets.token_bytes(16), dump(event.value)
            row["commitment"] = commitment(row["salt"], row["value"])
        row["hash"] = self.key.link(self.head, hashed_content(row))
        self.sequence, self.head = row["sequence"], row["hash"]
        self.rows.append(row)

    def write(self, connection: sa.Connection) -> None:
        """Insert what was appended."""
        if self.rows:
            connection.execute(history_event.insert(), self.rows)
            self.rows = []


def commitment(salt: bytes, value: str) -> bytes:
    """What binds a personal value to the chain without containing it."""
    return hashlib.sha256(salt + value.encode()).digest()


HASHED = (
    "instance_id", "sequence", "at", "kind", "execution", "element_id", "definition_id", "person_id", "position_id",
    "capacity", "agency_id", "task_id", "four_eyes", "detail", "commitment",
)  # fmt: skip


def hashed_content(row: Any) -> bytes:
    """The bytes of an event that the chain covers: stored data, the order of HASHED never changes."""
    return orjson.dumps([plain(row[name]) for name in HASHED])


def plain(value: Any) -> str | int | None:
    """A column's value as JSON has it."""
    match value:
        case UUID() | bytes():
            return value.hex if isinstance(value, UUID) else value.hex()
        case datetime():
            return microseconds(value)
        case _:
            checked: str | int | None = value
            return checked


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the history is not what was written. `sequence` is None where the end or all is missing."""

    instance_id: UUID
    sequence: int | None
    what: str


def check_chain(key: HistoryKey, rows: Iterable[Any], instance_id: UUID, last: int, head: bytes | None) -> list[Fault]:
    """Faults of one instance's history, `rows` in order of sequence, against the end that its execution remembers."""
    faults: list[Fault] = []
    expected, previous = 1, None
    for row in rows:
        if row["sequence"] != expected:
            faults.append(Fault(instance_id, expected, "missing"))
            expected = row["sequence"]
        if not hmac.compare_digest(key.link(previous, hashed_content(row)), row["hash"]):
            faults.append(Fault(instance_id, row["sequence"], "changed"))
        if row["value"] is not None and commitment(row["salt"], row["value"]) != row["commitment"]:
            faults.append(Fault(instance_id, row["sequence"], "value changed"))
        previous, expected = row["hash"], expected + 1
    if expected - 1 != last or previous != head:
        faults.append(Fault(instance_id, None, "end differs"))
    return faults
