"""Closing versions of a process to new starts, and opening them again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.ids import new_id
from engine.store.deployments import renew_message_starts
from engine.store.history import Deed
from engine.store.jobs import enqueue
from engine.store.pins import UnknownProcess
from engine.store.tables import agency, closing, message, message_start, process_definition
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Version:
    """A version that may be closed or opened. `owner` is the code of the agency, None for the operator's own."""

    id: UUID
    version: int
    closed: bool
    owner: str | None


def versions_of(connection: sa.Connection, key: str, version: int | None) -> list[Version]:
    """The version, or all of them, newest first. Raises UnknownProcess."""
    columns = process_definition.c
    query = (
        sa.select(columns.id, columns.version, columns.closed, agency.c.code)
        .outerjoin(agency, agency.c.id == columns.owner_agency_id)
        .where(columns.key == key)
        .order_by(columns.version.desc())
    )
    if version is not None:
        query = query.where(columns.version == version)
    rows = connection.execute(query).all()
    if not rows:
        raise UnknownProcess(process=key)
    return [Version(*row) for row in rows]


def write_closing(
    work: UnitOfWork, key: str, versions: list[Version], *, closed: bool, deed: Deed, reason: str, now: datetime
) -> None:
    """Close or open the versions, and write down who did and why. Starts by messages follow."""
    connection = work.connection
    connection.execute(
        process_definition.update()
        .where(process_definition.c.id.in_([each.id for each in versions]))
        .values(closed=closed)
    )
    rows = [
        {
            "id": new_id(),
            "definition_id": each.id,
            "closed": closed,
            "at": now,
            "person_id": deed.person_id,
            "position_id": deed.position_id,
            "capacity": deed.capacity,
            "reason": reason,
        }
        for each in versions
    ]
    connection.execute(closing.insert(), rows)
    renew_message_starts(connection, key)
    if not closed:
        wake_starts(work, key, now)


def wake_starts(work: UnitOfWork, key: str, now: datetime) -> None:
    """Deliver what came while nothing could be started by it."""
    columns = message.c
    waiting = (
        sa.select(columns.id)
        .join(message_start, message_start.c.name == columns.name)
        .where(message_start.c.process_key == key, columns.delivered_at.is_(None), columns.expires_at > now)
        .order_by(columns.id)
    )
    for identity in work.connection.scalars(waiting).all():
        enqueue(work, "deliver_message", run_at=now, message=str(identity))
