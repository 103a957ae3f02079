"""Running and ended instances. Their tables begin their keys with instance_id: the shard key of a larger day."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Code, Id, Instant, TokenNumber

instance = sa.Table(
    "instance",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", Code(64), nullable=False, unique=True),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("process_key", sa.String(128), nullable=False),
    sa.Column(
        "definition_id",
        Id,
        sa.ForeignKey("process_definition.id"),
        nullable=False,
        index=True,
    ),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("ended_element", sa.String(200)),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("suspended_at", Instant),
    sa.Column("started_by", Id, sa.ForeignKey("person.id")),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id")),
    sa.Column("pins", sa.Text, nullable=False),
    sa.Column("executions", sa.Integer, nullable=False, server_default="1"),
    sa.Index("ix_instance_started_at_id", "started_at", "id"),
)
"""`pins` is JSON of engine.store.facts.Pins; `executions` counts the executions ever made. `suspended_at` is
there while the case is suspended."""

execution = sa.Table(
    "execution",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("parent_number", sa.Integer),
    sa.Column("parent_token", TokenNumber),
    sa.Column("definition_id", Id, sa.ForeignKey("process_definition.id"), nullable=False),
    sa.Column("row_version", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("pins", sa.Text),
    sa.Column("history_sequence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("history_head", sa.LargeBinary(32)),
    sa.Index("ix_execution_instance_id_parent_number_parent_token", "instance_id", "parent_number", "parent_token"),
)
"""Number 0 is the process itself: every turn of the instance changes it, so its row_version guards the whole
instance, and the head of the history chain lives there. `pins` is there where a process was called in its newest
version."""

variable = sa.Table(
    "variable",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("execution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("scope", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("type", sa.String(12), nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False, server_default="0"),
)
"""`size` counts the characters of `value`: a large one is read only by a turn that needs it."""

loop_item = sa.Table(
    "loop_item",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("execution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("loop", TokenNumber, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Index("ix_loop_item_instance_id_execution_loop", "instance_id", "execution", "loop"),
)
"""Items of parallel multi-instances that go on, each a part of the state of its execution; `loop` is the token of the
activity, which has the counters. The row_version of the instance guards them too."""

instance_agency = sa.Table(
    "instance_agency",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("group_id", sa.Integer, sa.ForeignKey("function_group.id"), primary_key=True),
    sa.Column("agency_id", Id),
    sa.Index("ix_instance_agency_group_id_instance_id", "group_id", "instance_id"),
    sa.Index("ix_instance_agency_agency_id_instance_id", "agency_id", "instance_id"),
)
"""Functions of agencies that take or took part: they may look at the instance. `agency_id` repeats the function's, so
that the cases of an agency are found in one index."""

instance_search = sa.Table(
    "instance_search",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Index("ix_instance_search_name_value_instance_id", "name", "value", "instance_id"),
)
"""Variables that the bundle marks as searchable, in the form in which they are compared (store/searching.py)."""

token_position = sa.Table(
    "token_position",
    metadata,
    sa.Column("instance_id", Id, sa.ForeignKey("instance.id"), primary_key=True),
    sa.Column("execution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("token", TokenNumber, primary_key=True, autoincrement=False),
    sa.Column("definition_id", Id, nullable=False),
    sa.Column("element_id", sa.String(200), nullable=False),
    sa.Index("ix_token_position_definition_id_element_id_instance_id", "definition_id", "element_id", "instance_id"),
)
"""Where tokens stand that wait for no person; those that do stand in user_task. What moves on in its turn leaves no
row."""
