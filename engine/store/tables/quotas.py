"""Places that run out: quotas and who holds or awaits a place."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

quota = sa.Table(
    "quota",
    metadata,
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("reserved", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("reserved >= 0 and reserved <= capacity", name="within_capacity"),
)

quota_claim = sa.Table(
    "quota_claim",
    metadata,
    sa.Column("quota_key", sa.String(100), sa.ForeignKey("quota.key"), primary_key=True),
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("status", sa.String(8), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("queue_id", Id, nullable=False),
    sa.Index("ix_quota_claim_quota_key_status_queue_id", "quota_key", "status", "queue_id"),
    sa.Index("ix_quota_claim_instance_id", "instance_id"),
)
"""status: reserved or waiting; `queue_id` (UUIDv7) orders the waiting list."""
