"""The history of a case as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.languages import catalog
from api.templating import Reader
from engine.model.text import N_
from engine.queries.history import TimelineEntry, Why

BASIS, INPUTS, RESULT, WARNINGS = N_("Basis"), N_("Inputs"), N_("Result"), N_("Warnings")
VERSION = N_("Version of the decision")
ACTING: Mapping[str, str] = {"plt": N_("Acting (Plt.)"), "plh": N_("Acting (Plh.)"), "pj": N_("Interim (Pj.)")}


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened; `tone` picks the mark."""

    at: datetime
    what: str
    who: str
    version: int | None
    note: str
    tone: str
    facts: tuple[tuple[str, str], ...] = ()
    """What a decision rests on: terms and values, in the reader's language."""


def timeline_of(entries: Sequence[TimelineEntry], reader: Reader) -> list[TimelineItem]:
    """Newest first; `entries` are oldest first."""
    return [_item(entry, reader) for entry in reversed(entries)]


def _item(entry: TimelineEntry, reader: Reader) -> TimelineItem:
    return TimelineItem(
        at=entry.at,
        what=reader.formatter.text(entry.text),
        who=who(entry, reader),
        version=entry.definition_version,
        note=entry.reason or "",
        tone=_tone(entry),
        facts=() if entry.why is None else tuple(_facts(entry.why, reader)),
    )


def _facts(why: Why, reader: Reader) -> Iterator[tuple[str, str]]:
    say = catalog(reader.language).gettext
    if why.version is not None:
        yield say(VERSION), str(why.version)
    if why.basis:
        yield say(BASIS), "; ".join(why.basis)
    if why.inputs is not None:
        yield (
            say(INPUTS),
            "; ".join(f"{name}: {reader.formatter.value(each)}" for name, each in why.inputs.items()) or "–",
        )
        yield say(RESULT), reader.formatter.value(why.result)
    if why.warnings:
        yield say(WARNINGS), "; ".join(why.warnings)


def who(entry: TimelineEntry, reader: Reader) -> str:
    """Person, capacity and agency, as far as they are known."""
    acting = ACTING.get(entry.status or "", "")
    position = entry.position.in_language(reader.language) if entry.position else ""
    agency = entry.agency.in_language(reader.language) if entry.agency else ""
    return ", ".join(
        part
        for part in (
            entry.person_name,
            f"{catalog(reader.language).gettext(acting) if acting else acting} {position}".strip(),
            agency,
        )
        if part
    )


def _tone(entry: TimelineEntry) -> str:
    if entry.kind.startswith("Incident"):
        return "failed"
    return "done" if entry.person_name else "system"
