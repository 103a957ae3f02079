"""User tasks."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.formatting import Formatter
from api.schemas.forms import CapacityChoice, FormInSituation
from api.schemas.json_values import ProcessValue
from api.schemas.told import Sent, Told
from engine.queries.inbox import InboxPage
from engine.queries.task import TaskView


class TaskRow(Told):
    """A task in the inbox. `agency_name` is the agency that the case came from."""

    task_id: UUID
    suspended: bool = Field(description="Its case is suspended: nobody claims or completes it until that is over.")
    version: int
    instance_id: UUID
    name: str
    name_en: str
    title: str
    number: str
    process_key: str
    process_name: str
    process_name_en: str
    addressed_to: list[str]
    agency_name: str | None
    agency_name_en: str | None
    assignee_name: str | None
    mine: bool
    due_at: datetime | None
    created_at: datetime
    overdue: bool
    time_used: int = Field(description="Percentage of the time that people were told of: 0, 50, 80, 100, 150.")


class Counts(Told):
    """How many tasks there are; 1001 means more than 1000."""

    mine: int
    team: int


class TaskList(Told):
    """A page of the inbox by due time; those without one come last."""

    tasks: list[TaskRow]
    counts: Counts
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: InboxPage) -> Self:
        """The page as data."""
        return cls(
            tasks=[TaskRow.model_validate(row) for row in page.rows],
            counts=Counts.model_validate(page.counts),
            next=page.next,
        )


class SummaryLine(Told):
    """A line about the case."""

    label: str
    label_en: str
    value: ProcessValue


class Task(Told):
    """A task with its form."""

    task_id: UUID
    version: int = Field(description="Send it back with `complete` to be told when the task has changed.")
    element_id: str
    name: str
    name_en: str
    title: str
    number: str
    instance_id: UUID
    process_key: str
    process_name: str
    process_name_en: str
    status: str = Field(description="`open`, `mine`, or `taken` by somebody else.")
    assignee_name: str | None
    claimed_at: datetime | None
    due_at: datetime | None
    created_at: datetime
    addressed_to: list[str]
    decision_class: str
    documentation: str | None
    form: FormInSituation
    draft_saved_at: datetime | None = Field(description="The form shows the draft of this person, if there is one.")
    capacities: list[CapacityChoice]
    summary: list[SummaryLine]

    @classmethod
    def of(cls, view: TaskView, formatter: Formatter) -> Self:
        """The task as data."""
        return cls(
            task_id=view.task_id,
            version=view.version,
            element_id=view.element_id,
            name=view.name,
            name_en=view.name_en,
            title=view.title,
            number=view.number,
            instance_id=view.instance_id,
            process_key=view.process_key,
            process_name=view.process_name,
            process_name_en=view.process_name_en,
            status=view.status,
            assignee_name=view.assignee_name,
            claimed_at=view.claimed_at,
            due_at=view.due_at,
            created_at=view.created_at,
            addressed_to=list(view.addressed_to),
            decision_class=view.decision_class,
            documentation=view.documentation,
            form=FormInSituation.of(view.form),
            draft_saved_at=view.draft_saved_at,
            capacities=[CapacityChoice.of(each, formatter) for each in view.capacities],
            summary=[SummaryLine.model_validate(row) for row in view.summary],
        )


class ClaimRequest(Sent):
    """In which position; may be left out."""

    capacity: UUID | None = Field(None, strict=False)


class DraftRequest(Sent):
    """What a person has typed so far, right or wrong, in the language of the account."""

    fields: dict[str, str | list[str]] = Field(examples=[{"keputusan": "setuju", "catatan": "menunggu lampiran"}])


class SavedDraft(Told):
    """When the draft was kept."""

    saved_at: datetime


class CompletionRequest(Sent):
    """The answers. `capacity` is needed where several positions would do; `version` refuses a changed task."""

    data: dict[str, ProcessValue] = Field(
        default_factory=dict,
        description="Answers by key of the form's fields; dates and times as ISO 8601 writes them.",
        examples=[{"keputusan": "setuju", "nomor_persetujuan": "R-9/PPK/2026"}],
    )
    capacity: UUID | None = Field(None, strict=False)
    version: int | None = Field(None, examples=[1])
