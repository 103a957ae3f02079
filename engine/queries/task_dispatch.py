"""A task as its supervisor distributes it: without its form and without the data of the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.authorization.supervision import capacity_to_dispatch
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.task_rows import addresses_of_instance, load_task, what_became_of


@dataclass(frozen=True, slots=True)
class TaskDispatch:
    """An open task. `version` changes with whoever holds it and with its due time."""

    task_id: UUID
    instance_id: UUID
    number: str
    title: str
    name: str
    name_en: str
    addressed_to: tuple[str, ...]
    assignee_name: str | None
    claimed_at: datetime | None
    created_at: datetime
    due_at: datetime | None
    version: int


def task_dispatch(runtime: Runtime, actor: Actor, task_id: UUID) -> TaskDispatch:
    """The task. Raises NotFound, TaskGone, TaskWithdrawn, MayNotSupervise."""
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, task_id)
        except NotFound:
            raise what_became_of(work.connection, task_id, actor.addresses) from None
        capacity_to_dispatch(actor, task.candidates, addresses_of_instance(work.connection, case.instance_id))
    return TaskDispatch(
        task_id=task.task_id,
        instance_id=case.instance_id,
        number=case.number,
        title=case.title,
        name=task.name,
        name_en=task.name_en,
        addressed_to=tuple(sorted(task.candidates)),
        assignee_name=task.assignee_name,
        claimed_at=task.claimed_at,
        created_at=task.created_at,
        due_at=task.due_at,
        version=task.version,
    )
