"""Loading a user task with its case in one statement, and telling what became of one that is gone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.claims import NotAddressed
from engine.calendars.deadlines import Counted, Mark
from engine.errors import Conflict, NotAllowed, NotFound
from engine.model.ids import DefinitionId, PersonId, TaskId
from engine.model.text import N_
from engine.store.cases import Case, case_from, case_query
from engine.store.groups import addresses_of
from engine.store.tables import (
    function_group,
    history_event,
    instance,
    instance_agency,
    person,
    task_candidate,
    user_task,
)
from engine.store.unit_of_work import UnitOfWork
from engine.store.user_tasks import counted_columns


class TaskTaken(Conflict):
    """Another person holds the task."""

    code = "task_taken"
    message = N_("%(by)s took this task at %(at)s. Choose another task, or ask them to release it.")


class TaskChanged(Conflict):
    """The task is not as it was when the person opened it."""

    code = "task_changed"


class TaskGone(Conflict):
    """The task was completed or withdrawn."""

    code = "task_gone"
    message = N_("This task was already completed by %(by)s at %(at)s. There is nothing left to do in it.")


class TaskWithdrawn(Conflict):
    """The task was withdrawn by the process, for instance because a deadline passed."""

    code = "task_withdrawn"
    message = N_("The process withdrew this task at %(at)s. There is nothing left to do in it.")


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task that is still open."""

    task_id: TaskId
    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    definition_id: DefinitionId
    candidates: frozenset[str]
    assignee: PersonId | None
    assignee_name: str | None
    claimed_at: datetime | None
    created_at: datetime
    due_at: datetime | None
    form_id: UUID | None
    decision_class: str
    four_eyes: str | None
    corrections: str | None
    counted: Counted | None
    time_used: int
    version: int
    decided_by: frozenset[PersonId]
    """Who completed other tasks of the same four-eyes group in this instance."""


holder_of_task = person.alias("holder_of_task")

TASK_COLUMNS = (
    *(column for column in user_task.c if column is not user_task.c.instance_id),
    holder_of_task.c.name.label("assignee_name"),
)


TASK_WITH_CASE = (
    case_query(
        *TASK_COLUMNS,
        execution_number=user_task.c.execution,
        source=user_task.join(instance, instance.c.id == user_task.c.instance_id),
        lock=(user_task,),
    )
    .outerjoin(holder_of_task, holder_of_task.c.id == user_task.c.assignee)
    .where(user_task.c.id == sa.bindparam("task_id"))
)
"""The task and its case, locked."""


