"""Places that run out: reserve, release, promote. Each is atomic under the lock of its quota."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.ids import new_id
from engine.model.text import N_
from engine.store.messages import publish
from engine.store.tables import instance, quota, quota_claim
from engine.store.unit_of_work import UnitOfWork

OPENED = "KuotaDibuka"
"""Name of the message that tells a waiting case, by its number, that it got a place."""


class UnknownQuota(NotFound):
    """A process asks for a place in a quota that was not set up."""

    code = "unknown_quota"
    message = N_("There is no quota called %(quota)s. Have it set up, then retry the incident.")


@dataclass(frozen=True, slots=True)
class Claim:
    """`position` counts from 1 in the waiting list; None for who has a place."""

    reserved: bool
    position: int | None


def reserve(work: UnitOfWork, key: str, instance_id: UUID, now: datetime) -> Claim:
    """Take a place, or the end of the waiting list; asking again changes nothing but may turn waiting into a place.

    A place is given only to the first who waits. Raises UnknownQuota.
    """
    lock(work, key)
    connection = work.connection
    own = connection.execute(
        sa.select(quota_claim.c.status, quota_claim.c.queue_id).where(
            quota_claim.c.quota_key == key, quota_claim.c.instance_id == instance_id
        )
    ).one_or_none()
    if own is not None and own.status == "reserved":
        return Claim(reserved=True, position=None)
    queue_id = new_id() if own is None else own.queue_id
    ahead = waiting_before(connection, key, queue_id)
    if ahead == 0 and take_place(connection, key):
        put_claim(connection, key, instance_id, "reserved", queue_id, now, exists=own is not None)
        return Claim(reserved=True, position=None)
    if own is None:
        put_claim(connection, key, instance_id, "waiting", queue_id, now, exists=False)
    return Claim(reserved=False, position=ahead + 1)


def release(work: UnitOfWork, key: str, instance_id: UUID, now: datetime) -> UUID | None:
    """Give back a place or leave the waiting list; the first who waits is promoted and told. Returns who it was."""
    lock(work, key)
    connection = work.connection
    here = sa.and_(quota_claim.c.quota_key == key, quota_claim.c.instance_id == instance_id)
    status = connection.scalar(sa.select(quota_claim.c.status).where(here))
    if status is None:
        return None
    connection.execute(quota_claim.delete().where(here))
    if status != "reserved":
        return None
    connection.execute(quota.update().where(quota.c.key == key).values(reserved=quota.c.reserved - 1))
    return promote(work, key, now)


def promote(work: UnitOfWork, key: str, now: datetime) -> UUID | None:
    """Give a free place to the first who waits and send the message. Returns the instance, if there was one."""
    connection = work.connection
    first = connection.execute(
        sa.select(quota_claim.c.instance_id, quota_claim.c.queue_id, instance.c.number)
        .join(instance, instance.c.id == quota_claim.c.instance_id)
        .where(quota_claim.c.quota_key == key, quota_claim.c.status == "waiting")
        .order_by(quota_claim.c.queue_id)
        .limit(1)
    ).one_or_none()
    if first is None or not take_place(connection, key):
        return None
    put_claim(connection, key, first.instance_id, "reserved", first.queue_id, now, exists=True)
    publish(work, OPENED, first.number, {}, now)
    promoted: UUID = first.instance_id
    return promoted


def release_places(work: UnitOfWork, instance_id: UUID, now: datetime) -> None:
    """Give back everything an instance holds or waits for: it was terminated or cancelled."""
    keys = work.connection.scalars(
        sa.select(quota_claim.c.quota_key).where(quota_claim.c.instance_id == instance_id)
    ).all()
    for key in sorted(keys):
        release(work, key, instance_id, now)


def lock(work: UnitOfWork, key: str) -> None:
    """Exclude everybody else from this quota until the end of the unit of work. Raises UnknownQuota."""
    work.begin_write()
    work.lock_name("quota", key)
    if work.connection.scalar(sa.select(quota.c.key).where(quota.c.key == key)) is None:
        raise UnknownQuota(quota=key)


def take_place(connection: sa.Connection, key: str) -> bool:
    """Whether there was a free place; it is taken now."""
    changed = connection.execute(
        quota.update()
        .where(quota.c.key == key, quota.c.reserved < quota.c.capacity)
        .values(reserved=quota.c.reserved + 1)
    )
    return changed.rowcount == 1


def waiting_before(connection: sa.Connection, key: str, queue_id: UUID) -> int:
    """How many wait ahead of `queue_id`."""
    query = sa.select(sa.func.count()).where(
        quota_claim.c.quota_key == key, quota_claim.c.status == "waiting", quota_claim.c.queue_id < queue_id
    )
    return connection.scalar(query) or 0


def put_claim(
    connection: sa.Connection, key: str, instance_id: UUID, status: str, queue_id: UUID, now: datetime, *, exists: bool
) -> None:
    """Insert the claim, or change the status of the one that is there."""
    if exists:
        here = sa.and_(quota_claim.c.quota_key == key, quota_claim.c.instance_id == instance_id)
        connection.execute(quota_claim.update().where(here).values(status=status, at=now))
        return
    row = {"quota_key": key, "instance_id": instance_id, "status": status, "at": now, "queue_id": queue_id}
    connection.execute(quota_claim.insert(), row)
