"""Processes that run jobs: the rows by which they show that they live, and keep what they have in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.store.job_queue import Holder
from engine.store.tables import job, node
from engine.store.unit_of_work import UnitOfWork

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Node:
    """A process, and how many jobs it has. `seen_at`: when it last showed life."""

    id: UUID
    name: str
    threads: int
    started_at: datetime
    seen_at: datetime
    jobs: int


def enter(work: UnitOfWork, identity: UUID, name: str, threads: int, now: datetime) -> None:
    """A node begins. Those that showed no life for a day are forgotten."""
    work.begin_write()
    work.connection.execute(node.delete().where(node.c.seen_at < now - FORGOTTEN_AFTER))
    row = {"id": identity, "name": name[:200], "threads": threads, "started_at": now, "seen_at": now}
    work.connection.execute(node.insert(), row)


def show_life(work: UnitOfWork, holder: Holder, now: datetime) -> bool:
    """Write that the node lives, and prolong the leases of what it has in hand. False where it was forgotten."""
    work.begin_write()
    known = work.connection.execute(node.update().where(node.c.id == holder.node_id).values(seen_at=now)).rowcount
    own = list(holder.in_hand)
    if own:
        held = sa.and_(job.c.state == "doing", job.c.node_id == holder.node_id, job.c.id.in_(own))
        work.connection.execute(job.update().where(held).values(lease_until=now + holder.lease))
    return bool(known)


def leave(work: UnitOfWork, identity: UUID) -> None:
    """A node ends."""
    work.begin_write()
    work.connection.execute(node.delete().where(node.c.id == identity))


def known_nodes(connection: sa.Connection) -> Sequence[Node]:
    """All nodes that are remembered, those that began first."""
    held = sa.select(sa.func.count()).where(job.c.node_id == node.c.id, job.c.state == "doing").scalar_subquery()
    query = sa.select(node, held.label("jobs")).order_by(node.c.started_at, node.c.id)
    return [Node(**row._mapping) for row in connection.execute(query)]