def load_task(work: UnitOfWork, task_id: UUID) -> tuple[OpenTask, Case]:
    """An open task and its case, locked. Raises NotFound where it is no longer (or never was) there."""
    row = work.connection.execute(TASK_WITH_CASE, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound
    task = OpenTask(
        task_id=row.id,
        execution=row.execution,
        token=row.token,
        element_id=row.element_id,
        name=row.name,
        name_en=row.name_en,
        definition_id=row.definition_id,
        candidates=addresses_of(row.addressed_to),
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        claimed_at=row.claimed_at,
        created_at=row.created_at,
        due_at=row.due,
        form_id=row.form_id,
        decision_class=row.decision_class,
        four_eyes=row.four_eyes,
        corrections=row.corrections,
        counted=counted_from(row),
        time_used=row.time_used,
        version=row.version,
        decided_by=decided_by(work.connection, row.instance_id, row.four_eyes, row.element_id),
    )
    return task, case_from(row)


def decided_by(connection: sa.Connection, instance_id: UUID, group: str | None, element_id: str) -> frozenset[PersonId]:
    """Who completed other tasks of a four-eyes group; the same task may come back to the same person."""
    if group is None:
        return frozenset()
    columns = history_event.c
    query = sa.select(columns.person_id).where(
        columns.instance_id == instance_id, columns.four_eyes == group, columns.element_id != element_id
    )
    return frozenset(connection.scalars(query))


def what_became_of(connection: sa.Connection, task_id: UUID, addresses: frozenset[str]) -> Conflict | NotFound:
    """The error to raise for a task that is not open: what happened, to those who may see its instance."""
    columns = history_event.c
    row = connection.execute(
        sa.select(columns.instance_id, columns.kind, columns.at, person.c.name)
        .outerjoin(person, person.c.id == columns.person_id)
        .where(columns.task_id == task_id, columns.kind.in_(("UserTaskCompleted", "UserTaskWithdrawn")))
        .limit(1)
    ).one_or_none()
    if row is None or addresses.isdisjoint(addresses_of_instance(connection, row.instance_id)):
        return NotFound()
    if row.kind == "UserTaskWithdrawn":
        return TaskWithdrawn(at=row.at)
    return TaskGone(by=row.name, at=row.at)


def stranger(connection: sa.Connection, task: OpenTask, case: Case, addresses: frozenset[str]) -> NotAllowed | NotFound:
    """The error for somebody whom the task is not addressed to: whom to ask, but only if the case is theirs to see."""
    if addresses.isdisjoint(addresses_of_instance(connection, case.instance_id)):
        return NotFound()
    return NotAddressed(addressed_to=", ".join(sorted(task.candidates)))


def addresses_of_instance(connection: sa.Connection, instance_id: UUID) -> frozenset[str]:
    """Addresses of all functions that take or took part in an instance."""
    query = (
        sa.select(function_group.c.address)
        .join(instance_agency, instance_agency.c.group_id == function_group.c.id)
        .where(instance_agency.c.instance_id == instance_id)
    )
    return frozenset(connection.scalars(query))


def cases_of_tasks(connection: sa.Connection, task_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The case of each open task among these."""
    columns = user_task.c
    found = connection.execute(sa.select(columns.id, columns.instance_id).where(columns.id.in_(task_ids)))
    return {row.id: row.instance_id for row in found}


def set_assignee(
    connection: sa.Connection, task_id: UUID, holder: PersonId | None, at: datetime | None, *, version: int
) -> bool:
    """Give a task to a person or back to all candidates. False where the task changed meanwhile."""
    changed = connection.execute(
        user_task.update()
        .where(user_task.c.id == task_id, user_task.c.version == version)
        .values(assignee=holder, claimed_at=at, version=version + 1)
    )
    if changed.rowcount == 0:
        return False
    connection.execute(
        task_candidate.update().where(task_candidate.c.task_id == task_id).values(unassigned=1 if holder is None else 0)
    )
    return True


def set_due(
    connection: sa.Connection, task: OpenTask, due_at: datetime | None, mark: Mark, *, counted: Counted | None
) -> bool:
    """Move the due time of a task, and what people were and will be told of it. False where the task changed meanwhile.

    `counted`: how the new one was counted; None where a person set it.
    """
    changed = connection.execute(
        user_task.update()
        .where(user_task.c.id == task.task_id, user_task.c.version == task.version)
        .values(
            due=due_at,
            **counted_columns(counted),
            time_used=mark.percent,
            remind_at=mark.next_at,
            version=task.version + 1,
        )
    )
    if changed.rowcount == 0:
        return False
    connection.execute(task_candidate.update().where(task_candidate.c.task_id == task.task_id).values(due=due_at))
    return True


def set_mark(connection: sa.Connection, task: OpenTask, mark: Mark) -> bool:
    """Note what people were told of the time. False where the task changed meanwhile."""
    columns = user_task.c
    changed = connection.execute(
        user_task.update()
        .where(columns.id == task.task_id, columns.version == task.version, columns.time_used == task.time_used)
        .values(time_used=mark.percent, remind_at=mark.next_at)
    )
    return changed.rowcount == 1


def counted_from(row: Any) -> Counted | None:
    """How the due time of a task was counted; None where it was not, or where a person set it since."""
    if row.due_agency is None:
        return None
    text = row.due_from
    start = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return Counted(row.due_agency, start, row.due_days)
