"""Keep what designers upload, and who closed a version.

Why: a designer gets back the files of a deployment; closing a version to new starts has a reason.
Locks: nothing that is used; the files are listed from the definitions once.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DEFINITIONS = ("process_definition", "decision_definition", "form_definition", "template_definition")


def upgrade() -> None:
    """Add both tables; files of old deployments are those of their definitions."""
    op.create_table(
        "deployment_file",
        sa.Column("deployment_id", Id(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name=op.f("fk_deployment_file_deployment_id")),
        sa.ForeignKeyConstraint(["sha256"], ["resource.sha256"], name=op.f("fk_deployment_file_sha256")),
        sa.PrimaryKeyConstraint("deployment_id", "path", name=op.f("pk_deployment_file")),
    )
    files = " UNION ".join(f"SELECT deployment_id, filename, sha256 FROM {table}" for table in DEFINITIONS)  # noqa: S608 (names above)
    op.execute(f"INSERT INTO deployment_file (deployment_id, path, sha256) {files}")
    op.create_table(
        "closing",
        sa.Column("id", Id(), nullable=False),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("position_id", Id(), nullable=False),
        sa.Column("capacity", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"], name=op.f("fk_closing_definition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_closing_person_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_closing_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
    )
    op.create_index(op.f("ix_closing_definition_id"), "closing", ["definition_id"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_closing_definition_id"), table_name="closing")
    op.drop_table("closing")
    op.drop_table("deployment_file")
