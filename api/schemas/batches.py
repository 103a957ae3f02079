"""Many things asked for at once, and what came of them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from api.formatting import Formatter
from api.schemas.json_values import ProcessValue
from api.schemas.supervision import LARGEST_INTEGER, DueTime, MigratingRequest, Reason
from api.schemas.told import Sent, Told
from engine.commands.request_batch import MOST_ITEMS
from engine.model.batch import BatchKind, BatchStatus, ItemState
from engine.queries.batches import BatchPage, BatchView, ItemPage, ItemView


class BatchOfStartsRequest(Sent):
    """A case is started for each of the answers."""

    process: str = Field(max_length=200, examples=["pindah-instansi"])
    starts: list[dict[str, ProcessValue]] = Field(
        max_length=MOST_ITEMS,
        description="Answers of the start form, as `variables` of a single start.",
        examples=[[{"nip": "199308172018012020"}, {"nip": "198811022015031004"}]],
    )
    capacity: UUID | None = Field(None, strict=False)


class BatchOfCancellationsRequest(Sent):
    """The cases end before their time; each keeps the reason."""

    instances: list[Annotated[UUID, Field(strict=False)]] = Field(max_length=MOST_ITEMS)
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


class IncidentPlace(Sent):
    """The token that stands still, as the list of incidents names it."""

    instance_id: UUID = Field(strict=False)
    execution: int = Field(ge=0, le=LARGEST_INTEGER)
    token: int = Field(ge=0, le=LARGEST_INTEGER)


class BatchOfRetriesRequest(Sent):
    """Each token is set going again."""

    incidents: list[IncidentPlace] = Field(max_length=MOST_ITEMS)
    capacity: UUID | None = Field(None, strict=False)


class BatchOfCasesRequest(Sent):
    """The same is done to each of the cases, which keep the reason."""

    instances: list[Annotated[UUID, Field(strict=False)]] = Field(max_length=MOST_ITEMS)
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


class BatchOfMigrationsRequest(MigratingRequest):
    """The cases go over to another version of their process."""

    reason: Reason
    instances: list[Annotated[UUID, Field(strict=False)]] = Field(max_length=MOST_ITEMS)


class BatchOfTasksRequest(Sent):
    """The same is done to each of the tasks, whose cases keep the reason."""

    tasks: list[Annotated[UUID, Field(strict=False)]] = Field(max_length=MOST_ITEMS)
    reason: Reason


class BatchOfReassignmentsRequest(BatchOfTasksRequest):
    """To whom the tasks go."""

    to: UUID | None = Field(strict=False, description="The person; null gives them back to all who may take them.")


class BatchOfDueDatesRequest(BatchOfTasksRequest):
    """When the tasks are due."""

    due_at: DueTime


class Batch(Told):
    """How far it is. It has ended when `ended_at` is there; what failed can be tried again."""

    id: UUID
    kind: BatchKind
    status: BatchStatus
    process_key: str | None
    reason: str
    requested_by: str
    agency_name: str
    agency_name_en: str
    created_at: datetime
    ended_at: datetime | None
    total: int
    waiting: int
    done: int
    failed: int

    @classmethod
    def of(cls, view: BatchView) -> Self:
        """The view as data."""
        counts = view.counts
        names = cls.model_fields.keys() - {"total", "waiting", "done", "failed"}
        return cls(
            total=counts.total,
            waiting=counts.waiting,
            done=counts.done,
            failed=counts.failed,
            **{name: getattr(view, name) for name in names},
        )


class BatchList(Told):
    """Batches, newest first."""

    batches: list[Batch]
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: BatchPage) -> Self:
        """The page as data."""
        return cls(batches=[Batch.of(row) for row in page.rows], next=page.next)


class BatchItem(Told):
    """What came of an item. `code`, `detail` and `errors` say why one failed, as a refusal does."""

    number: int = Field(description="Its place in the request; counts from 1.")
    state: ItemState
    instance_id: UUID | None = Field(description="The case that it is about, or that it has started.")
    case_number: str | None
    title: str | None
    code: str | None
    detail: str | None
    errors: dict[str, str] | None
    settled_at: datetime | None

    @classmethod
    def of(cls, item: ItemView, english: Formatter) -> Self:
        """The view as data."""
        refusal = item.refusal
        return cls(
            number=item.number,
            state=item.state,
            instance_id=item.instance_id,
            case_number=item.case_number,
            title=item.title,
            code=refusal.code if refusal else None,
            detail=english.text(refusal.text) if refusal else None,
            errors={path: english.text(text) for path, text in refusal.fields.items()} if refusal else None,
            settled_at=item.settled_at,
        )


class BatchItemList(Told):
    """Items in the order of the request."""

    items: list[BatchItem]
    next: str | None = Field(description="Value of `after` for the next page.")

    @classmethod
    def of(cls, page: ItemPage, english: Formatter) -> Self:
        """The page as data."""
        return cls(items=[BatchItem.of(row, english) for row in page.rows], next=page.next)
