"""User tasks in the inbox: inserted when a turn creates them, deleted when it ends them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR
from engine.calendars.deadlines import Counted
from engine.elements.effects import Effect, ElementMigrated, Ending, UserTaskCreated, UserTaskEnded
from engine.ids import new_id
from engine.model.ids import DefinitionId, ExecutionNumber, TaskId
from engine.store.cases import Case
from engine.store.groups import Group, address_text, addresses_of, groups_of
from engine.store.new_tasks import insert_tasks
from engine.store.portions import among, portions
from engine.store.tables import function_group, incident, instance_agency, task_candidate, user_task
from engine.store.upsert import insert_missing

UNKNOWN_ADDRESS = "unknown_address"
"""Code of the incident of a task that no position in government can receive."""


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A user task that is new in the inboxes."""

    task_id: TaskId
    execution: ExecutionNumber
    token: int
    element_id: str
    name: str
    name_en: str
    candidates: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosedTask:
    """A user task that left the inboxes before anybody completed it."""

    task_id: TaskId
    execution: ExecutionNumber
    element_id: str


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a task takes over from the definition of its execution."""

    definition_id: DefinitionId
    name_en: str
    forms: Mapping[str, UUID]
    """Versions of the forms, by key."""


ContextOf = Callable[[ExecutionNumber, str], TaskContext]
"""The context of an element of an execution."""


def record_user_tasks(
    connection: sa.Connection,
    case: Case,
    effects: Sequence[tuple[ExecutionNumber, Effect]],
    context: ContextOf,
    now: datetime,
) -> tuple[tuple[OpenedTask, ...], tuple[ClosedTask, ...]]:
    """Bring the inboxes up to date. Returns the tasks that are open now and were not before, and those withdrawn."""
    created: dict[tuple[ExecutionNumber, int], UserTaskCreated] = {}
    ended: dict[tuple[ExecutionNumber, int], Ending] = {}
    for number, effect in effects:
        if isinstance(effect, UserTaskCreated):
            created[number, effect.token] = effect
        elif isinstance(effect, UserTaskEnded) and created.pop((number, effect.token), None) is None:
            ended[number, effect.token] = effect.ending
    withdrawn = delete_tasks(connection, case, ended)
    opened = [opened_task(number, effect, context) for (number, _), effect in created.items()]
    if not opened:
        return (), withdrawn
    rows = [task_row(case, task, effect, context, now) for task, effect in zip(opened, created.values(), strict=True)]
    address_tasks(connection, case, opened, rows, now)
    return tuple(opened), withdrawn


def delete_tasks(
    connection: sa.Connection, case: Case, ended: Mapping[tuple[ExecutionNumber, int], Ending]
) -> tuple[ClosedTask, ...]:
    """Take tasks out of the inboxes, with candidates, drafts and incidents. Returns those that were interrupted."""
    if not ended:
        return ()
    rows: list[Any] = []
    for portion in portions(list(ended)):
        rows += _delete(connection, case, portion)
    delete_incidents(connection, case, rows)
    return tuple(
        ClosedTask(row.id, row.execution, row.element_id)
        for row in sorted(rows, key=lambda row: (row.execution, row.token))
        if ended[row.execution, row.token] is Ending.INTERRUPTED
    )


DELETE_TASKS = (
    user_task.delete()
    .where(user_task.c.instance_id == sa.bindparam("case_id"))
    .returning(
        user_task.c.id,
        user_task.c.execution,
        user_task.c.token,
        user_task.c.element_id,
        user_task.c.addressed_to,
    )
)
DELETE_TASK = DELETE_TASKS.where(
    user_task.c.execution == sa.bindparam("number"), user_task.c.token == sa.bindparam("at_token")
)
"""What nearly every turn needs: one task, without a list of keys that would have to be spelled out."""


def _delete(connection: sa.Connection, case: Case, keys: Sequence[tuple[ExecutionNumber, int]]) -> Sequence[Any]:
    """Delete tasks by execution and token, and tell which they were."""
    given: dict[str, object] = {"case_id": case.instance_id}
    if len(keys) > 1:
        several = DELETE_TASKS.where(among((user_task.c.execution, user_task.c.token), keys))
        return connection.execute(several, given).all()
    ((number, token),) = keys
    return connection.execute(DELETE_TASK, given | {"number": number, "at_token": token}).all()


def candidates_of_withdrawn(
    connection: sa.Connection, case: Case, effects: Iterable[tuple[ExecutionNumber, Effect]]
) -> list[frozenset[str]]:
    """To whom the stored tasks are addressed that these effects take away from people, or make another task of."""
    gone = [
        (number, effect.token)
        for number, effect in effects
        if isinstance(effect, ElementMigrated)
        or (isinstance(effect, UserTaskEnded) and effect.ending is Ending.INTERRUPTED)
    ]
    columns = user_task.c
    found: set[str] = set()
    for portion in portions(gone):
        here = columns.instance_id == case.instance_id, among((columns.execution, columns.token), portion)
        found.update(connection.scalars(sa.select(columns.addressed_to).where(*here)))
    return [addresses_of(text) for text in sorted(found)]


def delete_incidents(connection: sa.Connection, case: Case, tasks: Sequence[Any]) -> None:
    """Tasks that nobody could receive had an incident; it goes with them."""
    addresses = {task.id: addresses_of(task.addressed_to) for task in tasks}
    known = groups_of(connection, frozenset[str]().union(*addresses.values())).keys()
    lost = [(task.execution, task.token) for task in tasks if addresses[task.id].isdisjoint(known)]
    columns = incident.c
    for portion in portions(lost):
        connection.execute(
            incident.delete().where(
                columns.instance_id == case.instance_id,
                columns.code == UNKNOWN_ADDRESS,
                among((columns.execution, columns.token), portion),
            )
        )


def opened_task(number: ExecutionNumber, effect: UserTaskCreated, context: ContextOf) -> OpenedTask:
    """The new task of an effect, with an id of its own."""
    return OpenedTask(
        task_id=TaskId(new_id()),
        execution=number,
        token=effect.token,
        element_id=effect.element_id,
        name=effect.name,
        name_en=context(number, effect.element_id).name_en,
        candidates=effect.candidates,
        due_at=effect.due_at,
    )


def task_row(
    case: Case,
    task: OpenedTask,
    effect: UserTaskCreated,
    context: ContextOf,
    now: datetime,
) -> dict[str, Any]:
    """The row of a new task."""
    known = context(task.execution, task.element_id)
    return {
        "id": task.task_id,
        "instance_id": case.instance_id,
        "execution": task.execution,
        "token": task.token,
        "element_id": task.element_id,
        "name": task.name,
        "name_en": task.name_en,
        "process_key": case.process_key,
        "definition_id": known.definition_id,
        "instance_number": case.number,
        "title": case.title,
        "addressed_to": address_text(task.candidates),
        "due": task.due_at,
        **counted_columns(effect.counted),
        "remind_at": effect.remind_at,
        "rank": -effect.priority,
        "created_at": now,
        "form_id": known.forms.get(effect.form_key) if effect.form_key else None,
        **task_properties(effect.properties),
        "held": case.suspended_at is not None,
    }


def task_properties(properties: Mapping[str, str]) -> dict[str, Any]:
    """The columns in which a task has what the model's properties say of it."""
    return {
        "decision_class": properties.get("lintas:decisionClass", ""),
        "four_eyes": properties.get("lintas:fourEyes"),
        "corrections": properties.get("lintas:corrections"),
    }


