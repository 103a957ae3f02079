"""Many commands asked for at once."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("process_key", sa.String(128)),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("account_id", Id, sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("position_id", Id, sa.ForeignKey("position.id"), nullable=False),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), nullable=False, index=True),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
"""kind, status: engine.model.batch. On whose behalf, in which position: it is asked again for every item."""

batch_item = sa.Table(
    "batch_item",
    metadata,
    sa.Column("batch_id", Id, sa.ForeignKey("batch.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("lane", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("instance_id", Id),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("settled_at", Instant),
    sa.Index("ix_batch_item_batch_id_state_lane_number", "batch_id", "state", "lane", "number"),
)
"""`number` counts from 1. `instance_id` is the case that the item is about, if there is one, or that it started. Items
of a lane are done one after the other, lanes beside each other."""
