"""What an instance waits for, beside people: timers, messages, other systems, a supervisor."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant, TokenNumber, held


def token_key() -> list[sa.Column[object]]:
    """The token that waits, as primary key."""
    return [
        sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
        sa.Column("execution", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("token", TokenNumber, primary_key=True, autoincrement=False),
    ]


timer = sa.Table(
    "timer",
    metadata,
    *token_key(),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    held(),
    sa.Index(
        "ix_timer_due_at",
        "due_at",
        postgresql_where=sa.text("not held"),
        sqlite_where=sa.text("held = 0"),
    ),
)
"""`held`, here and below: its case is suspended, so that it waits whatever comes."""

subscription = sa.Table(
    "subscription",
    metadata,
    *token_key(),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("correlation_key", sa.String(300), nullable=False, server_default=""),
    held(),
    sa.Column("since", Instant, nullable=False, server_default="0"),
    sa.Index("ix_subscription_kind_name_correlation_key", "kind", "name", "correlation_key"),
)

message = sa.Table(
    "message",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("correlation_key", sa.String(300), nullable=False),
    sa.Column("message_id", sa.String(200)),
    sa.Column("sender", sa.String(64), nullable=False, server_default=""),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
    sa.Column("delivered_at", Instant),
    sa.UniqueConstraint("name", "sender", "message_id"),
    sa.Index(
        "ix_message_waiting",
        "name",
        "correlation_key",
        "id",
        postgresql_where=sa.text("delivered_at is null"),
        sqlite_where=sa.text("delivered_at is null"),
    ),
)
"""Messages, until they expire: those for which nobody waits yet, and delivered ones, so that a repetition is known.

`sender` is the code of the agency whose system sent it, empty for those of processes, signals and times.
"""

service_job = sa.Table(
    "service_job",
    metadata,
    *token_key(),
    sa.Column("id", Id, nullable=False),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("job_type", sa.String(200), nullable=False),
    sa.Column("retries", sa.Integer, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("variables", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    held(),
    sa.Column("missed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("agency", sa.String(64), nullable=False, server_default=""),
    sa.Column("external", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("available_at", Instant, nullable=False, server_default="0"),
    sa.Column("worker", sa.String(100)),
    sa.Column("failure", sa.Text),
    sa.Index("uq_service_job_id", "id", unique=True),
    sa.Index(
        "ix_service_job_offered",
        "agency",
        "job_type",
        "available_at",
        postgresql_where=sa.text("external"),
        sqlite_where=sa.text("external"),
    ),
)
"""`external`: a worker fetches it, and the runner leaves it alone. `agency` is the code of the one whose workers may,
or whose secrets a connector uses. `available_at`: before, a worker has it (`worker`) or it rests after a failure.
`missed`: its time came while it was held; it is asked for when its case is resumed.
"""

waiting_call = sa.Table(
    "waiting_call",
    metadata,
    *token_key(),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("process_key", sa.Text, nullable=False),
    sa.Column("variables", sa.Text, nullable=False),
)
"""Calls whose process is not started yet: what calls many starts them in turns of their own."""

kept_signal = sa.Table(
    "kept_signal",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("execution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("broadcast", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)
"""Signals that reached a case while it was suspended. `broadcast` is the same for all whom one signal reaches."""

incident = sa.Table(
    "incident",
    metadata,
    *token_key(),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("raised_at", Instant, nullable=False),
    sa.Index("ix_incident_raised_at_instance_id_execution_token", "raised_at", "instance_id", "execution", "token"),
)
"""Open incidents; resolved ones stand in the history."""
