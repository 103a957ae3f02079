"""What was deployed: bundles, their files, and the definitions in them."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

deployment = sa.Table(
    "deployment",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id")),
    sa.Column("person_id", Id, sa.ForeignKey("person.id")),
    sa.Column("at", Instant, nullable=False),
    sa.Column("note", sa.Text),
)

resource = sa.Table(
    "resource",
    metadata,
    sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

deployment_file = sa.Table(
    "deployment_file",
    metadata,
    sa.Column("deployment_id", Id, sa.ForeignKey("deployment.id"), primary_key=True),
    sa.Column("path", sa.String(200), primary_key=True),
    sa.Column("sha256", sa.LargeBinary(32), sa.ForeignKey("resource.sha256"), nullable=False),
    sa.Column("namespace", sa.String(500), index=True),
)
"""Everything that was uploaded, as it was: what a designer gets back. `namespace` is that of a decision model."""


def definition_columns() -> list[sa.Column[object]]:
    """What all kinds of definitions have: a key, a version that counts up, the file they stand in."""
    return [
        sa.Column("id", Id, primary_key=True),
        sa.Column(
            "deployment_id",
            Id,
            sa.ForeignKey("deployment.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column(
            "sha256",
            sa.LargeBinary(32),
            sa.ForeignKey("resource.sha256"),
            nullable=False,
        ),
    ]


process_definition = sa.Table(
    "process_definition",
    metadata,
    *definition_columns(),
    sa.Column("name_en", sa.String(300), nullable=False),
    sa.Column("owner_agency_id", Id, sa.ForeignKey("agency.id")),
    sa.Column("executable", sa.LargeBinary, nullable=False),
    sa.Column("normaliser", sa.Integer, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("key", "version"),
)
"""`executable` is the normalised XML that instances run on; `facts` is JSON of engine.store.facts.ProcessFacts."""

closing = sa.Table(
    "closing",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("definition_id", Id, sa.ForeignKey("process_definition.id"), nullable=False, index=True),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
    sa.Column("position_id", Id, sa.ForeignKey("position.id"), nullable=False),
    sa.Column("capacity", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""By whom, when and why a version was closed to new starts or opened again; rows are only added."""

decision_definition = sa.Table(
    "decision_definition",
    metadata,
    *definition_columns(),
    sa.Column("imports", sa.Text),
    sa.UniqueConstraint("key", "version"),
)
"""`imports` is JSON: the hashes of the files that its model imports, as they were when it was deployed.

NULL: its model names imports, but was deployed when they were not read.
"""

form_definition = sa.Table(
    "form_definition",
    metadata,
    *definition_columns(),
    sa.UniqueConstraint("key", "version"),
)

template_definition = sa.Table(
    "template_definition",
    metadata,
    *definition_columns(),
    sa.UniqueConstraint("key", "version"),
)

message_start = sa.Table(
    "message_start",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("process_key", sa.String(128), primary_key=True),
    sa.Column("element_id", sa.String(200), nullable=False),
)
