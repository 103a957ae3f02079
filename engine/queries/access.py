"""Who may look: asked by every query about a case, and written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import SUPERVISOR, may_see_instance
from engine.errors import NotFound
from engine.ids import new_id
from engine.model.actor import Actor
from engine.store.groups import groups_of
from engine.store.tables import access_log, instance_agency
from engine.store.task_rows import addresses_of_instance
from engine.store.unit_of_work import UnitOfWork


def check_may_see(connection: sa.Connection, actor: Actor, instance_id: UUID) -> frozenset[str]:
    """The functions that take part in the case. Raises NotFound unless the person may see it."""
    participating = addresses_of_instance(connection, instance_id)
    if not may_see_instance(actor, participating):
        raise NotFound
    return participating


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose cases a person may list: those of the person's functions, and for supervisors all of their agencies."""

    groups: tuple[int, ...]
    agencies: tuple[UUID, ...]

    @property
    def parts(self) -> list[sa.ColumnElement[bool]]:
        """A condition on instance_agency for each function and agency; each is one range of an index."""
        columns = instance_agency.c
        return [
            *(columns.agency_id == each for each in self.agencies),
            *(columns.group_id == each for each in self.groups),
        ]

    def sees(self, instance_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[bool]:
        """The condition that an instance is among those cases."""
        columns = instance_agency.c
        among = sa.or_(columns.agency_id.in_(self.agencies), columns.group_id.in_(self.groups))
        return sa.exists().where(columns.instance_id == instance_id, among)


def audience_of(connection: sa.Connection, actor: Actor) -> Audience:
    """Whose cases the person may list."""
    agencies = {each.agency_id for each in actor.capacities if SUPERVISOR in each.functions}
    own = groups_of(connection, actor.addresses).values()
    groups = {each.id for each in own if each.agency_id not in agencies}
    return Audience(tuple(sorted(groups)), tuple(sorted(agencies)))


def log_view(work: UnitOfWork, actor: Actor, subject: str, subject_id: UUID, now: datetime) -> None:
    """Write down that the person looked at personal data."""
    work.begin_write()
    row = {"id": new_id(), "at": now, "person_id": actor.person_id, "subject": subject, "subject_id": subject_id}
    work.connection.execute(access_log.insert(), row)
