"""The timeline of a case: what persons did and what happened by itself, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import supervises_any
from engine.model.actor import Actor
from engine.model.data import Value
from engine.model.text import N_, Named, Text
from engine.queries.access import check_may_see
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.facts import ElementFacts
from engine.store.movement import MOVED, personal_of
from engine.store.tables import agency, history_event, person, position, process_definition

OUTCOME_FIELDS = ("keputusan", "decision")
"""Fields of a form whose value says how a person decided. docs/forms.md tells designers."""
REASON_FIELDS = ("alasan", "catatan", "reason")
"""Fields of a form in which a person gives the reason."""


@dataclass(frozen=True, slots=True)
class Why:
    """How a decision table came to its answer. Inputs are None for those who may not see them, and once erased."""

    decision_id: str
    rules: tuple[str, ...]
    """Ids of the rules that decided."""
    basis: tuple[str, ...]
    """What those rules are annotated with, such as the law they rest on."""
    inputs: Mapping[str, Value] | None = None
    result: Value = None
    warnings: tuple[str, ...] = ()
    """Why parts of the result are empty."""
    version: int | None = None
    """The version of the decision; None in entries written before it was kept."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. Who did it is None for what happened by itself."""

    sequence: int
    at: datetime
    kind: str
    text: Text
    element_id: str | None
    element: Named | None
    person_name: str | None
    position: Named | None
    status: str | None
    agency: Named | None
    definition_version: int
    reason: str | None
    why: Why | None = None


def history(runtime: Runtime, actor: Actor, instance_id: UUID) -> tuple[TimelineEntry, ...]:
    """All entries, oldest first. Raises NotFound unless the person may see the case."""
    with runtime.database.begin() as work:
        participating = check_may_see(work.connection, actor, instance_id)
        values = supervises_any(actor, participating)
        return read_timeline(runtime, work.connection, instance_id, values=values)


