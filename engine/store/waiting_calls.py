"""Calls that wait until their process starts: a row each, and a job for each case that has some."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import CallRequested
from engine.model.ids import ExecutionNumber, InstanceId, TokenId
from engine.store.codec import dump, load
from engine.store.jobs import enqueue
from engine.store.portions import among, portions
from engine.store.tables import execution, waiting_call
from engine.store.unit_of_work import UnitOfWork


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
        rows = [
            {
                "instance_id": self.instance_id,
                "execution": caller,
                "token": token,
                "element_id": call.element_id,
                "process_key": call.process_id,
                "variables": dump(call.variables),
            }
            for (caller, token), call in self._added.items()
        ]
        if rows:
            connection.execute(waiting_call.insert(), rows)
        return bool(rows)


def read_waiting(
    connection: sa.Connection, instance_id: UUID, most: int
) -> list[tuple[ExecutionNumber, CallRequested]]:
    """Calls of a case that wait, with the execution that calls, in the order of their tokens."""
    columns = waiting_call.c
    query = sa.select(waiting_call).where(columns.instance_id == instance_id)
    rows = connection.execute(query.order_by(columns.execution, columns.token).limit(most))
    return [
        (
            row.execution,
            CallRequested(
                element_id=row.element_id, token=row.token, process_id=row.process_key, variables=load(row.variables)
            ),
        )
        for row in rows
    ]


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
    enqueue(work, "start_calls", run_at=now, lock=f"calls:{instance_id}", instance_id=str(instance_id))
