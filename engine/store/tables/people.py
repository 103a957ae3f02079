"""Government as it stands on a date: agencies, units, positions, who holds them; and who may sign in."""

import sqlalchemy as sa

from engine.store.tables.metadata import metadata
from engine.store.tables.types import Id, Instant

agency = sa.Table(
    "agency",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("code", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("name_en", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
    sa.Column("successor_id", Id, sa.ForeignKey("agency.id")),
)

unit = sa.Table(
    "unit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), nullable=False, index=True),
    sa.Column("parent_id", Id, sa.ForeignKey("unit.id")),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("name_en", sa.String(200), nullable=False),
    sa.UniqueConstraint("agency_id", "code"),
)

position = sa.Table(
    "position",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("agency_id", Id, sa.ForeignKey("agency.id"), nullable=False),
    sa.Column("unit_id", Id, sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("name_en", sa.String(200), nullable=False),
    sa.Column("position_class", sa.String(32), nullable=False),
    sa.UniqueConstraint("agency_id", "code"),
)

position_function = sa.Table(
    "position_function",
    metadata,
    sa.Column("position_id", Id, sa.ForeignKey("position.id"), primary_key=True),
    sa.Column("function", sa.String(64), primary_key=True),
)

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("nip", sa.String(18), unique=True),
    sa.Column("employment", sa.String(16), nullable=False),
)

holder = sa.Table(
    "holder",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("position_id", Id, sa.ForeignKey("position.id"), nullable=False, index=True),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("decree_number", sa.String(100)),
    sa.Column("extension_decree", sa.String(100)),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("username", sa.String(100), nullable=False, unique=True),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("language", sa.String(8), nullable=False, server_default="id"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("demonstration", sa.Boolean, nullable=False, server_default=sa.false()),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column(
        "account_id",
        Id,
        sa.ForeignKey("account.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)

api_token = sa.Table(
    "api_token",
    metadata,
    sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("id", Id, nullable=False, unique=True),
    sa.Column(
        "account_id",
        Id,
        sa.ForeignKey("account.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("scopes", sa.String(100), nullable=False, server_default=""),
    sa.Column("job_types", sa.Text, nullable=False, server_default=""),
)

sign_in_failure = sa.Table(
    "sign_in_failure",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Index("ix_sign_in_failure_subject_at", "subject", "at"),
)
