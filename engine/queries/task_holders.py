"""To whom a supervisor may give a task."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import capacity_to_dispatch
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.groups import addresses_of
from engine.store.holders import holders_of
from engine.store.tables import user_task
from engine.store.task_rows import addresses_of_instance


@dataclass(frozen=True, slots=True)
class HolderOption:
    """A person and the position by which the task would be theirs. `holding`: it is already."""

    person_id: UUID
    person_name: str
    position_name: str
    position_name_en: str
    status: str
    holding: bool


def task_holders(runtime: Runtime, actor: Actor, task_id: UUID) -> tuple[HolderOption, ...]:
    """The holders of the task's functions in the supervisor's agency, each person once, by name.

    Raises NotFound, MayNotSupervise.
    """
    columns = user_task.c
    query = sa.select(columns.instance_id, columns.addressed_to, columns.assignee).where(columns.id == task_id)
    with runtime.database.begin() as work:
        row = work.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound
        candidates = addresses_of(row.addressed_to)
        participating = addresses_of_instance(work.connection, row.instance_id)
        capacity = capacity_to_dispatch(actor, candidates, participating)
        own = [each for each in candidates if each.endswith(f"@{capacity.agency_code}")]
        found = holders_of(work.connection, own, runtime.today())
    options = {
        holder.person_id: HolderOption(
            person_id=holder.person_id,
            person_name=holder.person_name,
            position_name=holder.position_name,
            position_name_en=holder.position_name_en,
            status=holder.status,
            holding=holder.person_id == row.assignee,
        )
        for holders in found.values()
        for holder in holders
    }
    return tuple(sorted(options.values(), key=lambda each: (each.person_name, each.person_id)))
