"""The deployed processes: which there are, what they look like, who does what in them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.bpmn import render_diagram
from engine.model.actor import Actor
from engine.queries.instance import diagram_labels
from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.tables import agency, deployment, instance, person, process_definition, resource


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """The newest version of a process; `running` counts active cases of all versions. `closed`: to new starts."""

    key: str
    version: int
    name: str
    name_en: str
    owner_agency_name: str | None
    owner_agency_name_en: str | None
    deployed_at: datetime
    deployed_by: str | None
    running: int
    closed: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version."""

    version: int
    deployed_at: datetime
    deployed_by: str | None
    note: str | None
    closed: bool


@dataclass(frozen=True, slots=True)
class ElementRow:
    """A part of the process as people see it."""

    element_id: str
    kind: str
    name: str
    name_en: str
    lane: str | None
    documentation: str | None


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One version with everything that explains it."""

    key: str
    version: int
    name: str
    name_en: str
    owner_agency_name: str | None
    owner_agency_name_en: str | None
    deployed_at: datetime
    closed: bool
    documentation: str | None
    legal_basis: tuple[str, ...]
    participants: tuple[str, ...]
    startable_by: tuple[str, ...]
    diagram: str | None
    elements: tuple[ElementRow, ...]
    versions: tuple[VersionRow, ...]


def processes(runtime: Runtime, actor: Actor) -> tuple[ProcessRow, ...]:
    """Newest versions by name. Definitions are open to everybody who is signed in; cases are not."""
    columns = process_definition.c
    latest = sa.select(columns.key, sa.func.max(columns.version).label("version")).group_by(columns.key).subquery()
    running = (
        sa.select(instance.c.process_key, sa.func.count().label("running"))
        .where(instance.c.status == "active")
        .group_by(instance.c.process_key)
        .subquery()
    )
    query = (
        _with_origin(sa.select(process_definition, running.c.running))
        .join(latest, sa.and_(latest.c.key == columns.key, latest.c.version == columns.version))
        .outerjoin(running, running.c.process_key == columns.key)
        .order_by(columns.name)
    )
    with runtime.database.begin() as work:
        rows = work.connection.execute(query).all()
    return tuple(
        ProcessRow(
            key=row.key,
            version=row.version,
            name=row.name,
            name_en=row.name_en,
            owner_agency_name=row.agency_name,
            owner_agency_name_en=row.agency_name_en,
            deployed_at=row.at,
            deployed_by=row.person_name,
            running=row.running or 0,
            closed=row.closed,
        )
        for row in rows
    )


def process_view(
    runtime: Runtime, actor: Actor, key: str, version: int | None = None, *, language: str = "id"
) -> ProcessView:
    """One version, the newest if none is named. Raises UnknownProcess."""
    columns = process_definition.c
    query = _with_origin(sa.select(process_definition, deployment.c.note)).where(columns.key == key)
    with runtime.database.begin() as work:
        rows = work.connection.execute(query.order_by(columns.version.desc())).all()
        chosen = next((row for row in rows if version in (None, row.version)), None)
        if chosen is None:
            raise UnknownProcess(process=key)
        process = runtime.definitions.process(work.connection, chosen.id)
        content = work.connection.scalar(sa.select(resource.c.content).where(resource.c.sha256 == chosen.sha256))
    facts = process.facts
    labels = diagram_labels(process, language)
    return ProcessView(
        key=key,
        version=chosen.version,
        name=chosen.name,
        name_en=chosen.name_en,
        owner_agency_name=chosen.agency_name,
        owner_agency_name_en=chosen.agency_name_en,
        deployed_at=chosen.at,
        closed=chosen.closed,
        documentation=facts.documentation,
        legal_basis=facts.legal_basis,
        participants=facts.participants,
        startable_by=facts.startable_by,
        diagram=render_diagram(
            content or b"",
            states={},
            counts={},
            title=chosen.name,
            description=facts.documentation or "",
            labels=labels,
        ),
        elements=tuple(
            ElementRow(element_id, each.kind, each.name, each.name_en, each.lane, each.documentation)
            for element_id, each in facts.elements.items()
        ),
        versions=tuple(VersionRow(row.version, row.at, row.person_name, row.note, row.closed) for row in rows),
    )


def _with_origin(query: sa.Select[tuple[object, ...]]) -> sa.Select[tuple[object, ...]]:
    """Adds when and by whom it was deployed, and whose it is."""
    return (
        query.add_columns(
            deployment.c.at,
            person.c.name.label("person_name"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(deployment, deployment.c.id == process_definition.c.deployment_id)
        .outerjoin(person, person.c.id == deployment.c.person_id)
        .outerjoin(agency, agency.c.id == process_definition.c.owner_agency_id)
    )
