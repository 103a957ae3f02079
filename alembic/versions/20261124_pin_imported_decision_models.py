"""Pin the decision models that decisions import.

Why: a model may import others, of its bundle or deployed before; a decision keeps to the files it was deployed with.
Locks: the tables of files and decisions for a moment; the namespaces of decision models are read from their files once.
"""

import sqlalchemy as sa
from alembic import op

from engine.dmn import DecisionModelRefused, outline

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FILE = sa.table("deployment_file", sa.column("path"), sa.column("sha256"), sa.column("namespace"))
DECISION = sa.table("decision_definition", sa.column("sha256"), sa.column("imports"))
RESOURCE = sa.table("resource", sa.column("sha256"), sa.column("content"))


def upgrade() -> None:
    """Add both columns. Where a deployed model names imports, which were not read so far, its pins stay unknown."""
    op.add_column("deployment_file", sa.Column("namespace", sa.String(length=500)))
    op.create_index(op.f("ix_deployment_file_namespace"), "deployment_file", ["namespace"])
    op.add_column("decision_definition", sa.Column("imports", sa.Text()))
    connection = op.get_bind()
    models = (
        sa.select(RESOURCE.c.sha256, RESOURCE.c.content)
        .join(FILE, FILE.c.sha256 == RESOURCE.c.sha256)
        .where(sa.func.lower(FILE.c.path).like("%.dmn"))
        .distinct()
    )
    for sha256, content in connection.execute(models).all():
        try:
            found = outline(content)
        except DecisionModelRefused:
            continue
        connection.execute(sa.update(FILE).where(FILE.c.sha256 == sha256).values(namespace=found.namespace[:500]))
        if not found.imported:
            connection.execute(sa.update(DECISION).where(DECISION.c.sha256 == sha256).values(imports="[]"))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("decision_definition", "imports")
    op.drop_index(op.f("ix_deployment_file_namespace"), table_name="deployment_file")
    op.drop_column("deployment_file", "namespace")
