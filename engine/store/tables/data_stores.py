"""Data stores of processes: their values, every change, and the processes that start by a condition over them."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

data_store = sa.Table(
    "data_store",
    metadata,
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)
"""`key` is the id of the dataStore in the models of the agency that owns it; `version` counts its changes."""

data_store_change = sa.Table(
    "data_store_change",
    metadata,
    sa.Column("agency_id", Id, primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("instance_id", Id),
    sa.Column("element_id", sa.String(200)),
    sa.Column("person_id", Id, sa.ForeignKey("person.id")),
    sa.Column("position_id", Id, sa.ForeignKey("position.id")),
    sa.Column("capacity", sa.String(16)),
    sa.Column("reason", sa.Text),
    sa.ForeignKeyConstraint(["agency_id", "key"], ["data_store.agency_id", "data_store.key"]),
)
"""By which element of which case, or by whom and why, each version came about; rows are only added."""

condition_start = sa.Table(
    "condition_start",
    metadata,
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), primary_key=True),
    sa.Column("store", sa.String(200), primary_key=True),
    sa.Column("process_key", sa.String(128), primary_key=True),
    sa.Column("element_id", sa.String(200), primary_key=True),
    sa.Index("ix_condition_start_process_key", "process_key"),
)
"""The conditional start events that read a data store, in the newest open version of their process."""