def read_timeline(
    runtime: Runtime, connection: sa.Connection, instance_id: UUID, *, values: bool
) -> tuple[TimelineEntry, ...]:
    """All entries of an instance, oldest first; `values`: with the inputs and results of decisions."""
    event = history_event.c
    query = (
        sa.select(
            history_event,
            person.c.name.label("person_name"),
            position.c.name.label("position_name"),
            position.c.name_en.label("position_name_en"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
            process_definition.c.version.label("definition_version"),
        )
        .join(process_definition, process_definition.c.id == event.definition_id)
        .outerjoin(person, person.c.id == event.person_id)
        .outerjoin(position, position.c.id == event.position_id)
        .outerjoin(agency, agency.c.id == event.agency_id)
        .where(event.instance_id == instance_id)
        .order_by(event.sequence)
    )
    entries: list[TimelineEntry] = []
    for row in connection.execute(query):
        elements = runtime.definitions.process(connection, row.definition_id).facts.elements
        if row.kind == MOVED:
            entries.extend(moved_entries(row, elements, values=values))
        else:
            entries.append(deed_entry(row, elements))
    return tuple(entries)


DEEDS: Mapping[str, str] = {
    "ProcessStarted": N_("Case started"),
    "UserTaskClaimed": N_("%(element)s: claimed"),
    "UserTaskReleased": N_("%(element)s: released"),
    "UserTaskCompleted": N_("%(element)s: completed"),
    "UserTaskWithdrawn": N_("%(element)s: withdrawn by the process"),
    "MessageReceived": N_("Message %(name)s received"),
    "IncidentRetried": N_("%(element)s: tried again after an incident"),
    "IncidentEdited": N_("%(element)s: values corrected and tried again after an incident"),
    "CaseCancelled": N_("Case cancelled by a supervisor"),
    "ElementSkipped": N_("%(element)s: passed over by a supervisor, not done"),
    "TokenMoved": N_("%(element)s: left for %(to)s by a supervisor"),
    "VariablesChanged": N_("Data changed by a supervisor: %(names)s"),
    "CaseMigrated": N_("Case migrated from version %(from)s to version %(to)s by a supervisor"),
    "DataStoreChanged": N_("%(element)s: data store %(store)s changed"),
    "CaseSuspended": N_("Case suspended by a supervisor"),
    "CaseResumed": N_("Case resumed by a supervisor"),
    "UserTaskReassigned": N_("%(element)s: given back to all who may do it"),
    "DueDateChanged": N_("%(element)s: due time changed"),
    "DueDateRecounted": N_("%(element)s: due time counted anew, since the working calendar changed"),
    "TaskReminded": N_("%(element)s: %(used)s of the time has passed"),
    "ServiceAnswered": N_("%(element)s: answered by another system"),
    "ServiceFailed": N_("%(element)s: another system could not do it"),
    "DocumentIssued": N_("Letter %(number)s written (draft)"),
}
DECIDED = N_("%(element)s: %(outcome)s")
GIVEN_TO = N_("%(element)s: given to %(name)s")
GIVEN_TO_SOMEBODY = N_("%(element)s: given to another person")


def deed_entry(row: Any, elements: Mapping[str, ElementFacts]) -> TimelineEntry:
    """An entry of its own."""
    detail: dict[str, Any] = load(row.detail)
    value: dict[str, Any] = load(row.value) if row.value else {}
    answers = value.get("answers") or {}
    element = named_element(row.element_id, elements)
    facts: dict[str, Any] = {"element": element or Named(""), **{k: v for k, v in detail.items() if isinstance(v, str)}}
    template = DEEDS.get(row.kind, N_("%(element)s"))
    outcome = first_text(answers, OUTCOME_FIELDS)
    if row.kind == "UserTaskCompleted" and outcome:
        template, facts["outcome"] = DECIDED, outcome
    if row.kind == "UserTaskReassigned" and detail.get("to") == "person":
        template, facts["name"] = (GIVEN_TO, value["to"]) if value.get("to") else (GIVEN_TO_SOMEBODY, "")
    if row.kind == "TaskReminded":
        facts["used"] = f"{detail['percent']} %"
    if row.kind == "TokenMoved":
        facts["to"] = named_element(detail["to"], elements) or detail["to"]
    reason = first_text(value, ("reason",)) or first_text(answers, REASON_FIELDS)
    return entry_of(row, Text(template, facts), row.element_id, element, reason)


def moved_entries(row: Any, elements: Mapping[str, ElementFacts], *, values: bool) -> Iterator[TimelineEntry]:
    """What is worth telling of an entry about tokens that moved."""
    personal = personal_of(load(row.value)) if values and row.value else {}
    for place, (_number, kind, element_id, _token, *more) in enumerate(load(row.detail)):
        element = named_element(element_id, elements) or Named(element_id)
        text = moved_text(kind, element, more)
        if text is not None:
            entry = entry_of(row, text, element_id, element, None, kind)
            yield replace(entry, why=why(more, personal.get(place, []))) if kind == "DecisionEvaluated" else entry


def why(more: list[Any], personal: list[Any]) -> Why:
    """How a decision came about; entries written before the basis or the version was kept have none."""
    decision, matched, *kept = more
    basis = kept[0] if kept else ()
    version = kept[1] if len(kept) > 1 else None
    rules = tuple(rule for _, ids in matched for rule in ids)
    inputs, result, *warnings = personal or (None, None)
    return Why(decision, rules, tuple(basis), inputs, result, tuple(*warnings), version)


def moved_text(kind: str, element: Named, more: list[Any]) -> Text | None:
    """The sentence for one move; None for those that only the diagram shows."""
    match kind, more:
        case "DecisionEvaluated", [decision, matched, *_]:
            if not any(ids for _, ids in matched):
                return Text(N_("%(element)s: decided by %(decision)s"), {"element": element, "decision": decision})
            rules = ", ".join(rule for _, ids in matched for rule in ids)
            facts = {"element": element, "decision": decision, "rules": rules}
            return Text(N_("%(element)s: decided by the table %(decision)s, rules %(rules)s"), facts)
        case "TimerEnded", [_, "done"]:
            return Text(N_("%(element)s: the time has come"), {"element": element})
        case "MessageThrown", [name]:
            return Text(N_("Message %(name)s sent"), {"name": name})
        case "SignalThrown", [name]:
            return Text(N_("Signal %(name)s sent"), {"name": name})
        case "IncidentRaised", [code]:
            return Text(N_("%(element)s: incident (%(code)s)"), {"element": element, "code": code})
        case "ErrorEscaped", [code]:
            return Text(
                N_("%(element)s: error %(code)s, which nothing in the process handles"),
                {"element": element, "code": code},
            )
        case "ProcessEnded", [outcome]:
            facts = {"element": element, "outcome": outcome}
            return Text(N_("Ended: %(element)s"), facts) if element.name else Text(N_("Ended (%(outcome)s)"), facts)
        case _:
            return None


def entry_of(
    row: Any, text: Text, element_id: str | None, element: Named | None, reason: str | None, kind: str | None = None
) -> TimelineEntry:
    """The entry for a row of the history."""
    return TimelineEntry(
        sequence=row.sequence,
        at=row.at,
        kind=kind or row.kind,
        text=text,
        element_id=element_id,
        element=element,
        person_name=row.person_name,
        position=Named(row.position_name, row.position_name_en) if row.position_name else None,
        status=row.capacity,
        agency=Named(row.agency_name, row.agency_name_en) if row.agency_name else None,
        definition_version=row.definition_version,
        reason=reason,
    )


def named_element(element_id: str | None, elements: Mapping[str, ElementFacts]) -> Named | None:
    """The name of an element, its id where it has none."""
    facts = elements.get(element_id or "")
    if facts is None:
        return None
    return Named(facts.name or element_id or "", facts.name_en)


def first_text(answers: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of the fields that holds a text."""
    return next((answers[name] for name in names if isinstance(answers.get(name), str) and answers[name]), None)
