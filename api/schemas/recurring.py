"""Starts that people repeat, as programs lay them down and see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.json_values import ProcessValue
from api.schemas.told import Sent, Told
from engine.queries.recurring_starts import RecurringStart


class RepeatRequest(Sent):
    """The answers of the start form, and when it is started with them."""

    variables: Mapping[str, ProcessValue] = Field(default_factory=dict)
    cron: str = Field(max_length=200, description="In the zone of the position's agency.", examples=["0 8 1 * *"])
    every: bool = Field(False, description="Times that pass while nothing runs are made up for, one after the other.")
    capacity: UUID | None = Field(None, strict=False)


class Laid(Told):
    """What was laid down."""

    id: UUID


class RecurringRow(Told):
    """`times` are the next five, none while it is paused. `refusal` is the code of what paused it, if nobody did."""

    id: UUID
    process_key: str
    process_name: str
    process_name_en: str
    person_name: str
    agency: str
    cron: str
    every: bool
    times: list[datetime]
    paused: bool
    refusal: str
    last_at: datetime | None
    last_instance_id: UUID | None
    own: bool

    @classmethod
    def of(cls, row: RecurringStart) -> Self:
        """From the row."""
        return cls(
            process_name=row.process.name,
            process_name_en=row.process.name_en,
            times=list(row.times),
            **{name: getattr(row, name) for name in cls.model_fields if hasattr(row, name) and name != "times"},
        )


class RecurringList(Told):
    """Those that go on first, by their next time."""

    recurring_starts: list[RecurringRow]
