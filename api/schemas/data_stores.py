"""Data stores as programs read and correct them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.json_values import ProcessValue
from api.schemas.supervision import LARGEST_INTEGER, Reason
from api.schemas.told import Sent, Told
from engine.queries.data_stores import DataStoreChangePage


class DataStoreSummary(Told):
    """A data store; `agency` is the code of its owner."""

    agency: str
    key: str = Field(description="Id of the dataStore in the models of the agency.")
    name: str
    version: int = Field(description="Counts the changes.")
    changed_at: datetime


class DataStoreList(Told):
    """Data stores of the supervisor's agencies."""

    data_stores: list[DataStoreSummary]


class DataStore(DataStoreSummary):
    """A data store with what it holds."""

    value: ProcessValue


class DataStoreChange(Told):
    """How a version came about: by an element of a case, or by a person."""

    version: int
    at: datetime
    change: dict[str, ProcessValue] = Field(
        description="Of a list `at` (from 0), `removed` and `added`; else `before` and `after`.",
        examples=[{"at": 2, "removed": [], "added": ["M-3"]}],
    )
    instance_id: UUID | None
    element_id: str | None
    person_name: str | None
    reason: str | None


class DataStoreChangeList(Told):
    """A page of changes, newest first."""

    changes: list[DataStoreChange]
    next: str | None

    @classmethod
    def of(cls, page: DataStoreChangePage) -> Self:
        """From the page."""
        return cls(changes=[DataStoreChange.model_validate(row) for row in page.rows], next=page.next)


class CorrectionRequest(Sent):
    """Another value of the same kind, written as in `EditRequest`, and why."""

    value: ProcessValue = Field(examples=[["M-1", "M-2"]])
    version: int = Field(ge=0, le=LARGEST_INTEGER, description="Refuses a data store that changed since.")
    reason: Reason
    capacity: UUID | None = Field(None, strict=False)


class CorrectedDataStore(Told):
    """The version that it has now."""

    version: int
