"""Calls that wait until their process starts: a row each, and a job for each case that has some."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import CallRequested
from engine.model.ids import ExecutionNumber, InstanceId, TokenId
from engine.store.codec import dump, load
from engine.store.jobs import enqueue
from engine.store.portions import among, portions
from engine.store.tables import execution, waiting_call
from engine.store.unit_of_work import UnitOfWork

MOST_KEPT = 32 * 1024 * 1024
"""Characters of variables that the calls of one turn may keep; a process that passes a list with all of its items to
each of thousands would fill the disk."""
TOO_LARGE = ""
"""Stands for variables beyond."""


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call that was put off. `too_large`: its variables were not kept."""

    caller: ExecutionNumber
    call: CallRequested
    too_large: bool


class WaitingCalls:
    """The rows that a turn adds and removes."""

    def __init__(self, instance_id: InstanceId) -> None:
        self.instance_id = instance_id
        self._added: dict[tuple[ExecutionNumber, TokenId], CallRequested] = {}
        self._removed: list[tuple[ExecutionNumber, TokenId]] = []

    def put_off(self, caller: ExecutionNumber, call: CallRequested) -> None:
        """A call waits from now on."""
        self._added[caller, call.token] = call

    def remove(self, caller: ExecutionNumber, token: TokenId) -> None:
        """The call is made, or not wanted any more; nothing where it does not wait."""
        if self._added.pop((caller, token), None) is None:
            self._removed.append((caller, token))

    def write(self, connection: sa.Connection) -> bool:
        """Bring the table up to date. Whether calls were added."""
        columns = waiting_call.c
        for portion in portions(self._removed):
            here = columns.instance_id == self.instance_id, among((columns.execution, columns.token), portion)
            connection.execute(waiting_call.delete().where(*here))
        if rows := self._rows():
            connection.execute(waiting_call.insert(), rows)
        return bool(rows)

    def _rows(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        kept = 0
        for (caller, token), call in self._added.items():
            text = dump(call.variables) if kept <= MOST_KEPT else TOO_LARGE
            kept += len(text)
            rows.append(
                {
                    "instance_id": self.instance_id,
                    "execution": caller,
                    "token": token,
                    "element_id": call.element_id,
                    "process_key": call.process_id,
                    "variables": text,
                }
            )
        return rows


def read_waiting(connection: sa.Connection, instance_id: UUID, most: int, *, newest: bool = False) -> list[WaitingCall]:
    """Up to `most` calls of a case that wait, in the order of their tokens or against it."""
    columns = waiting_call.c
    order = [each.desc() if newest else each.asc() for each in (columns.execution, columns.token)]
    query = sa.select(waiting_call).where(columns.instance_id == instance_id).order_by(*order).limit(most)
    return [_waiting_call(row) for row in connection.execute(query)]


def _waiting_call(row: Any) -> WaitingCall:
    too_large = row.variables == TOO_LARGE
    call = CallRequested(
        element_id=row.element_id,
        token=row.token,
        process_id=row.process_key,
        variables={} if too_large else load(row.variables),
    )
    return WaitingCall(row.execution, call, too_large)


def count_called(connection: sa.Connection, instance_id: UUID) -> int:
    """Called processes of a case that run, and calls that wait."""
    running = sa.select(sa.func.count()).where(execution.c.instance_id == instance_id, execution.c.number != 0)
    waiting = sa.select(sa.func.count()).where(waiting_call.c.instance_id == instance_id)
    return int(connection.scalar(sa.select(running.scalar_subquery() + waiting.scalar_subquery())) or 0)


def any_waits(connection: sa.Connection, instance_id: UUID) -> bool:
    """Whether a call of the case waits."""
    query = sa.select(waiting_call.c.token).where(waiting_call.c.instance_id == instance_id)
    return connection.scalar(query.limit(1)) is not None


def wake_calls(work: UnitOfWork, instance_id: UUID, now: datetime) -> None:
    """Have a job start calls of a case that wait. Jobs of a case follow one another."""
    identity = str(instance_id)
    enqueue(work, "start_calls", run_at=now, lock=f"calls:{identity}", share=identity, instance_id=identity)
