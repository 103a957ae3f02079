"""A supervisor gives a task to another holder of the function it is addressed to, or back to all of them."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_dispatch, check_reason
from engine.errors import InvalidInput, NotFound
from engine.model.actor import Actor, Capacity
from engine.model.ids import PersonId, PositionId
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.history import Deed, Event
from engine.store.holders import holders_of
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.task_rows import (
    OpenTask,
    TaskChanged,
    addresses_of_instance,
    load_task,
    set_assignee,
    what_became_of,
)
from engine.store.unit_of_work import TurnLost
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignTask:
    """`to`: the person who is to do it; None gives it back to all. `version`: the task as it was shown."""

    task_id: UUID
    actor: Actor
    to: PersonId | None
    reason: str
    capacity: PositionId | None = None
    version: int | None = None
    idempotency_key: str | None = None


@watched
def reassign_task(runtime: Runtime, command: ReassignTask) -> None:
    """Give the task over, also where somebody holds it; what that person typed stays with that person.

    Raises NotFound, TaskGone, TaskWithdrawn, MayNotSupervise, TaskChanged, InvalidInput for a missing reason or for a
    person who holds none of the functions.
    """
    retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: ReassignTask) -> None:
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("reassign_task", command.task_id, command.to, command.reason)
    with runtime.database.begin() as work:
        connection = work.connection
        if recall(connection, actor.account_id, command.idempotency_key, request) is not None:
            return
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            raise what_became_of(connection, command.task_id, actor.addresses) from None
        participating = addresses_of_instance(connection, case.instance_id)
        capacity = capacity_to_dispatch(actor, task.candidates, participating, command.capacity)
        reason = check_reason(command.reason)
        if command.version is not None and command.version != task.version:
            raise TaskChanged
        name = None if command.to is None else _name_of_holder(runtime, connection, task, capacity, command.to)
        if task.assignee == command.to:
            return

        turn = Turn(runtime, work, case, now)
        turn.record(
            Event(
                kind="UserTaskReassigned",
                definition_id=task.definition_id,
                execution=task.execution,
                element_id=task.element_id,
                deed=Deed.of(actor.person_id, capacity),
                task_id=task.task_id,
                detail={"to": "all" if name is None else "person"},
                value={"reason": reason, "from": task.assignee_name, "to": name},
            )
        )
        held_since = None if command.to is None else now
        if not set_assignee(connection, task.task_id, command.to, held_since, version=task.version):
            raise TurnLost
        remember(connection, actor.account_id, command.idempotency_key, request, Done(), now)
        work.commit()


def _name_of_holder(
    runtime: Runtime, connection: sa.Connection, task: OpenTask, capacity: Capacity, person_id: PersonId
) -> str:
    """The person's name, if the person may be given the task by this supervisor. Raises InvalidInput."""
    addresses = [each for each in task.candidates if each.endswith(f"@{capacity.agency_code}")]
    for holders in holders_of(connection, addresses, runtime.today()).values():
        for holder in holders:
            if holder.person_id == person_id:
                return holder.person_name
    text = Text(
        N_("This person holds none of the positions that the task is addressed to: %(addresses)s."),
        {"addresses": ", ".join(sorted(addresses))},
    )
    raise InvalidInput({"to": text})
