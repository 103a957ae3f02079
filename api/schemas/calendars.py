"""Working calendars as programs read and lay them down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from api.schemas.supervision import LARGEST_INTEGER, Reason
from api.schemas.told import Sent, Told
from engine.calendars.reading import rules_data
from engine.queries.calendars import CalendarView

NATION = "_nation"
"""Stands for the whole country where an agency is named; no code of an agency begins so."""
HOURS = {"monday": "07:30-12:00, 13:00-16:00", "friday": "07:30-11:30, 13:00-16:30"}


class Period(Told):
    """Days, both included."""

    first: date
    last: date


class Day(Told):
    """A date that is free, or is not although it would be."""

    on: date
    free: bool
    name: str
    basis: str = Field(description="The decision or law that says so; empty for what the library of holidays knows.")


class CalendarVersion(Told):
    """Who laid down what counted from then on; nobody where it was the operator."""

    version: int
    at: datetime
    reason: str
    person_name: str | None


class Calendar(Told):
    """Hours by weekday, as texts; empty on free days. `own` is what the agency itself laid down."""

    agency: str
    name: str
    name_en: str
    version: int = Field(description="0 where nothing was laid down: then all is as in the nation.")
    zone: str
    hours: Mapping[str, str] = Field(examples=[HOURS])
    ramadan_hours: Mapping[str, str]
    ramadan: list[Period]
    year: int
    free_days: list[Day] = Field(description="Of the year; weekends are in the hours.")
    worked_days: list[Day]
    own: dict[str, Any] = Field(description="As `PUT` takes it.")
    versions: list[CalendarVersion] = Field(description="Newest first.")
    may_change: bool

    @classmethod
    def of(cls, view: CalendarView) -> Self:
        """From the view."""
        return cls(
            agency=view.agency or NATION,
            name=view.name.name,
            name_en=view.name.name_en,
            version=view.version,
            zone=view.zone,
            hours=view.hours,
            ramadan_hours=view.ramadan_hours,
            ramadan=[Period.model_validate(each) for each in view.ramadan],
            year=view.year,
            free_days=[Day.model_validate(each) for each in view.free_days],
            worked_days=[Day.model_validate(each) for each in view.worked_days],
            own=rules_data(view.own),
            versions=[CalendarVersion.model_validate(each) for each in view.versions],
            may_change=view.may_change,
        )


class CalendarRequest(Sent):
    """Everything that the agency lays down, and why. What is left out or null is as in the nation."""

    reason: Reason
    zone: str | None = Field(None, max_length=64, examples=["Asia/Makassar"])
    hours: dict[str, str] | None = Field(None, examples=[HOURS])
    ramadan_hours: dict[str, str] | None = None
    ramadan: list[dict[str, Any]] | None = Field(None, examples=[[{"first": "2026-02-18", "last": "2026-03-19"}]])
    days: list[dict[str, Any]] | None = Field(
        None,
        examples=[[{"on": "2026-12-31", "free": True, "name": "Libur kantor", "basis": "SE 4/2026"}]],
    )
    version: int | None = Field(None, ge=0, le=LARGEST_INTEGER, description="Refuses a calendar that changed since.")
    capacity: UUID | None = Field(None, strict=False)

    def rules(self) -> dict[str, Any]:
        """The part that is laid down."""
        return self.model_dump(include={"zone", "hours", "ramadan_hours", "ramadan", "days"})


class LaidDown(Told):
    """The version that counts from now on."""

    version: int
    changed: bool
