"""The page of a task: its form with values, who may do it, and the case around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.authorization.access import supervises_any
from engine.errors import NotFound
from engine.forms import FormView, present
from engine.forms.submission import NOTHING_TO_FILL
from engine.model.actor import Actor, HolderStatus
from engine.model.text import Text
from engine.queries.access import log_view
from engine.queries.capacities import CapacityOption, option
from engine.queries.history import TimelineEntry, read_timeline
from engine.queries.summary import SummaryRow, summary_of
from engine.runtime import Runtime
from engine.store.tables import draft
from engine.store.task_rows import OpenTask, addresses_of_instance, load_task, stranger, what_became_of
from engine.store.unit_of_work import UnitOfWork
from engine.task_forms import TaskForm, task_form


@dataclass(frozen=True, slots=True)
class TaskView:
    """`status`: open (anybody among the candidates), mine, or taken (by somebody else)."""

    task_id: UUID
    version: int
    element_id: str
    name: str
    name_en: str
    title: str
    number: str
    instance_id: UUID
    process_key: str
    process_name: str
    process_name_en: str
    status: str
    assignee_name: str | None
    claimed_at: datetime | None
    due_at: datetime | None
    created_at: datetime
    addressed_to: tuple[str, ...]
    form: FormView
    draft_saved_at: datetime | None
    capacities: tuple[CapacityOption, ...]
    documentation: str | None
    summary: tuple[SummaryRow, ...]
    previous: tuple[TimelineEntry, ...]
    decision_class: str
    suspended_at: datetime | None


def task_view(
    runtime: Runtime,
    actor: Actor,
    task_id: UUID,
    *,
    language: str,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
) -> TaskView:
    """The task for a candidate. `raw` shows what was typed instead of values and draft.

    Raises NotFound (also for tasks of others), TaskGone, TaskWithdrawn.
    """
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, task_id)
        except NotFound:
            raise what_became_of(work.connection, task_id, actor.addresses) from None
        capacities = actor.capacities_for(task.candidates)
        if not capacities:
            raise stranger(work.connection, task, case, actor.addresses)
        process = runtime.definitions.process(work.connection, task.definition_id)
        main = runtime.definitions.process(work.connection, case.definition_id)
        facts = process.facts.elements.get(task.element_id)
        kept, saved_at = _draft(work, task_id, actor)
        authority = None
        if any(each.status is not HolderStatus.DEFINITIVE for each in capacities):
            authority = runtime.definitions.authority(work.connection, runtime.clock.now())
        view = TaskView(
            task_id=task.task_id,
            version=task.version,
            element_id=task.element_id,
            name=task.name,
            name_en=task.name_en,
            title=case.title,
            number=case.number,
            instance_id=case.instance_id,
            process_key=case.process_key,
            process_name=main.name,
            process_name_en=main.name_en,
            status=_status(task, actor),
            assignee_name=task.assignee_name,
            claimed_at=task.claimed_at,
            due_at=task.due_at,
            created_at=task.created_at,
            addressed_to=tuple(sorted(task.candidates)),
            form=_form_view(task_form(runtime, work, task, case), language, raw if raw is not None else kept, errors),
            draft_saved_at=saved_at,
            capacities=tuple(option(each, task.decision_class, runtime.today(), authority) for each in capacities),
            documentation=facts.documentation if facts else None,
            summary=summary_of(work.connection, case.instance_id, main.facts),
            previous=read_timeline(
                runtime,
                work.connection,
                case.instance_id,
                values=supervises_any(actor, addresses_of_instance(work.connection, case.instance_id)),
            ),
            decision_class=task.decision_class,
            suspended_at=case.suspended_at,
        )
        log_view(work, actor, "task", task_id, runtime.clock.now())
        work.commit()
        return view


def _status(task: OpenTask, actor: Actor) -> str:
    if task.assignee is None:
        return "open"
    return "mine" if task.assignee == actor.person_id else "taken"


def _draft(work: UnitOfWork, task_id: UUID, actor: Actor) -> tuple[dict[str, list[str]] | None, datetime | None]:
    """What the person typed before and when; None where nothing was kept."""
    row = work.connection.execute(
        sa.select(draft.c.fields, draft.c.saved_at).where(
            draft.c.task_id == task_id, draft.c.person_id == actor.person_id
        )
    ).one_or_none()
    return (None, None) if row is None else (orjson.loads(row.fields), row.saved_at)


def _form_view(
    task: TaskForm, language: str, raw: Mapping[str, list[str]] | None, errors: Mapping[str, Text] | None
) -> FormView:
    """The form as it looks now; fields that were sent back are marked."""
    fields, note = task.corrections.get("fields"), task.corrections.get("note")
    return present(
        task.form or NOTHING_TO_FILL,
        task.values,
        language=language,
        raw=raw,
        errors=errors,
        marked=[str(each) for each in fields] if isinstance(fields, list) else (),
        note=note if isinstance(note, str) else None,
    )
