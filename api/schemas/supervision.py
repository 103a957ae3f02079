"""What supervisors and designers look at, and what they send."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, computed_field

from api.formatting import Formatter
from api.schemas.json_values import ProcessValue
from api.schemas.told import Sent, Told
from engine.bpmn import Differences
from engine.commands.preview_migration import MOST_TRIED, MigrationPreview
from engine.model.incident_meanings import meaning_of
from engine.queries.agency_tasks import AgencyTaskPage
from engine.queries.element_counts import ElementCounts
from engine.queries.incidents import IncidentPage
from engine.queries.process_versions import DeployedVersion, DeployedVersions

LARGEST_INTEGER = 2**31 - 1

Reason = Annotated[str, Field(description="Kept in the history.", examples=["Pegawai mengundurkan diri dari seleksi."])]


class CancelRequest(Sent):
    """Why the case ends; at least 20 characters."""

    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


Execution = Annotated[
    int, Field(ge=0, le=LARGEST_INTEGER, description="0 is the process, others are called processes.")
]


class ReasonRequest(Sent):
    """Why it is done."""

    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


class EditRequest(Sent):
    """New values of variables; a text that begins with `=` is a FEEL literal such as `=date("2026-12-01")`."""

    values: dict[str, ProcessValue] = Field(examples=[{"jumlah": 4}])
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


class SkipRequest(Sent):
    """Why the element is passed over, and values in place of its results, written as in `EditRequest`."""

    reason: Reason
    values: dict[str, ProcessValue] = Field(default_factory=dict, examples=[{"profil": None}])
    capacity: UUID | None = Field(None, strict=False)


class MoveRequest(Sent):
    """Where the token goes, and values that are written before. `dry_run`: only tell what would happen."""

    to: str = Field(max_length=200, description="Id of an element of the same scope.", examples=["verifikasi"])
    reason: str = Field("", description="Kept in the history; needed unless it is a dry run.")
    values: dict[str, ProcessValue] = Field(default_factory=dict)
    dry_run: bool = False
    capacity: UUID | None = Field(None, strict=False)


class VariablesRequest(Sent):
    """New values of variables; a text that begins with `=` is a FEEL literal such as `=date("2026-12-01")`."""

    values: dict[str, ProcessValue] = Field(examples=[{"jumlah": 4}])
    reason: Reason
    execution: Execution = 0
    capacity: UUID | None = Field(None, strict=False)


Elements = Annotated[
    dict[str, str],
    Field(
        description="Ids of elements that are called otherwise in the other version; others keep theirs.",
        examples=[{"periksa": "verifikasi"}],
    ),
]


class MigratingRequest(Sent):
    """To which version of its process a case goes. Times stay as they are unless they are to be counted anew."""

    version: int = Field(ge=1, le=LARGEST_INTEGER)
    elements: Elements = Field(default_factory=dict)
    recompute_timers: bool = False
    capacity: UUID | None = Field(None, strict=False)


class MigrationRequest(MigratingRequest):
    """A case, or a process that it has called. `dry_run`: only tell what would happen."""

    execution: Execution = 0
    reason: str = Field("", description="Kept in the history; needed unless it is a dry run.")
    dry_run: bool = False


class RevertRequest(ReasonRequest):
    """Why it is done, and whether a process is meant that the case has called."""

    execution: Execution = 0


class MigratedCase(Told):
    """How many tokens stand in each element of the version that it goes to."""

    standing: dict[str, int]


class MigrationPreviewRequest(Sent):
    """From which version to which, and on which cases to try it; on running ones of the person's agencies if none."""

    source: int = Field(ge=1, le=LARGEST_INTEGER)
    target: int = Field(ge=1, le=LARGEST_INTEGER)
    elements: Elements = Field(default_factory=dict)
    recompute_timers: bool = False
    instances: list[Annotated[UUID, Field(strict=False)]] | None = Field(None, max_length=MOST_TRIED)


class PlannedElement(Told):
    """`to` stands for it in the other version; null where nothing does, and `problem` says why."""

    element_id: str
    name: str
    name_en: str
    to: str | None
    problem: str | None


class TriedCase(Told):
    """Findings by element; an empty name stands for the case as a whole. None: it can be migrated.

    `standing`: how many of its tokens stand then in each element.
    """

    instance_id: UUID
    number: str
    findings: dict[str, str]
    standing: dict[str, int]


class MigrationPlanned(Told):
    """The mapping of elements, and what it would mean for each case that it was tried on."""

    elements: list[PlannedElement]
    cases: list[TriedCase]

    @classmethod
    def of(cls, preview: MigrationPreview, english: Formatter) -> Self:
        """The preview as data."""
        return cls(
            elements=[
                PlannedElement(
                    element_id=each.element_id,
                    name=each.name,
                    name_en=each.name_en,
                    to=each.to,
                    problem=None if each.problem is None else english.text(each.problem),
                )
                for each in preview.elements
            ],
            cases=[
                TriedCase(
                    instance_id=each.instance_id,
                    number=each.number,
                    findings={name: english.text(text) for name, text in each.findings.items()},
                    standing=dict(sorted(each.standing.items())),
                )
                for each in preview.cases
            ],
        )


class MovedToken(Told):
    """What a move brings about, as ids of elements in the order in which it happens."""

    interrupted: list[str]
    entered: list[str]
    incidents: list[str]
    status: str = Field(description="Of the case.")


class ReassignRequest(Sent):
    """Who is to have the task; null gives it back to all."""

    to: UUID | None = Field(strict=False, description="`person_id` of one of the task's holders.")
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)
    version: int | None = Field(None, examples=[1], description="Refuses a task that changed since.")


def _as_text(value: Any) -> Any:
    """Times come as texts; pydantic would take numbers too."""
    if value is not None and not isinstance(value, str):
        raise ValueError("expected a time as ISO 8601 writes it")
    return value