def counted_columns(counted: Counted | None) -> dict[str, Any]:
    """How a due time was counted, as the columns hold it."""
    if counted is None:
        return {"due_agency": None, "due_from": None, "due_days": None}
    return {"due_agency": counted.agency, "due_from": counted.start.isoformat(), "due_days": counted.days}


def address_tasks(
    connection: sa.Connection, case: Case, tasks: Sequence[OpenedTask], rows: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Put tasks into the inboxes of their candidates; one that nobody can receive becomes an incident."""
    groups = groups_of(connection, {address for task in tasks for address in task.candidates})
    candidates = [
        candidate_row(row["id"], groups[address], row["due"], row["rank"])
        for task, row in zip(tasks, rows, strict=True)
        for address in dict.fromkeys(task.candidates)
        if address in groups
    ]
    insert_tasks(connection, rows, candidates, part_rows(case.instance_id, groups.values()))
    lost = [task for task in tasks if not any(address in groups for address in task.candidates)]
    if lost:
        connection.execute(incident.insert(), [unknown_address(case, task, now) for task in lost])


def candidate_row(task_id: UUID, group: Group, due: datetime | None, rank: int) -> dict[str, Any]:
    """The row by which a task that nobody holds stands in the inboxes of a group."""
    return {
        "task_id": task_id,
        "group_id": group.id,
        "agency_id": group.agency_id,
        "due": due,
        "rank": rank,
        "unassigned": 1,
    }


def unknown_address(case: Case, task: OpenedTask, now: datetime) -> dict[str, Any]:
    """The incident of a task whose address does not exist."""
    return {
        "instance_id": case.instance_id,
        "execution": task.execution,
        "token": task.token,
        "element_id": task.element_id,
        "code": UNKNOWN_ADDRESS,
        "detail": f"No position has the address {address_text(task.candidates)}.",
        "raised_at": now,
    }


def open_to(connection: sa.Connection, instance_id: UUID, groups: Iterable[Group]) -> None:
    """Let the holders of these functions look at the instance from now on."""
    rows = part_rows(instance_id, groups)
    if rows:
        insert_missing(connection, instance_agency, rows)


def part_rows(instance_id: UUID, groups: Iterable[Group]) -> list[dict[str, Any]]:
    """The rows by which functions take part in an instance, in the order in which everybody inserts them."""
    return [
        {"instance_id": instance_id, "group_id": group.id, "agency_id": group.agency_id}
        for group in sorted(groups, key=lambda each: each.id)
    ]


def open_to_supervisors(connection: sa.Connection, case: Case) -> None:
    """Let the supervisors of the agency in whose name a message started a case look at it: somebody must be able to."""
    columns = function_group.c
    query = sa.select(columns.id, columns.agency_id).where(
        columns.agency_id == case.agency_id, columns.address.startswith(f"{SUPERVISOR}@", autoescape=True)
    )
    open_to(connection, case.instance_id, [Group(*row) for row in connection.execute(query)])


def readdress_task(connection: sa.Connection, case: Case, number: ExecutionNumber, token: int) -> None:
    """Put a task that nobody could receive into the inboxes of addresses that exist by now; else nothing changes."""
    columns = user_task.c
    here = columns.instance_id == case.instance_id, columns.execution == number, columns.token == token
    row = connection.execute(sa.select(user_task).where(*here)).one_or_none()
    groups = groups_of(connection, addresses_of(row.addressed_to)) if row else {}
    if row is None or not groups:
        return
    candidates = [candidate_row(row.id, group, row.due, row.rank) for group in groups.values()]
    connection.execute(task_candidate.insert(), candidates)
    open_to(connection, case.instance_id, groups.values())
    connection.execute(
        incident.delete().where(
            incident.c.instance_id == case.instance_id, incident.c.execution == number, incident.c.token == token
        )
    )
