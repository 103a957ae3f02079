"""Tasks that a supervisor chose to distribute together, and who could have all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import agencies_of, check_supervisor, supervised_agencies
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.groups import addresses_of
from engine.store.holders import Holder, holders_of
from engine.store.tables import person, user_task

MOST_CHOSEN = 200


@dataclass(frozen=True, slots=True)
class ChosenTask:
    """An open task. `version` changes with whoever holds it and with its due time."""

    task_id: UUID
    instance_id: UUID
    number: str
    title: str
    name: str
    name_en: str
    assignee_name: str | None
    due_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ChosenTasks:
    """`holders` could have each of the tasks. `gone`: how many were done, withdrawn or are another agency's."""

    tasks: tuple[ChosenTask, ...]
    holders: tuple[Holder, ...]
    gone: int


def chosen_tasks(runtime: Runtime, actor: Actor, task_ids: Collection[UUID]) -> ChosenTasks:
    """Those that the person may distribute, by due time; at most MOST_CHOSEN. Raises MayNotSupervise."""
    check_supervisor(actor)
    wanted, own = list(dict.fromkeys(task_ids))[:MOST_CHOSEN], supervised_agencies(actor)
    columns = user_task.c
    query = (
        sa.select(user_task, person.c.name.label("assignee_name"))
        .outerjoin(person, person.c.id == columns.assignee)
        .where(columns.id.in_(wanted))
        .order_by(columns.due, columns.id)
    )
    with runtime.database.begin() as work:
        found = [(row, addresses_of(row.addressed_to)) for row in work.connection.execute(query)]
        mine = [(row, addresses) for row, addresses in found if own & agencies_of(addresses)]
        everybody = holders_of(work.connection, {each for _, some in mine for each in some}, runtime.today())
    supervised = {address: holders for address, holders in everybody.items() if own & agencies_of([address])}
    able = [{h.person_id: h for each in some for h in supervised.get(each, ())} for _, some in mine]
    common = able[0].keys() & set.intersection(*(set(each) for each in able)) if able else set()
    return ChosenTasks(
        tasks=tuple(
            ChosenTask(
                task_id=row.id,
                instance_id=row.instance_id,
                number=row.instance_number,
                title=row.title,
                name=row.name,
                name_en=row.name_en,
                assignee_name=row.assignee_name,
                due_at=row.due,
                version=row.version,
            )
            for row, _ in mine
        ),
        holders=tuple(sorted((able[0][each] for each in common), key=lambda each: (each.person_name, each.person_id))),
        gone=len(wanted) - len(mine),
    )
