"""Process definitions and their start forms."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.formatting import Formatter
from api.schemas.forms import CapacityChoice, FormInSituation
from api.schemas.told import Told
from engine.queries.start import StartView


class ProcessRow(Told):
    """The newest version of a process; `running` counts active cases of all versions."""

    key: str
    version: int
    name: str
    name_en: str
    owner_agency_name: str | None
    owner_agency_name_en: str | None
    deployed_at: datetime
    deployed_by: str | None
    running: int


class ProcessList(Told):
    """Processes by name."""

    process_definitions: list[ProcessRow]


class ProcessVersion(Told):
    """One version."""

    version: int
    deployed_at: datetime
    deployed_by: str | None
    note: str | None


class ProcessElement(Told):
    """A part of the process as people see it."""

    element_id: str
    kind: str
    name: str
    name_en: str
    lane: str | None
    documentation: str | None


class Process(Told):
    """One version with everything that explains it."""

    key: str
    version: int
    name: str
    name_en: str
    owner_agency_name: str | None
    owner_agency_name_en: str | None
    deployed_at: datetime
    documentation: str | None
    legal_basis: list[str]
    participants: list[str]
    startable_by: list[str] = Field(description="Functions of agencies, `function@agency`; `*` is every agency.")
    elements: list[ProcessElement]
    versions: list[ProcessVersion] = Field(description="Newest first.")


class StartForm(Told):
    """The start form of the newest version."""

    process_key: str
    version: int
    name: str
    name_en: str
    documentation: str | None
    form: FormInSituation
    capacities: list[CapacityChoice]

    @classmethod
    def of(cls, view: StartView, formatter: Formatter) -> Self:
        """The form as data."""
        return cls(
            process_key=view.process_key,
            version=view.version,
            name=view.name,
            name_en=view.name_en,
            documentation=view.documentation,
            form=FormInSituation.of(view.form),
            capacities=[CapacityChoice.of(each, formatter) for each in view.capacities],
        )