DueTime = Annotated[
    Annotated[datetime, Field(strict=False)] | None,
    BeforeValidator(_as_text),
    Field(examples=["2026-12-01T15:00:00+07:00"], description="With its zone; null takes it away."),
]


class DueDateRequest(Sent):
    """When the task is due; null takes the due time away."""

    due_at: DueTime
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)
    version: int | None = Field(None, examples=[1], description="Refuses a task that changed since.")


class ClosingRequest(Sent):
    """Which version, all of them if none is named, and why."""

    reason: Reason
    version: int | None = Field(None, ge=1, le=LARGEST_INTEGER)
    capacity: UUID | None = Field(None, strict=False)


class HolderOption(Told):
    """A person and the position by which the task would be theirs. `holding`: it is already."""

    person_id: UUID
    person_name: str
    position_name: str
    position_name_en: str
    status: str
    holding: bool


class HolderList(Told):
    """Holders by name."""

    holders: list[HolderOption]


class ProcessLoad(Told):
    """Active cases, those with a late task, and open incidents."""

    key: str
    version: int = Field(description="The newest.")
    name: str
    name_en: str
    running: int
    overdue: int
    incidents: int


class ProcessLoadList(Told):
    """Processes by name."""

    processes: list[ProcessLoad]


class ElementCount(Told):
    """Tokens and incidents in one element."""

    element_id: str
    tokens: int
    incidents: int


class ElementCountList(Told):
    """Elements in which something stands."""

    process_key: str
    version: int
    elements: list[ElementCount]

    @classmethod
    def of(cls, counts: ElementCounts) -> Self:
        """The counts as data."""
        elements = [
            ElementCount(element_id=each, tokens=times, incidents=counts.incidents.get(each, 0))
            for each, times in sorted(counts.tokens.items())
        ]
        return cls(process_key=counts.process_key, version=counts.version, elements=elements)


class OpenIncident(Told):
    """A token that stands still. `may_act`: this reader may try again."""

    instance_id: UUID
    execution: int
    token: int
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int
    element_id: str
    element_name: str
    element_name_en: str
    code: str
    detail: str = Field(description="Technical: what was expected, and what was found.")
    raised_at: datetime
    may_act: bool

    @computed_field(description="What happened, and what to do.")  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def meaning(self) -> str:
        """English, as all sentences of the API."""
        return meaning_of(self.code)


class IncidentList(Told):
    """Incidents, newest first."""

    incidents: list[OpenIncident]
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: IncidentPage) -> Self:
        """The page as data."""
        return cls(incidents=[OpenIncident.model_validate(row) for row in page.rows], next=page.next)


class AgencyTask(Told):
    """An open task of the agency."""

    task_id: UUID
    instance_id: UUID
    number: str
    title: str
    element_id: str
    name: str
    name_en: str
    process_key: str
    process_name: str
    process_name_en: str
    addressed_to: list[str]
    assignee_id: UUID | None
    assignee_name: str | None
    claimed_at: datetime | None
    created_at: datetime
    due_at: datetime | None
    overdue: bool
    time_used: int = Field(description="Percentage of the time that people were told of: 0, 50, 80, 100, 150.")
    suspended: bool
    version: int


class AgencyTaskList(Told):
    """Tasks by due time; those without one come last."""

    tasks: list[AgencyTask]
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: AgencyTaskPage) -> Self:
        """The page as data."""
        return cls(tasks=[AgencyTask.model_validate(row) for row in page.rows], next=page.next)


class ChangedElement(Told):
    """An element that differs from the version before."""

    element_id: str
    kind: str
    name: str


class VersionChanges(Told):
    """What a version changed."""

    added: list[ChangedElement]
    removed: list[ChangedElement]
    changed: list[ChangedElement]

    @classmethod
    def of(cls, changes: Differences) -> Self:
        """The differences as data."""
        parts: Mapping[str, Any] = {"added": changes.added, "removed": changes.removed, "changed": changes.changed}
        return cls(**{name: [ChangedElement.model_validate(each) for each in found] for name, found in parts.items()})


class VersionClosing(Told):
    """The version was closed to new cases, or opened again."""

    closed: bool
    at: datetime
    person_name: str
    status: str
    reason: str


class DeployedVersionRow(Told):
    """One version; `running` counts active cases, 1001 means more than 1000."""

    version: int
    name: str
    name_en: str
    deployed_at: datetime
    deployed_by: str | None
    agency_name: str | None
    agency_name_en: str | None
    note: str | None
    closed: bool
    running: int
    changes: VersionChanges | None = Field(description="Null for the first version.")
    closings: list[VersionClosing]

    @classmethod
    def of(cls, row: DeployedVersion) -> Self:
        """The version as data."""
        return cls(
            version=row.version,
            name=row.name,
            name_en=row.name_en,
            deployed_at=row.deployed_at,
            deployed_by=row.deployed_by,
            agency_name=row.agency_name,
            agency_name_en=row.agency_name_en,
            note=row.note,
            closed=row.closed,
            running=row.running,
            changes=None if row.changes is None else VersionChanges.of(row.changes),
            closings=[VersionClosing.model_validate(each) for each in row.closings],
        )


class VersionList(Told):
    """Versions, newest first."""

    process_key: str
    versions: list[DeployedVersionRow]
    next: int | None = Field(description="Value of `before` for the next page.")
    may_change: bool = Field(description="Whether this person may close and open it.")

    @classmethod
    def of(cls, page: DeployedVersions) -> Self:
        """The page as data."""
        rows = [DeployedVersionRow.of(row) for row in page.rows]
        return cls(process_key=page.process_key, versions=rows, next=page.next, may_change=page.may_change)
