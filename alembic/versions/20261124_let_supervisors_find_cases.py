"""Let supervisors find cases.

Why: lists of an agency's cases and tasks, by element, due time, searchable variable and beginning of the number.
Locks: the tables are read once to fill the new columns; on a large PostgreSQL run it while nobody works.
"""

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, columns and indexes, and fill them from what is there."""
    op.create_table(
        "instance_search",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_instance_search_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "name", name=op.f("pk_instance_search")),
    )
    op.create_index(
        "ix_instance_search_name_value_instance_id", "instance_search", ["name", "value", "instance_id"], unique=False
    )
    op.create_table(
        "token_position",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_token_position_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", name=op.f("pk_token_position")),
    )
    op.create_index(
        "ix_token_position_definition_id_element_id_instance_id",
        "token_position",
        ["definition_id", "element_id", "instance_id"],
        unique=False,
    )
    for table, row in (("instance_agency", "instance_id"), ("task_candidate", "due, task_id")):
        op.add_column(table, sa.Column("agency_id", Id(), nullable=True))
        op.execute(
            f"UPDATE {table} SET agency_id ="  # noqa: S608 (names above)
            f" (SELECT agency_id FROM function_group WHERE function_group.id = {table}.group_id)"
        )
        columns = ["agency_id", *row.split(", ")]
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, unique=False)
    op.create_index(
        "ix_user_task_definition_id_element_id_instance_id",
        "user_task",
        ["definition_id", "element_id", "instance_id"],
        unique=False,
    )
    op.create_index("ix_user_task_due_id", "user_task", ["due", "id"], unique=False)
    op.create_index(
        "ix_incident_raised_at_instance_id_execution_token",
        "incident",
        ["raised_at", "instance_id", "execution", "token"],
        unique=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE instance ALTER COLUMN number TYPE varchar(64) COLLATE "C"')
    place_tokens(op.get_bind())


def place_tokens(connection: sa.Connection) -> None:
    """Where the tokens of running cases stand, from their histories."""
    execution = sa.table("execution", sa.column("instance_id", Id), sa.column("number"), sa.column("definition_id", Id))
    instance = sa.table("instance", sa.column("id", Id), sa.column("status"))
    event = sa.table(
        "history_event",
        sa.column("instance_id", Id),
        sa.column("sequence"),
        sa.column("kind"),
        sa.column("detail"),
    )
    task = sa.table("user_task", sa.column("instance_id", Id), sa.column("execution"), sa.column("token"))
    position = sa.table(
        "token_position",
        sa.column("instance_id", Id),
        sa.column("execution"),
        sa.column("token"),
        sa.column("definition_id", Id),
        sa.column("element_id"),
    )
    for instance_id in connection.scalars(sa.select(instance.c.id).where(instance.c.status == "active")).all():
        definitions = sa.select(execution.c.number, execution.c.definition_id)
        of = {
            row.number: row.definition_id
            for row in connection.execute(definitions.where(execution.c.instance_id == instance_id))
        }
        tasks = sa.select(task.c.execution, task.c.token)
        inboxes = {
            (row.execution, row.token) for row in connection.execute(tasks.where(task.c.instance_id == instance_id))
        }
        details = connection.scalars(
            sa.select(event.c.detail)
            .where(event.c.instance_id == instance_id, event.c.kind == "TokensMoved")
            .order_by(event.c.sequence)
        )
        rows = [
            {"instance_id": instance_id, "execution": number, "token": token, "element_id": element_id,
             "definition_id": of[number]}
            for (number, token), element_id in standing(details).items()
            if number in of and (number, token) not in inboxes
        ]  # fmt: skip
        if rows:
            connection.execute(position.insert(), rows)


def standing(details: Any) -> dict[tuple[int, int], str]:
    """Elements of the tokens that entered and did not leave, by execution and token."""
    found: dict[tuple[int, int], str] = {}
    for detail in details:
        for number, kind, element_id, token, *_ in orjson.loads(detail):
            if kind == "ElementActivated":
                found[number, token] = element_id
            elif kind in ("ElementCompleted", "ElementTerminated"):
                found.pop((number, token), None)
    return found


def downgrade() -> None:
    """Undo it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE instance ALTER COLUMN number TYPE varchar(64) COLLATE "default"')
    op.drop_index("ix_incident_raised_at_instance_id_execution_token", table_name="incident")
    op.drop_index("ix_user_task_due_id", table_name="user_task")
    op.drop_index("ix_user_task_definition_id_element_id_instance_id", table_name="user_task")
    for table, index in (("task_candidate", "due_task_id"), ("instance_agency", "instance_id")):
        op.drop_index(f"ix_{table}_agency_id_{index}", table_name=table)
        op.drop_column(table, "agency_id")
    op.drop_table("token_position")
    op.drop_table("instance_search")
