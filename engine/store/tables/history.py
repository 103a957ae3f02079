"""The audit trail: append-only, chained per instance, with erasable personal values beside it."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

history_event = sa.Table(
    "history_event",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(48), nullable=False),
    sa.Column("execution", sa.Integer, nullable=False),
    sa.Column("element_id", sa.String(200)),
    sa.Column("definition_id", Id, nullable=False),
    sa.Column("person_id", Id),
    sa.Column("position_id", Id),
    sa.Column("capacity", sa.String(16)),
    sa.Column("agency_id", Id),
    sa.Column("task_id", Id),
    sa.Column("four_eyes", sa.String(64)),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("commitment", sa.LargeBinary(32)),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("value", sa.Text),
    sa.Index(
        "ix_history_event_task_id",
        "task_id",
        postgresql_where=sa.text("task_id is not null"),
        sqlite_where=sa.text("task_id is not null"),
    ),
)
"""`detail` is JSON without personal data. `salt` and `value` hold what is personal and are no part of the hash:
`commitment` = SHA-256(salt + value) binds them, so that both may be erased and the chain still verifies."""

audit_anchor = sa.Table(
    "audit_anchor",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("instances", sa.Integer, nullable=False),
    sa.Column("heads", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary(32), nullable=False),
)
"""Every instance's last sequence and head at one moment, packed and signed: deletes of whole instances show."""

access_log = sa.Table(
    "access_log",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("person_id", Id, nullable=False),
    sa.Column("subject", sa.String(32), nullable=False),
    sa.Column("subject_id", Id, nullable=False, index=True),
)
"""Who looked at what. Never part of the chain, so that looking does not lock."""
