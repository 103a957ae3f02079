"""Cases: running and ended instances of processes."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.formatting import Formatter
from api.schemas.json_values import ProcessValue
from api.schemas.tasks import SummaryLine
from api.schemas.told import BothNames, Sent, Told
from engine.model.text import Named
from engine.queries.history import TimelineEntry
from engine.queries.instance import InstanceView
from engine.queries.instances import InstancePage


class StartRequest(Sent):
    """The answers of the start form. `capacity` is needed where several positions may start the process."""

    variables: dict[str, ProcessValue] = Field(
        default_factory=dict,
        description="Answers by key of the form's fields; dates and times as ISO 8601 writes them.",
        examples=[{"nip": "199308172018012020", "tanggal_surat_usul": "2026-11-20"}],
    )
    capacity: UUID | None = Field(None, strict=False)


class InstanceRow(Told):
    """A case in a list; `waiting_for` names its open user tasks, `agency_name` is the agency that started it."""

    id: UUID
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int = Field(description="Of the process definition that it runs on.")
    status: str
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None = Field(description="Since when nothing goes on in it; null if it does.")
    agency_name: str | None
    agency_name_en: str | None
    waiting_for: list[BothNames]
    holders: list[str] = Field(description="Who holds its open tasks.")
    due_at: datetime | None = Field(description="Of the earliest open task.")
    overdue: bool


class InstanceList(Told):
    """A page of cases."""

    instances: list[InstanceRow]
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: InstancePage) -> Self:
        """The page as data."""
        return cls(instances=[InstanceRow.model_validate(row) for row in page.rows], next=page.next)


class Holder(Told):
    """Somebody who may take a task, in which position."""

    person_name: str
    position_name: str
    position_name_en: str
    agency_name: str
    agency_name_en: str
    status: str


class WaitingFor(Told):
    """What the case waits for. `task_id` only where the reader may open the task."""

    kind: str = Field(description="`task`, `message`, `signal`, `condition`, `timer` or `service`.")
    element_id: str
    name: str
    name_en: str
    task_id: UUID | None
    addressed_to: list[str]
    holders: list[Holder]
    assignee_name: str | None
    since: datetime | None
    due_at: datetime | None


class HeldBy(Told):
    """An agency, and how many called processes have a task for it."""

    agency: str
    name: str
    name_en: str
    count: int


class Called(Told):
    """A multi-instance that calls processes, and how far it is."""

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    total: int
    completed: int
    waiting: int = Field(description="Calls whose process is not started yet.")
    stuck: int = Field(description="With an incident, in them or in what they call.")
    held_by: list[HeldBy]


class ElementState(Told):
    """An activity. `state`: `done`, `active`, `incident`, or empty while it was not reached."""

    element_id: str
    name: str
    name_en: str
    state: str
    times: int
    addressed_to: list[str]


class DocumentLink(Told):
    """A letter of the case."""

    id: UUID
    number: str
    title: str
    created_at: datetime


class Incident(Told):
    """A token that stands still until a supervisor tries again."""

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    code: str
    message: str
    created_at: datetime
    may_retry: bool


class StandingToken(Told):
    """A token at an element. `may_skip`: a system's work, which is stuck or waited for."""

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    kind: str
    may_skip: bool


class Instance(Told):
    """Where a case stands."""

    id: UUID
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int = Field(description="Of the process definition that it runs on.")
    status: str
    ended_element_name: str | None
    ended_element_name_en: str | None
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None = Field(description="Since when nothing goes on in it; null if it does.")
    started_by_name: str | None
    agency_name: str | None
    agency_name_en: str | None
    waiting_for: list[WaitingFor]
    called: list[Called] = Field(description="Multi-instances that call processes and go on.")
    elements: list[ElementState]
    summary: list[SummaryLine]
    documents: list[DocumentLink]
    incidents: list[Incident]
    tokens: list[StandingToken] = Field(description="Where its tokens stand; told to its supervisors.")

    @classmethod
    def of(cls, view: InstanceView) -> Self:
        """The case as data, without the drawing and the history."""
        return cls(
            id=view.id,
            number=view.number,
            title=view.title,
            process_key=view.process_key,
            process_name=view.process_name,
            process_name_en=view.process_name_en,
            version=view.version,
            status=view.status,
            ended_element_name=view.ended_element_name,
            ended_element_name_en=view.ended_element_name_en,
            started_at=view.started_at,
            ended_at=view.ended_at,
            suspended_at=view.suspended_at,
            started_by_name=view.started_by_name,
            agency_name=view.agency_name,
            agency_name_en=view.agency_name_en,
            waiting_for=[WaitingFor.model_validate(each) for each in view.waiting_for],
            called=[Called.model_validate(each) for each in view.called],
            elements=[ElementState.model_validate(each) for each in view.steps],
            summary=[SummaryLine.model_validate(each) for each in view.summary],
            documents=[DocumentLink.model_validate(each) for each in view.documents],
            incidents=[Incident.model_validate(each) for each in view.incidents],
            tokens=[StandingToken.model_validate(each) for each in view.tokens],
        )


class Why(Told):
    """How a decision came to its answer."""

    decision_id: str
    version: int | None = Field(description="Of the decision; null in entries from before it was kept.")
    rules: list[str] = Field(description="Ids of the rules that decided.")
    basis: list[str] = Field(description="What those rules are annotated with, such as the law they rest on.")
    inputs: dict[str, ProcessValue] | None = Field(
        description="For supervisors; null for others, and once it is erased."
    )
    result: ProcessValue = Field(description="As `inputs`.")
    warnings: list[str] = Field(description="Why parts of the result are null; for supervisors.")


class HistoryEntry(Told):
    """One thing that happened. Who did it is null for what happened by itself."""

    sequence: int
    at: datetime
    kind: str = Field(description="What kind of event it is; never changes.")
    text: str
    element_id: str | None
    element: BothNames | None
    person_name: str | None
    position: BothNames | None
    status: str | None = Field(description="How the person held the position: `definitif`, `plt`, `plh` or `pj`.")
    agency: BothNames | None
    definition_version: int
    reason: str | None
    why: Why | None

    @classmethod
    def of(cls, entry: TimelineEntry, formatter: Formatter) -> Self:
        """The entry with its sentence."""
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            kind=entry.kind,
            text=formatter.text(entry.text),
            element_id=entry.element_id,
            element=_named(entry.element),
            person_name=entry.person_name,
            position=_named(entry.position),
            status=entry.status,
            agency=_named(entry.agency),
            definition_version=entry.definition_version,
            reason=entry.reason,
            why=None if entry.why is None else Why.model_validate(entry.why),
        )


def _named(name: Named | None) -> BothNames | None:
    return None if name is None else BothNames(name=name.name, name_en=name.name_en)


class History(Told):
    """Everything that happened, oldest first."""

    entries: list[HistoryEntry]
