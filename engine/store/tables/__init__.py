"""The tables, a module per subject. alembic/ builds them; a test compares the two."""

from engine.store.tables.batches import batch, batch_item
from engine.store.tables.calendars import calendar_version
from engine.store.tables.cases import (
    execution,
    instance,
    instance_agency,
    instance_search,
    loop_item,
    token_position,
    variable,
)
from engine.store.tables.data_stores import condition_start, data_store, data_store_change
from engine.store.tables.definitions import (
    closing,
    decision_definition,
    deployment,
    deployment_file,
    form_definition,
    message_start,
    process_definition,
    resource,
    template_definition,
)
from engine.store.tables.documents import document, document_counter
from engine.store.tables.history import (
    access_log,
    audit_anchor,
    history_event,
)
from engine.store.tables.jobs import idempotency, job, node
from engine.store.tables.metadata import metadata
from engine.store.tables.people import (
    account,
    agency,
    api_token,
    holder,
    person,
    position,
    position_function,
    session,
    sign_in_failure,
    unit,
)
from engine.store.tables.quotas import quota, quota_claim
from engine.store.tables.recurring import recurring_start
from engine.store.tables.simulators import siasn_profile
from engine.store.tables.tasks import draft, function_group, task_candidate, user_task
from engine.store.tables.waits import (
    incident,
    kept_signal,
    message,
    service_job,
    subscription,
    timer,
    waiting_call,
)

__all__ = [
    "access_log",
    "account",
    "agency",
    "api_token",
    "audit_anchor",
    "batch",
    "batch_item",
    "calendar_version",
    "closing",
    "condition_start",
    "data_store",
    "data_store_change",
    "decision_definition",
    "deployment",
    "deployment_file",
    "document",
    "document_counter",
    "draft",
    "execution",
    "form_definition",
    "function_group",
    "history_event",
    "holder",
    "idempotency",
    "incident",
    "instance",
    "instance_agency",
    "instance_search",
    "job",
    "kept_signal",
    "loop_item",
    "message",
    "message_start",
    "metadata",
    "node",
    "person",
    "position",
    "position_function",
    "process_definition",
    "quota",
    "quota_claim",
    "recurring_start",
    "resource",
    "service_job",
    "session",
    "siasn_profile",
    "sign_in_failure",
    "subscription",
    "task_candidate",
    "template_definition",
    "timer",
    "token_position",
    "unit",
    "user_task",
    "variable",
    "waiting_call",
]
