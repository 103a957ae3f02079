"""Working calendars of agencies and of the nation, as they were laid down one after the other."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

calendar_version = sa.Table(
    "calendar_version",
    metadata,
    sa.Column("agency", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rules", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("person.id")),
    sa.Column("position_id", Id, sa.ForeignKey("position.id")),
)
"""`agency` is its code, empty for the nation. Rows are added, never changed: the last version counts. Without a person
it was the operator, at the command line."""
