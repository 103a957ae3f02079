"""What is known of a process definition without parsing it, and what an instance is pinned to. Stored as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

import orjson


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """How an element is shown."""

    kind: str
    name: str
    name_en: str
    lane: str | None = None
    documentation: str | None = None


@dataclass(frozen=True, slots=True)
class SummaryField:
    """A line of the summary of a case: a FEEL expression over its variables."""

    label: str
    label_en: str
    expression: str


@dataclass(frozen=True, slots=True)
class SearchField:
    """A variable by whose value cases are found."""

    name: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class DataStoreFacts:
    """A data store that a process uses. `holds_list`: it begins as an empty list, else as null."""

    key: str
    name: str
    holds_list: bool


@dataclass(frozen=True, slots=True)
class ConditionStart:
    """A conditional start event, and the data stores that its conditions read, by the names that they use."""

    element_id: str
    stores: dict[str, str]


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """Facts of one executable process, computed when it is deployed.

    The `late_...` stand among `forms`, `decisions` and `processes` too: those are not pinned.
    """

    process_id: str
    documentation: str | None = None
    start_form: str | None = None
    startable_by: tuple[str, ...] = ()
    number_prefix: str = "KASUS"
    title: str | None = None
    forms: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    late_forms: tuple[str, ...] = ()
    late_decisions: tuple[str, ...] = ()
    late_processes: tuple[str, ...] = ()
    message_starts: tuple[tuple[str, str], ...] = ()
    signal_starts: tuple[tuple[str, str], ...] = ()
    timer_starts: tuple[str, ...] = ()
    data_stores: tuple[DataStoreFacts, ...] = ()
    condition_starts: tuple[ConditionStart, ...] = ()
    elements: dict[str, ElementFacts] = field(default_factory=dict)
    summary: tuple[SummaryField, ...] = ()
    searchable: tuple[SearchField, ...] = ()
    participants: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()

    def dump(self) -> str:
        """As JSON text."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def load(cls, text: str) -> Self:
        """From the JSON text of `dump`."""
        data: dict[str, Any] = orjson.loads(text)
        data["elements"] = {key: ElementFacts(**value) for key, value in data["elements"].items()}
        data["summary"] = tuple(SummaryField(**value) for value in data["summary"])
        data["searchable"] = tuple(SearchField(**value) for value in data.get("searchable", ()))
        data["data_stores"] = tuple(DataStoreFacts(**value) for value in data.get("data_stores", ()))
        data["condition_starts"] = tuple(ConditionStart(**value) for value in data.get("condition_starts", ()))
        for name in ("message_starts", "signal_starts"):
            data[name] = tuple((starting, element) for starting, element in data.get(name, ()))
        for name in ("timer_starts", "late_forms", "late_decisions", "late_processes"):
            data[name] = tuple(data.get(name, ()))
        for name in ("startable_by", "forms", "decisions", "processes", "templates", "participants", "legal_basis"):
            data[name] = tuple(data[name])
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Pins:
    """Versions that an instance keeps for its whole life, by key: definition ids.

    A process that is called in its newest version has pins of its own, fixed when it is called.
    """

    forms: dict[str, UUID] = field(default_factory=dict)
    decisions: dict[str, UUID] = field(default_factory=dict)
    processes: dict[str, UUID] = field(default_factory=dict)
    templates: dict[str, UUID] = field(default_factory=dict)

    def dump(self) -> str:
        """As JSON text."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def load(cls, text: str) -> Self:
        """From the JSON text of `dump`."""
        data: dict[str, dict[str, str]] = orjson.loads(text)
        return cls(**{kind: {key: UUID(value) for key, value in pins.items()} for kind, pins in data.items()})
