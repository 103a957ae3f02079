"""Data of the built-in simulators, which stand in for national systems in demonstrations."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata

siasn_profile = sa.Table(
    "siasn_profile",
    metadata,
    sa.Column("nip", sa.String(18), primary_key=True),
    sa.Column("profile", sa.Text, nullable=False),
)
