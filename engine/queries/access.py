"""Who may look: asked by every query about a case, and written down."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR, may_see_instance
from engine.errors import NotFound
from engine.ids import new_id
from engine.model.actor import Actor
from engine.store.groups import group_ids
from engine.store.tables import access_log, function_group, instance_agency
from engine.store.task_rows import addresses_of_instance
from engine.store.unit_of_work import UnitOfWork


def check_may_see(connection: sa.Connection, actor: Actor, instance_id: UUID) -> frozenset[str]:
    """The functions that take part in the case. Raises NotFound unless the person may see it."""
    participating = addresses_of_instance(connection, instance_id)
    if not may_see_instance(actor, participating):
        raise NotFound
    return participating


def visible_groups(connection: sa.Connection, actor: Actor) -> list[int]:
    """Numbers of the addresses whose cases the person may list: their own, and for supervisors all of the agency."""
    own = set(group_ids(connection, actor.addresses).values())
    supervised = [each.agency_id for each in actor.capacities if SUPERVISOR in each.functions]
    if supervised:
        query = sa.select(function_group.c.id).where(function_group.c.agency_id.in_(supervised))
        own |= set(connection.scalars(query))
    return sorted(own)


def instances_of(groups: list[int]) -> sa.Select[tuple[UUID]]:
    """Ids of the instances in which the groups take or took part."""
    return sa.select(instance_agency.c.instance_id).where(instance_agency.c.group_id.in_(groups))


def log_view(work: UnitOfWork, actor: Actor, subject: str, subject_id: UUID, now: datetime) -> None:
    """Write down that the person looked at personal data."""
    work.begin_write()
    row = {"id": new_id(), "at": now, "person_id": actor.person_id, "subject": subject, "subject_id": subject_id}
    work.connection.execute(access_log.insert(), row)
