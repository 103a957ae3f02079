"""The page of a case: where it stands, who is next, what happened, on its diagram and in words."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import agencies_of, supervised_agencies
from engine.bpmn import render_diagram
from engine.definitions import ProcessVersion
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.queries.access import check_may_see, log_view
from engine.queries.called import CalledProgress, called_progress
from engine.queries.history import TimelineEntry, read_timeline
from engine.queries.standing import Standing, standing
from engine.queries.summary import SummaryRow, summary_of
from engine.queries.waiting import WaitingFor, executions_of, waiting_for
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.migrating import last_migration
from engine.store.movement import MOVED, Movement
from engine.store.tables import (
    agency,
    document,
    execution,
    history_event,
    incident,
    instance,
    person,
    process_definition,
    resource,
)

SKIPPED = "ElementSkipped"
"""Kind of the entry that an element was passed over."""
ACTIVITIES = frozenset(
    {
        "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask", "task",
        "callActivity", "subProcess",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ElementState:
    """A row of the table under the diagram. `state`: done, skipped, active, incident or empty for not reached."""

    element_id: str
    name: str
    name_en: str
    state: str
    times: int
    addressed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A letter of the case."""

    id: UUID
    number: str
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A token that stands still. `may_retry`: this reader is a supervisor of an agency that takes part."""

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    code: str
    message: str
    created_at: datetime
    may_retry: bool


@dataclass(frozen=True, slots=True)
class InstanceView:
    """`diagram` is SVG text in the reader's language, None where the model has no drawing.

    `may_supervise`: this reader is a supervisor of an agency that takes part; only then `tokens` says where they stand.
    `migrated`: for a supervisor, there is a version before to take it back to.
    """

    id: UUID
    number: str
    title: str
    process_key: str
    process_name: str
    process_name_en: str
    version: int
    status: str
    ended_element_name: str | None
    ended_element_name_en: str | None
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    started_by_name: str | None
    agency_name: str | None
    agency_name_en: str | None
    waiting_for: tuple[WaitingFor, ...]
    called: tuple[CalledProgress, ...]
    timeline: tuple[TimelineEntry, ...]
    diagram: str | None
    steps: tuple[ElementState, ...]
    summary: tuple[SummaryRow, ...]
    documents: tuple[DocumentLink, ...]
    incidents: tuple[IncidentRow, ...]
    tokens: tuple[Standing, ...]
    migrated: bool
    may_supervise: bool
    revision: str


def instance_view(runtime: Runtime, actor: Actor, instance_id: UUID, *, language: str = "id") -> InstanceView:
    """The case for somebody who takes part. Raises NotFound for everybody else."""
    with runtime.database.begin() as work:
        work.see_one_moment()
        connection = work.connection
        row = _row(connection, instance_id)
        participating = check_may_see(connection, actor, instance_id)
        numbers = executions_of(connection, instance_id)
        processes = {number: runtime.definitions.process(connection, each) for number, each in numbers.items()}
        main = runtime.definitions.process(connection, row.definition_id)
        movement = _movement(connection, instance_id)
        may_supervise = not supervised_agencies(actor).isdisjoint(agencies_of(participating))
        incidents = _incidents(connection, instance_id, processes, may_retry=may_supervise)
        waits = waiting_for(connection, instance_id, actor, processes, runtime.today())
        timeline = read_timeline(runtime, connection, instance_id, values=may_supervise)
        states = _states(movement, incidents, timeline)
        ended = main.facts.elements.get(row.ended_element or "")
        view = InstanceView(
            id=instance_id,
            number=row.number,
            title=row.title,
            process_key=row.process_key,
            process_name=main.name,
            process_name_en=main.name_en,
            version=main.version,
            status=row.status,
            ended_element_name=ended.name if ended else None,
            ended_element_name_en=ended.name_en if ended else None,
            started_at=row.started_at,
            ended_at=row.ended_at,
            suspended_at=row.suspended_at,
            started_by_name=row.started_by_name,
            agency_name=row.agency_name,
            agency_name_en=row.agency_name_en,
            waiting_for=waits,
            called=called_progress(connection, instance_id, processes),
            timeline=timeline,
            diagram=_diagram(connection, main, states, movement, row, language),
            steps=_steps(main, states, movement, waits),
            summary=summary_of(connection, instance_id, main.facts),
            documents=_documents(connection, instance_id),
            incidents=incidents,
            tokens=standing(connection, instance_id, processes) if may_supervise else (),
            migrated=may_supervise and last_migration(connection, instance_id) is not None,
            may_supervise=may_supervise,
            revision=f"{row.row_version}",
        )
        log_view(work, actor, "instance", instance_id, runtime.clock.now())
        work.commit()
        return view


def diagram_after(
    runtime: Runtime, actor: Actor, instance_id: UUID, moves: Sequence[Any], *, language: str
) -> str | None:
    """The diagram as it would be after these moves, which are written as the history has them. Raises NotFound."""
    with runtime.database.begin() as work:
        connection = work.connection
        row = _row(connection, instance_id)
        check_may_see(connection, actor, instance_id)
        process = runtime.definitions.process(connection, row.definition_id)
        movement = _movement(connection, instance_id, moves)
        states = _states(movement, (), read_timeline(runtime, connection, instance_id, values=False))
        states |= {move[2]: "incident" for move in moves if move[1] == "IncidentRaised"}
        return _diagram(connection, process, states, movement, row, language)


def _row(connection: sa.Connection, instance_id: UUID) -> Any:
    query = (
        sa.select(
            instance,
            execution.c.row_version,
            person.c.name.label("started_by_name"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(execution, sa.and_(execution.c.instance_id == instance.c.id, execution.c.number == 0))
        .outerjoin(person, person.c.id == instance.c.started_by)
        .outerjoin(agency, agency.c.id == instance.c.agency_id)
        .where(instance.c.id == instance_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _movement(connection: sa.Connection, instance_id: UUID, more: Sequence[Any] = ()) -> Movement:
    """What moved so far, and `more`."""
    columns = history_event.c
    query = sa.select(columns.detail).where(columns.instance_id == instance_id, columns.kind == MOVED)
    known = [load(text) for text in connection.scalars(query.order_by(columns.sequence))]
    return Movement([*known, more])


def _states(
    movement: Movement, incidents: Collection[IncidentRow], timeline: Collection[TimelineEntry]
) -> dict[str, str]:
    """The state of each element that was reached. What a supervisor passed over does not look like what was done."""
    skipped = Counter(entry.element_id for entry in timeline if entry.kind == SKIPPED)
    states = {each: "skipped" if times <= skipped[each] else "done" for each, times in movement.done().items()}
    states |= dict.fromkeys(movement.active(), "active")
    states |= {each.element_id: "incident" for each in incidents}
    return states


def _diagram(
    connection: sa.Connection,
    process: ProcessVersion,
    states: dict[str, str],
    movement: Movement,
    row: Any,
    language: str,
) -> str | None:
    """The drawing with states; names in the reader's language."""
    content = connection.scalar(
        sa.select(resource.c.content)
        .join(process_definition, process_definition.c.sha256 == resource.c.sha256)
        .where(process_definition.c.id == process.id)
    )
    if content is None:
        return None
    counts = {element: times for element, times in movement.done().items() if times > 1}
    labels = diagram_labels(process, language)
    return render_diagram(content, states=states, counts=counts, title=row.number, description=row.title, labels=labels)


