"""The versions of a process for its designers: who deployed each, when, and what it changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import may_deploy
from engine.bpmn import Differences, ModelRefused, differences
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.tables import agency, closing, deployment, instance, person, process_definition, resource

LARGEST_PAGE = 20
"""Versions are compared as files, which costs a few milliseconds each."""
MOST_COUNTED = 1001
"""Counts stop here: more is shown as "1000+"."""
NO_CHANGE = Differences((), (), ())


@dataclass(frozen=True, slots=True)
class Closing:
    """A version was closed to new starts, or opened again."""

    closed: bool
    at: datetime
    person_name: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeployedVersion:
    """One version. `running` counts active cases, up to MOST_COUNTED.

    `changes` are those to the version before; None for the first. It is empty where only the manifest or the
    reading of models made a new version.
    """

    definition_id: UUID
    version: int
    name: str
    name_en: str
    deployed_at: datetime
    deployed_by: str | None
    agency_name: str | None
    agency_name_en: str | None
    note: str | None
    closed: bool
    running: int
    changes: Differences | None
    closings: tuple[Closing, ...]


@dataclass(frozen=True, slots=True)
class DeployedVersions:
    """Newest first. `next` is the version from which the list goes on (`before`); `may_change`: this reader may."""

    process_key: str
    rows: tuple[DeployedVersion, ...]
    next: int | None
    may_change: bool


def process_versions(
    runtime: Runtime, actor: Actor, key: str, *, before: int | None = None, limit: int = LARGEST_PAGE
) -> DeployedVersions:
    """A page of versions, those below `before`. Open to everybody who is signed in. Raises UnknownProcess."""
    limit = min(max(limit, 1), LARGEST_PAGE)
    with runtime.database.begin() as work:
        connection = work.connection
        found = connection.execute(_query(key, before).limit(limit + 1)).all()
        if not found:
            raise UnknownProcess(process=key)
        shown = found[:limit]
        running = {row.id: _running(connection, row.id) for row in shown}
        closings = _closings(connection, [row.id for row in shown])
    older = [*found[1:], None]
    rows = tuple(
        DeployedVersion(
            definition_id=row.id,
            version=row.version,
            name=row.name,
            name_en=row.name_en,
            deployed_at=row.at,
            deployed_by=row.person_name,
            agency_name=row.agency_name,
            agency_name_en=row.agency_name_en,
            note=row.note,
            closed=row.closed,
            running=running[row.id],
            changes=None if previous is None else _changes(previous, row),
            closings=tuple(closings.get(row.id, ())),
        )
        for row, previous in zip(shown, older, strict=False)
    )
    return DeployedVersions(
        process_key=key,
        rows=rows,
        next=shown[-1].version if len(found) > limit else None,
        may_change=may_deploy(actor, shown[0].agency_code or "—"),
    )


def _query(key: str, before: int | None) -> sa.Select[Any]:
    columns = process_definition.c
    query = (
        sa.select(
            columns.id,
            columns.version,
            columns.name,
            columns.name_en,
            columns.closed,
            columns.sha256,
            deployment.c.at,
            deployment.c.note,
            resource.c.content,
            person.c.name.label("person_name"),
            agency.c.code.label("agency_code"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(deployment, deployment.c.id == columns.deployment_id)
        .join(resource, resource.c.sha256 == columns.sha256)
        .outerjoin(person, person.c.id == deployment.c.person_id)
        .outerjoin(agency, agency.c.id == columns.owner_agency_id)
        .where(columns.key == key)
        .order_by(columns.version.desc())
    )
    return query if before is None else query.where(columns.version < before)


def _running(connection: sa.Connection, definition_id: UUID) -> int:
    columns = instance.c
    active = sa.select(columns.id).where(columns.definition_id == definition_id, columns.status == "active")
    return connection.scalar(sa.select(sa.func.count()).select_from(active.limit(MOST_COUNTED).subquery())) or 0


def _closings(connection: sa.Connection, ids: list[UUID]) -> dict[UUID, list[Closing]]:
    columns = closing.c
    query = (
        sa.select(closing, person.c.name.label("person_name"))
        .join(person, person.c.id == columns.person_id)
        .where(columns.definition_id.in_(ids))
        .order_by(columns.id.desc())
    )
    found: dict[UUID, list[Closing]] = {}
    for row in connection.execute(query):
        entry = Closing(row.closed, row.at, row.person_name, row.capacity, row.reason)
        found.setdefault(row.definition_id, []).append(entry)
    return found


def _changes(old: Any, new: Any) -> Differences:
    """What the files differ in; both were read when they were deployed."""
    if old.sha256 == new.sha256:
        return NO_CHANGE
    try:
        return differences(old.content, new.content)
    except ModelRefused:
        return NO_CHANGE
