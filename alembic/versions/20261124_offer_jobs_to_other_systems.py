"""Offer service jobs to workers of other systems, and know since when a token waits.

Why: a worker fetches jobs by type and agency, and answers by the id of the job; a signal reaches who waited when it was
thrown. Jobs of types that nothing built in performs become offers to workers. Locks: on PostgreSQL the tables of open
service jobs, subscriptions and tokens for a moment; on SQLite the open service jobs are copied.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from engine.ids import new_id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OFFERED = sa.text("external")
OWNER = """
    UPDATE service_job SET external = (job_type NOT LIKE 'lintas:%'), available_at = created_at, agency = COALESCE((
        SELECT agency.code FROM execution
        JOIN process_definition ON process_definition.id = execution.definition_id
        JOIN agency ON agency.id = process_definition.owner_agency_id
        WHERE execution.instance_id = service_job.instance_id AND execution.number = service_job.execution), (
        SELECT agency.code FROM instance JOIN agency ON agency.id = instance.agency_id
        WHERE instance.id = service_job.instance_id), '')
"""


def upgrade() -> None:
    """Add the columns, and give every open job its id and the agency that owns its process."""
    op.add_column("api_token", sa.Column("job_types", sa.Text(), nullable=False, server_default=""))
    op.add_column("subscription", sa.Column("since", sa.BigInteger(), nullable=False, server_default="0"))
    for column in (
        sa.Column("id", _id()),
        sa.Column("agency", sa.String(64), nullable=False, server_default=""),
        sa.Column("external", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("available_at", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("worker", sa.String(100)),
        sa.Column("failure", sa.Text()),
    ):
        op.add_column("service_job", column)
    _name_the_jobs()
    op.execute(OWNER)
    with op.batch_alter_table("service_job") as table:
        table.alter_column("id", existing_type=_id(), nullable=False)
    op.create_index("uq_service_job_id", "service_job", ["id"], unique=True)
    op.create_index(
        "ix_service_job_offered",
        "service_job",
        ["agency", "job_type", "available_at"],
        postgresql_where=OFFERED,
        sqlite_where=OFFERED,
    )


def downgrade() -> None:
    """Undo it; open jobs of other types than the built-in ones are performed by nobody."""
    op.drop_index("ix_service_job_offered", "service_job")
    op.drop_index("uq_service_job_id", "service_job")
    for name in ("failure", "worker", "available_at", "external", "agency", "id"):
        op.drop_column("service_job", name)
    op.drop_column("subscription", "since")
    op.drop_column("api_token", "job_types")


def _id() -> sa.types.TypeEngine[object]:
    return sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")


def _name_the_jobs() -> None:
    connection = op.get_bind()
    keys = "instance_id", "execution", "token"
    jobs = sa.table("service_job", sa.column("id", _id()), *(sa.column(name) for name in keys))
    for row in connection.execute(sa.select(*(jobs.c[name] for name in keys))).all():
        here = [jobs.c[name] == getattr(row, name) for name in keys]
        identity = new_id()
        value = identity if connection.dialect.name == "postgresql" else identity.bytes
        connection.execute(jobs.update().where(*here).values(id=value))