def diagram_labels(process: ProcessVersion, language: str) -> dict[str, str] | None:
    """English names for the drawing; None where the file's own are right."""
    if language != "en":
        return None
    return {element_id: facts.name_en for element_id, facts in process.facts.elements.items() if facts.name_en}


def _steps(
    process: ProcessVersion, states: dict[str, str], movement: Movement, waits: tuple[WaitingFor, ...]
) -> tuple[ElementState, ...]:
    """The activities in the order of the file."""
    addressed: dict[str, set[str]] = {}
    for wait in waits:
        addressed.setdefault(wait.element_id, set()).update(wait.addressed_to)
    done = movement.done()
    return tuple(
        ElementState(
            element_id=element_id,
            name=facts.name or element_id,
            name_en=facts.name_en or element_id,
            state=states.get(element_id, ""),
            times=done.get(element_id, 0),
            addressed_to=tuple(sorted(addressed.get(element_id, ()))) or ((facts.lane,) if facts.lane else ()),
        )
        for element_id, facts in process.facts.elements.items()
        if facts.kind in ACTIVITIES
    )


def _documents(connection: sa.Connection, instance_id: UUID) -> tuple[DocumentLink, ...]:
    columns = document.c
    query = sa.select(columns.id, columns.number, columns.title, columns.created_at)
    rows = connection.execute(query.where(columns.instance_id == instance_id).order_by(columns.id))
    return tuple(DocumentLink(row.id, row.number, row.title, row.created_at) for row in rows)


def _incidents(
    connection: sa.Connection,
    instance_id: UUID,
    processes: dict[int, ProcessVersion],
    *,
    may_retry: bool,
) -> tuple[IncidentRow, ...]:
    rows = []
    for row in connection.execute(sa.select(incident).where(incident.c.instance_id == instance_id)):
        facts = processes[row.execution].facts.elements.get(row.element_id)
        rows.append(
            IncidentRow(
                execution=row.execution,
                token=row.token,
                element_id=row.element_id,
                name=(facts.name if facts else "") or row.element_id,
                name_en=(facts.name_en if facts else "") or row.element_id,
                code=row.code,
                message=row.detail,
                created_at=row.raised_at,
                may_retry=may_retry,
            )
        )
    return tuple(rows)
