"""Open work of people. A task that is done leaves these tables; what was done stands in the history."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import NEVER, DueTime, Id, Instant, TokenNumber, held

function_group = sa.Table(
    "function_group",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String(130), nullable=False, unique=True),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), nullable=False),
)
"""An address `function@agency`, interned as a small number."""

user_task = sa.Table(
    "user_task",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), nullable=False),
    sa.Column("execution", sa.Integer, nullable=False),
    sa.Column("token", TokenNumber, nullable=False),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("name_en", sa.String(300), nullable=False),
    sa.Column("process_key", sa.String(128), nullable=False),
    sa.Column("definition_id", Id, nullable=False),
    sa.Column("instance_number", sa.String(64), nullable=False),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("addressed_to", sa.Text, nullable=False),
    sa.Column("assignee", Id, sa.ForeignKey("person.id")),
    sa.Column("claimed_at", Instant),
    sa.Column("due", DueTime, nullable=False, server_default=sa.text(str(NEVER))),
    sa.Column("rank", sa.SmallInteger, nullable=False, server_default="-50"),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("form_id", Id),
    sa.Column("decision_class", sa.String(64), nullable=False),
    sa.Column("four_eyes", sa.String(64)),
    sa.Column("corrections", sa.String(200)),
    held(),
    sa.Column("due_agency", sa.String(64)),
    sa.Column("due_from", sa.String(40)),
    sa.Column("due_days", sa.Integer),
    sa.Column("time_used", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("remind_at", Instant),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.UniqueConstraint("instance_id", "execution", "token"),
    sa.Index(
        "ix_user_task_assignee_due_id",
        "assignee",
        "due",
        "id",
        postgresql_where=sa.text("assignee is not null"),
        sqlite_where=sa.text("assignee is not null"),
    ),
    sa.Index("ix_user_task_definition_id_element_id_instance_id", "definition_id", "element_id", "instance_id"),
    sa.Index("ix_user_task_due_id", "due", "id"),
    sa.Index(
        "ix_user_task_due_agency_id",
        "due_agency",
        "id",
        postgresql_where=sa.text("due_agency is not null"),
        sqlite_where=sa.text("due_agency is not null"),
    ),
    sa.Index(
        "ix_user_task_remind_at",
        "remind_at",
        postgresql_where=sa.text("remind_at is not null and not held"),
        sqlite_where=sa.text("remind_at is not null and held = 0"),
    ),
)
"""`due_agency`, `due_from` and `due_days` say how the due time was counted, where that was in working days: whose
calendar (empty for the nation's), from which instant or date, how many. `time_used` is the percentage of the time that
people were told of last, `remind_at` when they are told of the next."""

task_candidate = sa.Table(
    "task_candidate",
    metadata,
    sa.Column(
        "task_id",
        Id,
        sa.ForeignKey("user_task.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("group_id", sa.Integer, sa.ForeignKey("function_group.id"), primary_key=True),
    sa.Column("due", DueTime, nullable=False),
    sa.Column("rank", sa.SmallInteger, nullable=False),
    sa.Column("unassigned", sa.Integer, nullable=False),
    sa.Column("agency_id", Id),
    sa.Index("ix_task_candidate_agency_id_due_task_id", "agency_id", "due", "task_id"),
    sa.Index(
        "ix_task_candidate_group_id_due_task_id",
        "group_id",
        "due",
        "task_id",
        postgresql_where=sa.text("unassigned = 1"),
        sqlite_where=sa.text("unassigned = 1"),
    ),
)
"""`due`, `rank` and `unassigned` repeat the task's, so that a page of the inbox is found in one index; `agency_id`
repeats the function's, for the tasks of an agency."""

draft = sa.Table(
    "draft",
    metadata,
    sa.Column(
        "task_id",
        Id,
        sa.ForeignKey("user_task.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
)
"""What a person typed and did not hand in: raw fields, never process data."""
