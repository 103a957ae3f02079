"""Lay out the tables.

Why: the first schema.
Locks: nothing is there yet.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.tables.types import DueTime, Id, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    op.create_table(
        "access_log",
        sa.Column("id", Id(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"], unique=False)
    op.create_index(op.f("ix_access_log_subject_id"), "access_log", ["subject_id"], unique=False)
    op.create_table(
        "agency",
        sa.Column("id", Id(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", Id(), nullable=True),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "audit_anchor",
        sa.Column("id", Id(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("instances", sa.Integer(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "document_counter",
        sa.Column("series", sa.String(length=150), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_document_counter")),
    )
    op.create_table(
        "history_event",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("execution", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=True),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("position_id", Id(), nullable=True),
        sa.Column("capacity", sa.String(length=16), nullable=True),
        sa.Column("agency_id", Id(), nullable=True),
        sa.Column("task_id", Id(), nullable=True),
        sa.Column("four_eyes", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("instance_id", "sequence", name=op.f("pk_history_event")),
    )
    op.create_index(
        "ix_history_event_task_id",
        "history_event",
        ["task_id"],
        unique=False,
        postgresql_where=sa.text("task_id is not null"),
        sqlite_where=sa.text("task_id is not null"),
    )
    op.create_table(
        "job",
        sa.Column("id", Id(), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("lock", sa.String(length=200), nullable=True),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="todo", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_ready",
        "job",
        ["run_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'todo'"),
        sqlite_where=sa.text("state = 'todo'"),
    )
    op.create_index(
        "uq_job_lock",
        "job",
        ["lock"],
        unique=True,
        postgresql_where=sa.text("state = 'doing'"),
        sqlite_where=sa.text("state = 'doing'"),
    )
    op.create_table(
        "message",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("name", "message_id", name=op.f("uq_message_name_message_id")),
    )
    op.create_index(op.f("ix_message_expires_at"), "message", ["expires_at"], unique=False)
    op.create_index(
        "ix_message_waiting",
        "message",
        ["name", "correlation_key", "id"],
        unique=False,
        postgresql_where=sa.text("delivered_at is null"),
        sqlite_where=sa.text("delivered_at is null"),
    )
    op.create_table(
        "message_start",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("process_key", sa.String(length=128), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", "process_key", name=op.f("pk_message_start")),
    )
    op.create_table(
        "person",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nip", sa.String(length=18), nullable=True),
        sa.Column("employment", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("nip", name=op.f("uq_person_nip")),
    )
    op.create_table(
        "quota",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("reserved >= 0 and reserved <= capacity", name=op.f("ck_quota_within_capacity")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quota")),
    )
    op.create_table(
        "resource",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_resource")),
    )
    op.create_table(
        "siasn_profile",
        sa.Column("nip", sa.String(length=18), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nip", name=op.f("pk_siasn_profile")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", Id(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_at"), "sign_in_failure", ["at"], unique=False)
    op.create_index("ix_sign_in_failure_subject_at", "sign_in_failure", ["subject", "at"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="id", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)
    op.create_table(
        "deployment",
        sa.Column("id", Id(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("agency_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_deployment_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deployment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "function_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=130), nullable=False),
        sa.Column("agency_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_function_group_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function_group")),
        sa.UniqueConstraint("address", name=op.f("uq_function_group_address")),
    )
    op.create_table(
        "unit",
        sa.Column("id", Id(), nullable=False),
        sa.Column("agency_id", Id(), nullable=False),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_unit_agency_id_code")),
    )
    op.create_index(op.f("ix_unit_agency_id"), "unit", ["agency_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
        sa.UniqueConstraint("id", name=op.f("uq_api_token_id")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "decision_definition",
        sa.Column("id", Id(), nullable=False),
        sa.Column("deployment_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_decision_definition_deployment_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["resource.sha256"], name=op.f("fk_decision_definition_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_decision_definition_key_version")),
    )
    op.create_index(
        op.f("ix_decision_definition_deployment_id"), "decision_definition", ["deployment_id"], unique=False
    )
    op.create_table(
        "form_definition",
        sa.Column("id", Id(), nullable=False),
        sa.Column("deployment_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name=op.f("fk_form_definition_deployment_id")),
        sa.ForeignKeyConstraint(["sha256"], ["resource.sha256"], name=op.f("fk_form_definition_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_form_definition_key_version")),
    )
    op.create_index(op.f("ix_form_definition_deployment_id"), "form_definition", ["deployment_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_idempotency_account_id")),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_at"), "idempotency", ["at"], unique=False)
    op.create_table(
        "position",
        sa.Column("id", Id(), nullable=False),
        sa.Column("agency_id", Id(), nullable=False),
        sa.Column("unit_id", Id(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position_class", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_position_agency_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_position_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_position_agency_id_code")),
    )
    op.create_table(
        "process_definition",
        sa.Column("id", Id(), nullable=False),
        sa.Column("deployment_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("owner_agency_id", Id(), nullable=True),
        sa.Column("executable", sa.LargeBinary(), nullable=False),
        sa.Column("normaliser", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name=op.f("fk_process_definition_deployment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_process_definition_owner_agency_id")),
        sa.ForeignKeyConstraint(["sha256"], ["resource.sha256"], name=op.f("fk_process_definition_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_process_definition_key_version")),
    )
    op.create_index(op.f("ix_process_definition_deployment_id"), "process_definition", ["deployment_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_table(
        "template_definition",
        sa.Column("id", Id(), nullable=False),
        sa.Column("deployment_id", Id(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_template_definition_deployment_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["resource.sha256"], name=op.f("fk_template_definition_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_template_definition_key_version")),
    )
    op.create_index(
        op.f("ix_template_definition_deployment_id"), "template_definition", ["deployment_id"], unique=False
    )
    op.create_table(
        "holder",
        sa.Column("id", Id(), nullable=False),
        sa.Column("position_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decree_number", sa.String(length=100), nullable=True),
        sa.Column("extension_decree", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_holder_person_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_holder_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder")),
    )
    op.create_index(op.f("ix_holder_person_id"), "holder", ["person_id"], unique=False)
    op.create_index(op.f("ix_holder_position_id"), "holder", ["position_id"], unique=False)
    op.create_table(
        "instance",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("process_key", sa.String(length=128), nullable=False),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("ended_element", sa.String(length=200), nullable=True),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("started_by", Id(), nullable=True),
        sa.Column("agency_id", Id(), nullable=True),
        sa.Column("pins", sa.Text(), nullable=False),
        sa.Column("executions", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_instance_agency_id")),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"], name=op.f("fk_instance_definition_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_instance_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        sa.UniqueConstraint("number", name=op.f("uq_instance_number")),
    )
    op.create_index(op.f("ix_instance_definition_id"), "instance", ["definition_id"], unique=False)
    op.create_index("ix_instance_started_at_id", "instance", ["started_at", "id"], unique=False)
    op.create_table(
        "position_function",
        sa.Column("position_id", Id(), nullable=False),
        sa.Column("function", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_position_function_position_id")),
        sa.PrimaryKeyConstraint("position_id", "function", name=op.f("pk_position_function")),
    )
    op.create_table(
        "document",
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_document_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("instance_id", "execution", "token", name=op.f("uq_document_instance_id_execution_token")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    op.create_table(
        "execution",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_number", sa.Integer(), nullable=True),
        sa.Column("parent_token", sa.Integer(), nullable=True),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("history_sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("history_head", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"], name=op.f("fk_execution_definition_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_execution_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "number", name=op.f("pk_execution")),
    )
    op.create_table(
        "incident",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_incident_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", name=op.f("pk_incident")),
    )
    op.create_table(
        "instance_agency",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["function_group.id"], name=op.f("fk_instance_agency_group_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_instance_agency_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "group_id", name=op.f("pk_instance_agency")),
    )
    op.create_index(
        "ix_instance_agency_group_id_instance_id", "instance_agency", ["group_id", "instance_id"], unique=False
    )
    op.create_table(
        "quota_claim",
        sa.Column("quota_key", sa.String(length=100), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("queue_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_quota_claim_instance_id")),
        sa.ForeignKeyConstraint(["quota_key"], ["quota.key"], name=op.f("fk_quota_claim_quota_key")),
        sa.PrimaryKeyConstraint("quota_key", "instance_id", name=op.f("pk_quota_claim")),
    )
    op.create_index("ix_quota_claim_instance_id", "quota_claim", ["instance_id"], unique=False)
    op.create_index(
        "ix_quota_claim_quota_key_status_queue_id", "quota_claim", ["quota_key", "status", "queue_id"], unique=False
    )
    op.create_table(
        "service_job",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("job_type", sa.String(length=200), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_service_job_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", name=op.f("pk_service_job")),
    )
    op.create_table(
        "subscription",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_subscription_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", "part", name=op.f("pk_subscription")),
    )
    op.create_index(
        "ix_subscription_kind_name_correlation_key", "subscription", ["kind", "name", "correlation_key"], unique=False
    )
    op.create_table(
        "timer",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_timer_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "token", "part", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_due_at"), "timer", ["due_at"], unique=False)
    op.create_table(
        "user_task",
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("process_key", sa.String(length=128), nullable=False),
        sa.Column("definition_id", Id(), nullable=False),
        sa.Column("instance_number", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("addressed_to", sa.Text(), nullable=False),
        sa.Column("assignee", Id(), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("due", DueTime(), server_default=sa.text("(9223372036854775807)"), nullable=False),
        sa.Column("rank", sa.SmallInteger(), server_default="-50", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("form_id", Id(), nullable=True),
        sa.Column("decision_class", sa.String(length=64), nullable=False),
        sa.Column("four_eyes", sa.String(length=64), nullable=True),
        sa.Column("corrections", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["assignee"], ["person.id"], name=op.f("fk_user_task_assignee")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_user_task_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
        sa.UniqueConstraint("instance_id", "execution", "token", name=op.f("uq_user_task_instance_id_execution_token")),
    )
    op.create_index(
        "ix_user_task_assignee_due_id",
        "user_task",
        ["assignee", "due", "id"],
        unique=False,
        postgresql_where=sa.text("assignee is not null"),
        sqlite_where=sa.text("assignee is not null"),
    )
    op.create_table(
        "variable",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("execution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_variable_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "execution", "scope", "name", name=op.f("pk_variable")),
    )
    op.create_table(
        "draft",
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_draft_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "task_candidate",
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("due", DueTime(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("unassigned", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["function_group.id"], name=op.f("fk_task_candidate_group_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["user_task.id"], name=op.f("fk_task_candidate_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "group_id", name=op.f("pk_task_candidate")),
    )
    op.create_index(
        "ix_task_candidate_group_id_due_task_id",
        "task_candidate",
        ["group_id", "due", "task_id"],
        unique=False,
        postgresql_where=sa.text("unassigned = 1"),
        sqlite_where=sa.text("unassigned = 1"),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(
        "ix_task_candidate_group_id_due_task_id",
        table_name="task_candidate",
        postgresql_where=sa.text("unassigned = 1"),
        sqlite_where=sa.text("unassigned = 1"),
    )
    op.drop_table("task_candidate")
    op.drop_table("draft")
    op.drop_table("variable")
    op.drop_index(
        "ix_user_task_assignee_due_id",
        table_name="user_task",
        postgresql_where=sa.text("assignee is not null"),
        sqlite_where=sa.text("assignee is not null"),
    )
    op.drop_table("user_task")
    op.drop_index(op.f("ix_timer_due_at"), table_name="timer")
    op.drop_table("timer")
    op.drop_index("ix_subscription_kind_name_correlation_key", table_name="subscription")
    op.drop_table("subscription")
    op.drop_table("service_job")
    op.drop_index("ix_quota_claim_quota_key_status_queue_id", table_name="quota_claim")
    op.drop_index("ix_quota_claim_instance_id", table_name="quota_claim")
    op.drop_table("quota_claim")
    op.drop_index("ix_instance_agency_group_id_instance_id", table_name="instance_agency")
    op.drop_table("instance_agency")
    op.drop_table("incident")
    op.drop_table("execution")
    op.drop_table("document")
    op.drop_table("position_function")
    op.drop_index("ix_instance_started_at_id", table_name="instance")
    op.drop_index(op.f("ix_instance_definition_id"), table_name="instance")
    op.drop_table("instance")
    op.drop_index(op.f("ix_holder_position_id"), table_name="holder")
    op.drop_index(op.f("ix_holder_person_id"), table_name="holder")
    op.drop_table("holder")
    op.drop_index(op.f("ix_template_definition_deployment_id"), table_name="template_definition")
    op.drop_table("template_definition")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_process_definition_deployment_id"), table_name="process_definition")
    op.drop_table("process_definition")
    op.drop_table("position")
    op.drop_index(op.f("ix_idempotency_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_form_definition_deployment_id"), table_name="form_definition")
    op.drop_table("form_definition")
    op.drop_index(op.f("ix_decision_definition_deployment_id"), table_name="decision_definition")
    op.drop_table("decision_definition")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_unit_agency_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("function_group")
    op.drop_table("deployment")
    op.drop_index(op.f("ix_account_person_id"), table_name="account")
    op.drop_table("account")
    op.drop_index("ix_sign_in_failure_subject_at", table_name="sign_in_failure")
    op.drop_index(op.f("ix_sign_in_failure_at"), table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("siasn_profile")
    op.drop_table("resource")
    op.drop_table("quota")
    op.drop_table("person")
    op.drop_table("message_start")
    op.drop_index(
        "ix_message_waiting",
        table_name="message",
        postgresql_where=sa.text("delivered_at is null"),
        sqlite_where=sa.text("delivered_at is null"),
    )
    op.drop_index(op.f("ix_message_expires_at"), table_name="message")
    op.drop_table("message")
    op.drop_index(
        "uq_job_lock",
        table_name="job",
        postgresql_where=sa.text("state = 'doing'"),
        sqlite_where=sa.text("state = 'doing'"),
    )
    op.drop_index(
        "ix_job_ready",
        table_name="job",
        postgresql_where=sa.text("state = 'todo'"),
        sqlite_where=sa.text("state = 'todo'"),
    )
    op.drop_table("job")
    op.drop_index(
        "ix_history_event_task_id",
        table_name="history_event",
        postgresql_where=sa.text("task_id is not null"),
        sqlite_where=sa.text("task_id is not null"),
    )
    op.drop_table("history_event")
    op.drop_table("document_counter")
    op.drop_table("audit_anchor")
    op.drop_table("agency")
    op.drop_index(op.f("ix_access_log_subject_id"), table_name="access_log")
    op.drop_index(op.f("ix_access_log_at"), table_name="access_log")
    op.drop_table("access_log")
